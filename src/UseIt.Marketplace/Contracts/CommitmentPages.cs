using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>Everything the pages of one commitment read from.</summary>
public sealed class CommitmentReading(
    Actors actors,
    IDocumentStore store,
    CommitmentLedger ledger,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
)
{
    public sealed record Found(Actor Who, Stream<Contract> Contract, Commitment State, LedgerRow Row)
    {
        public bool InForce => Contract.State.Stage == ContractStage.Signed && !State.Lapsed;
        public bool Supplies => Delivering.Supplier(Who, Contract.Id, State) == Access.Granted;
        public bool Buys => Delivering.Buyer(Who, Contract.Id, State) == Access.Granted;
    }

    /// <summary>The commitment, for a party of its contract; null for everybody else.</summary>
    public async Task<Found?> FindAsync(HttpContext http, Guid contractId, Guid id, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(http, cancel);
        if (await ShowContract.FindAsync(store, actor, contractId, cancel) is not { } contract)
            return null;
        await readYourWrite.WaitAsync(http, ledger);
        if (await ledger.FindAsync(database, id, cancel) is not { } row || row.ContractId != contractId)
            return null;
        return new Found(actor, contract, (await store.FetchAsync<Commitment>(id, cancel)).State, row);
    }
}

/// <summary>One step of a commitment on a page of its own.</summary>
public abstract class CommitmentStepPage(CommitmentReading reading, Acting acting) : PageModel
{
    public LedgerRow Row { get; private set; } = null!;

    public string Back => $"/contracts/{Row.ContractId}/commitments/{Row.CommitmentId}";

    /// <summary>Where one is when it is done.</summary>
    protected virtual string After => Back;

    protected CommitmentReading.Found Found { get; private set; } = null!;

    /// <summary>Whether this step is open to whoever looks.</summary>
    protected abstract bool MayDo { get; }

    /// <summary>What was said of the people in the photos of evidence; null where nothing was.</summary>
    public static string? WordsOf(PeopleInPhoto? people) =>
        people switch
        {
            PeopleInPhoto.Nobody => "Nobody can be recognised",
            PeopleInPhoto.Agreed => "Everybody who can be recognised has agreed",
            PeopleInPhoto.GuardiansAgreed => "Everybody who can be recognised has agreed, a guardian for each child",
            _ => null,
        };

    public static string Plain(decimal quantity) => quantity.ToString("#,##0.####", CultureInfo.InvariantCulture);

    /// <summary>False where there is no such page for whoever asks.</summary>
    protected async Task<bool> LoadAsync(Guid contract, Guid commitment, CancellationToken cancel) =>
        await FindAsync(contract, commitment, cancel) && MayDo;

    private protected async Task<bool> FindAsync(Guid contract, Guid commitment, CancellationToken cancel)
    {
        if (await reading.FindAsync(HttpContext, contract, commitment, cancel) is not { } found)
            return false;
        (Found, Row) = (found, found.Row);
        return true;
    }

    /// <summary>A quantity as typed; what is no number is refused like a quantity of nothing.</summary>
    protected static decimal QuantityOf(string? typed) => Typed.Number(typed, out var number) && number is { } quantity ? quantity : 0;

    protected async Task<IActionResult> DoAsync(ICommand command, string done, Func<string, string>? fields = null)
    {
        if (await acting.TryAsync(this, command, fields) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(After);
    }
}

/// <summary>One step about one piece of evidence.</summary>
public abstract class EvidenceStepPage(CommitmentReading reading, Acting acting) : CommitmentStepPage(reading, acting)
{
    public EvidenceEntry Entry { get; private set; } = null!;

    protected async Task<bool> LoadAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel)
    {
        if (!await FindAsync(contract, commitment, cancel) || Row.Evidence.FirstOrDefault(e => e.EvidenceId == evidence) is not { } entry)
            return false;
        Entry = entry;
        return MayDo;
    }
}
