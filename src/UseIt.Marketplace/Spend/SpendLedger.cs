using System.Collections.Immutable;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Spend;

/// <summary>One file of paid invoices as it stands in the ledger.</summary>
public sealed record TakenInFile(PaidInvoicesTakenIn Says, bool TakenBack);

/// <summary>What a buyer has paid: its files in the order in which they came, and what it calls local.</summary>
public sealed record SpendLedger(LocalArea? Area, ImmutableList<TakenInFile> Files) : IState<SpendLedger>
{
    public static SpendLedger Empty { get; } = new(null, []);

    public static Guid IdOf(Guid buyer) => UuidV5.Of(buyer, "spend-ledger");

    /// <summary>What counts: every file that was not taken back.</summary>
    public IEnumerable<PaidInvoicesTakenIn> Live => Files.Where(f => !f.TakenBack).Select(f => f.Says);

    public SpendLedger Evolve(object fact) =>
        fact switch
        {
            LocalAreaDefined e => this with { Area = new LocalArea(e.Name, e.Postcodes) },
            PaidInvoicesTakenIn e => this with { Files = Files.Add(new TakenInFile(e, false)) },
            PaidInvoicesTakenBack e => this with
            {
                Files = Files.ConvertAll(f => f.Says.DocumentId == e.DocumentId ? f with { TakenBack = true } : f),
            },
            _ => this,
        };
}

/// <summary>Whether an organisation buys.</summary>
public sealed record SpendingBuyer(bool Buys) : IState<SpendingBuyer>
{
    public static SpendingBuyer Empty { get; } = new(Buys: false);
    public static string StreamType => "organisation";

    public SpendingBuyer Evolve(object fact) =>
        fact is OrganisationRegistered e ? new SpendingBuyer(e.Kinds.Contains(OrganisationKind.Buyer)) : this;
}

/// <summary>The document in which the lines of a file are kept.</summary>
public sealed record LedgerDocument(Guid? OwnerId, string Sha256) : IState<LedgerDocument>
{
    public static LedgerDocument Empty { get; } = new(null, "");
    public static string StreamType => "document";

    public LedgerDocument Evolve(object fact) =>
        fact switch
        {
            DocumentStored e => new LedgerDocument(e.OwnerId, e.Sha256),
            DocumentDiscarded => Empty,
            _ => this,
        };
}
