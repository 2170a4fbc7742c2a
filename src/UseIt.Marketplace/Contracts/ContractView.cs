using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Contracts;

/// <summary>A contract as a list shows it.</summary>
public sealed record ContractRow(
    Guid ContractId,
    Guid AwardId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    IReadOnlyList<Guid> Suppliers,
    Guid LeadId,
    Guid? ConsortiumId,
    string Title,
    Money Value,
    Period? Period,
    string Stage,
    IReadOnlyList<Guid> SignedBy,
    DateTimeOffset? SignedAt,
    int Commitments,
    IReadOnlyList<Guid> Parties
)
{
    /// <summary>The one contract of an award.</summary>
    public static Guid IdOf(Guid awardId) => Contract.IdOf(awardId);
}

public sealed class ContractView : TableView<ContractRow>
{
    public override string Name => "contract";
    public override Composite Composite => Composites.Ledger;

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string> { ["parties"] = "using gin ((data -> 'parties'))" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(ContractPrepared), typeof(ContractPartySigned), typeof(ContractSigned), typeof(ContractEnded) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override ContractRow? Apply(Guid key, ContractRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, ContractPrepared p) => new ContractRow(
                key,
                p.AwardId,
                p.TenderId,
                p.LotId,
                p.BuyerId,
                p.Suppliers,
                p.LeadId,
                p.ConsortiumId,
                p.Title,
                p.Value,
                p.Period,
                "prepared",
                [],
                null,
                p.Commitments.Count,
                [p.BuyerId, .. p.Suppliers]
            ),
            ({ }, ContractPartySigned s) => row with { SignedBy = [.. row.SignedBy, s.PartyId] },
            ({ }, ContractSigned s) => row with { Stage = "signed", SignedAt = s.At },
            ({ }, ContractEnded) => row with { Stage = "ended" },
            _ => row,
        };

    /// <summary>An organisation's contracts, those that have ended last, each by title.</summary>
    public async Task<Rows<ContractRow>> OfAsync(NpgsqlDataSource database, Guid party, Guid? after, int limit, CancellationToken cancel)
    {
        const string Place = "data ->> 'stage' = 'ended', data ->> 'title', key";
        var rows = await database.RowsAsync<ContractRow>(
            $"""
            select data from {Table}
            where data -> 'parties' ? $1 and ($2 is null or ({Place}) > (select {Place} from {Table} where key = $2::uuid))
            order by {Place} limit {limit + 1}
            """,
            [party.ToString(), (object?)after?.ToString() ?? DBNull.Value],
            cancel
        );
        return rows.Count > limit
            ? new Rows<ContractRow>([.. rows.Take(limit)], rows[limit - 1].ContractId)
            : new Rows<ContractRow>(rows, null);
    }
}
