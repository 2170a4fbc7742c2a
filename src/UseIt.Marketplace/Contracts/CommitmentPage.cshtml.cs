using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Needs;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>One commitment for the parties of its contract: its figures, its evidence, and what each of them may do about it.</summary>
[ForPeople]
public sealed class CommitmentPage(
    CommitmentReading reading,
    IDocumentStore store,
    OrganisationNames organisations,
    NeedsBoard needs,
    NpgsqlDataSource database
) : PageModel
{
    private IReadOnlyDictionary<Guid, OrganisationName> names = new Dictionary<Guid, OrganisationName>();
    private IReadOnlyDictionary<Guid, string> titles = new Dictionary<Guid, string>();
    private CommitmentReading.Found found = null!;

    private const int Usual = 20;

    public LedgerRow Row => found.Row;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public EvidencePage Evidence { get; private set; } = new([], null);

    /// <summary>The community's needs that were met and count towards it, beside the evidence and not in its figures.</summary>
    public IReadOnlyList<NeedRow> Needs { get; private set; } = [];
    public bool MayRecord => found.Supplies && found.InForce;
    public bool MayVerify => found.Buys;
    public bool MayChange => found.Buys && found.InForce;

    public string At => $"/contracts/{Row.ContractId}/commitments/{Row.CommitmentId}";

    public string QuantityIn(decimal quantity) => $"{CommitmentStepPage.Plain(quantity)} {Row.Metric.Unit}";

    public string Written(Figure figure) => figure.Value is { } value ? QuantityIn(value) : ReportWriter.NotRecorded;

    public string CardOf(EvidenceEntry evidence) => $"By {names.GetValueOrDefault(evidence.OrganisationId)?.Name ?? "a supplier"}";

    public bool IsOwn(EvidenceEntry evidence) =>
        found.Supplies && found.Who.ActsFor(evidence.OrganisationId) && evidence.Stage != EvidenceStage.Withdrawn;

    public string TitleOf(Guid document) => titles.GetValueOrDefault(document, "A document");

    public static (string Words, string Colour) StateOf(EvidenceEntry evidence) =>
        evidence.Stage switch
        {
            EvidenceStage.Verified => ("Verified", "green"),
            EvidenceStage.Disputed => ("In dispute", "red"),
            EvidenceStage.Withdrawn => ("Withdrawn", "grey"),
            _ => ("Awaiting verification", "blue"),
        };

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, CancellationToken cancel)
    {
        if (await reading.FindAsync(HttpContext, contract, commitment, cancel) is not { } seen)
            return NotFound();
        found = seen;
        names = await organisations.FindAsync(database, seen.Contract.State.Parties, cancel);
        Needs = await needs.CountedTowardsAsync(database, commitment, cancel);
        Evidence = EvidencePage.Of(Row, After, Usual);
        titles = (await store.FetchAsync<StoredDocument>(Evidence.Items.SelectMany(e => e.Documents).Distinct(), cancel)).ToDictionary(
            d => d.Id,
            d => d.State.Title ?? "A document"
        );
        return Page();
    }
}
