using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Shared;
using UseIt.Marketplace.Tenders;
using UseIt.Messaging;

namespace UseIt.Marketplace.Contracts;

/// <summary>One commitment: its figures, its evidence, and for a supplier a form to record more.</summary>
[ForPeople]
public sealed class CommitmentPage(Actors actors, Acting acting, EventStore.EventStore store, CommitmentLedger ledger, OrganisationNames organisations, NpgsqlDataSource database, ReadYourWrite readYourWrite) : PageModel
{
    private IReadOnlyDictionary<Guid, OrganisationName> names = new Dictionary<Guid, OrganisationName>();

    public LedgerRow Row { get; private set; } = null!;
    public bool MayRecord { get; private set; }
    public bool MayVerify { get; private set; }

    [BindProperty] public decimal? Quantity { get; set; }
    [BindProperty] public DateOnly? From { get; set; }
    [BindProperty] public DateOnly? Until { get; set; }
    [BindProperty] public string? Statement { get; set; }

    public string QuantityIn(decimal quantity) => $"{quantity.ToString("#,##0.####", CultureInfo.InvariantCulture)} {Row.Metric.Unit}";

    public string Written(Figure figure) => figure.Value is { } value ? QuantityIn(value) : ReportWriter.NotRecorded;

    public string CardOf(EvidenceEntry evidence) => $"By {names.GetValueOrDefault(evidence.OrganisationId)?.Name ?? "a supplier"}";

    public string StateOf(EvidenceEntry evidence) => evidence.Stage switch
    {
        EvidenceStage.Verified => $"Verified: {QuantityIn(evidence.Verified!.Value)}",
        EvidenceStage.Disputed => "In dispute",
        EvidenceStage.Withdrawn => "Withdrawn",
        _ => "Awaiting verification"
    } + (evidence.Reason is { } reason ? $". {reason}" : "");

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, CancellationToken cancel) => await LoadAsync(contract, commitment, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid contract, Guid commitment, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, commitment, cancel)) return NotFound();
        var command = new RecordEvidence(contract, commitment, Guid.CreateVersion7(), Quantity ?? 0, new Period(From, Until), Statement ?? "");
        if (await acting.TryAsync(this, command) is { } refused) return refused;
        this.Announce("The evidence is recorded");
        return Redirect($"/contracts/{contract}/commitments/{commitment}");
    }

    private async Task<bool> LoadAsync(Guid contractId, Guid id, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await ShowContract.FindAsync(store, actor, contractId, cancel) is not { } contract) return false;
        await readYourWrite.WaitAsync(HttpContext, ledger);
        if (await ledger.FindAsync(database, id, cancel) is not { } row || row.ContractId != contractId) return false;
        Row = row;
        names = await organisations.FindAsync(database, contract.State.Parties, cancel);
        var commitment = (await store.FetchAsync<Commitment>(id, cancel)).State;
        MayRecord = contract.State.Stage == ContractStage.Signed && !commitment.Lapsed && Delivering.Supplier(actor, contractId, commitment) == Access.Granted;
        MayVerify = Delivering.Buyer(actor, contractId, commitment) == Access.Granted;
        return true;
    }
}
