using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;
using UseIt.Marketplace.Web.Charts;

namespace UseIt.Marketplace.Contracts;

/// <summary>A contract for its parties: who signed, what was promised, what was delivered.</summary>
[ForPeople]
public sealed class ContractPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    CommitmentLedger ledger,
    CommitmentBoard board,
    OrganisationNames organisations,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : PageModel
{
    public const string Statement = "I have the authority to sign for my organisation, and it agrees to these terms.";

    private const int Usual = 20;

    private IReadOnlyDictionary<Guid, OrganisationName> names = new Dictionary<Guid, OrganisationName>();

    public ContractShown Contract { get; private set; } = null!;
    public Rows<PromisedLine> Commitments { get; private set; } = new([], null);
    public Guid Party { get; private set; }
    public bool MaySign { get; private set; }
    public bool Manages { get; private set; }

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    [BindProperty]
    public string? Capacity { get; set; }

    [BindProperty]
    public string? DocumentSha256 { get; set; }

    public string Stage =>
        Contract.Stage switch
        {
            ContractStage.Prepared => "Waits for signatures",
            ContractStage.Signed => "Signed",
            _ => "Ended",
        };
    public string StageColour =>
        Contract.Stage switch
        {
            ContractStage.Prepared => "yellow",
            ContractStage.Signed => "green",
            _ => "grey",
        };

    public string NameOf(Guid organisation) => names.GetValueOrDefault(organisation)?.Name ?? organisation.ToString();

    public string Written(decimal? quantity) => quantity?.ToString("#,##0.####", CultureInfo.InvariantCulture) ?? ReportWriter.NotRecorded;

    public static string StatusOf(MilestoneStatus status) =>
        status switch
        {
            MilestoneStatus.Met => "Met",
            MilestoneStatus.NotMet => "Not met",
            MilestoneStatus.PartiallyMet => "Partially met",
            _ => "Scheduled",
        };

    public Chart Chart(PromisedLine row)
    {
        var description = $"What was promised and what the buyer has verified, in {row.Unit}";
        return row.Verified is { } verified
            ? new BarChart(row.Title, description, ["promised", "verified"], [new Bars(row.Unit, row.Promised, verified)])
            : new BarChart(row.Title, description, ["promised"], [new Bars(row.Unit, row.Promised)]);
    }

    public async Task<IActionResult> OnGetAsync(Guid contract, CancellationToken cancel) =>
        await LoadAsync(contract, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostSignAsync(Guid contract, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, cancel))
            return NotFound();
        var command = new SignContract(contract, Party, DocumentSha256 ?? "", Capacity ?? "", SigningMethod.Typed, Statement);
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce("You have signed the contract");
        return Redirect($"/contracts/{contract}");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await ShowContract.FindAsync(store, actor, id, cancel) is not { } contract)
            return false;
        Contract = ContractShown.From(contract);
        await readYourWrite.WaitAsync(HttpContext, ledger);
        Commitments = await board.OfContractAsync(id, After, Usual, cancel);
        names = await organisations.FindAsync(database, contract.State.Parties, cancel);
        Party = contract.State.Parties.First(p => actor.ActsFor(p));
        Manages = actor.ActsFor(contract.State.BuyerId, Roles.ContractManager) && contract.State.Stage != ContractStage.Ended;
        MaySign =
            contract.State.Stage == ContractStage.Prepared
            && !contract.State.Signatures.ContainsKey(Party)
            && SignContractHandler.Authorise(new SignContract(id, Party, "", "", SigningMethod.Typed, ""), contract.State, actor)
                == Access.Granted;
        return true;
    }
}
