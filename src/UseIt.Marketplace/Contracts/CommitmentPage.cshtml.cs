using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Needs;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>One commitment for the parties of its contract: its figures, its evidence, and what each of them may do about it.</summary>
[ForPeople]
public sealed class CommitmentPage(
    CommitmentReading reading,
    IDocumentStore store,
    OrganisationNames organisations,
    NeedsBoard needs,
    EvidenceOverlaps overlaps,
    NpgsqlDataSource database
) : PageModel
{
    private IReadOnlyDictionary<Guid, OrganisationName> names = new Dictionary<Guid, OrganisationName>();
    private DateOnly today;
    private IReadOnlyDictionary<Guid, string> titles = new Dictionary<Guid, string>();
    private ILookup<Guid, EvidenceOverlap> elsewhere = Enumerable.Empty<EvidenceOverlap>().ToLookup(o => o.EvidenceId);
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

    /// <summary>For the contract manager: why what is due cannot well be right against the contract's value.</summary>
    public string? Doubt =>
        MayVerify && Row.Due.Value is { } due
            ? Plausibility.Doubt(
                due,
                Row.Metric.Unit,
                found.Contract.State.Value,
                "the contract's value",
                found.Contract.State.Period,
                Row.DueOn ?? DateOnly.MaxValue
            )
            : null;

    public bool MayRecover => MayChange && found.State.NeedsRecovery(today);

    public string NameOf(Guid organisation) => names.GetValueOrDefault(organisation)?.Name ?? "A supplier";

    public string At => $"/contracts/{Row.ContractId}/commitments/{Row.CommitmentId}";

    public string QuantityIn(decimal quantity) => $"{CommitmentStepPage.Plain(quantity)} {Row.Metric.Unit}";

    public string Written(Figure figure) => figure.Value is { } value ? QuantityIn(value) : ReportWriter.NotRecorded;

    public string CardOf(EvidenceEntry evidence) => $"By {names.GetValueOrDefault(evidence.OrganisationId)?.Name ?? "a supplier"}";

    public bool IsOwn(EvidenceEntry evidence) =>
        found.Supplies && found.Who.ActsFor(evidence.OrganisationId) && evidence.Stage != EvidenceStage.Withdrawn;

    /// <summary>Where the same may be told as well, for whoever recorded it and whoever verifies it.</summary>
    public IReadOnlyList<EvidenceOverlap> OverlapsOf(EvidenceEntry evidence) =>
        MayVerify || IsOwn(evidence) ? [.. elsewhere[evidence.EvidenceId]] : [];

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
        today = UkTime.DayOf(await store.ClockAsync(cancel));
        names = await organisations.FindAsync(database, seen.Contract.State.Parties, cancel);
        Needs = await needs.CountedTowardsAsync(database, commitment, cancel);
        Evidence = EvidencePage.Of(Row, After, Usual);
        titles = (await store.FetchAsync<StoredDocument>(Evidence.Items.SelectMany(e => e.Documents).Distinct(), cancel)).ToDictionary(
            d => d.Id,
            d => d.State.Title ?? "A document"
        );
        elsewhere = (
            await overlaps.SeenAsync(
                seen.Who,
                [.. Evidence.Items.Where(e => e.Stage != EvidenceStage.Withdrawn).Select(Row.DeliveryOf)],
                commitment,
                cancel
            )
        ).ToLookup(o => o.EvidenceId);
        return Page();
    }
}
