using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Which bids have arrived for a tender, and whether each arrival has been decided. Written with the facts themselves: a tender closes on
/// it.
/// </summary>
public sealed class ReceivedBids : InlineView
{
    public override string Name => "received_bid";
    public override int Shape => 1;

    public override string Ddl =>
        $"""
            create table if not exists {Table} (
              bid uuid not null, version int not null, tender uuid not null,
              received_at timestamptz not null, decided boolean not null, primary key (bid, version));
            create index if not exists received_bid_1_tender on {Table} (tender, bid);
            create index if not exists received_bid_1_undecided on {Table} (tender, received_at) where not decided;
            """;

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(BidReceived), typeof(BidSubmitted), typeof(LateBidRefused), typeof(BidWithdrawn) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case BidReceived b:
                Run(
                    batch,
                    $"insert into {Table} (bid, version, tender, received_at, decided) values ($1, $2, $3, $4, false)",
                    b.BidId,
                    b.Version,
                    b.TenderId,
                    b.ReceivedAt.UtcDateTime
                );
                break;
            case BidSubmitted b:
                Run(batch, $"update {Table} set decided = true where bid = $1 and version = $2", b.BidId, b.Version);
                break;
            case LateBidRefused b:
                Run(batch, $"update {Table} set decided = true where bid = $1 and version = $2", b.BidId, b.Version);
                break;
            case BidWithdrawn b:
                Run(batch, $"update {Table} set decided = true where bid = $1", b.BidId);
                break;
        }
    }

    /// <summary>Whether a bid that arrived in time still waits for its decision.</summary>
    public async Task<bool> UndecidedAsync(NpgsqlDataSource database, Guid tender, DateTimeOffset deadline, CancellationToken cancel)
    {
        await using var look = database.CreateCommand(
            $"select exists (select from {Table} where tender = $1 and received_at <= $2 and not decided)"
        );
        look.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        look.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = deadline.UtcDateTime });
        return (bool)(await look.ExecuteScalarAsync(cancel))!;
    }

    public async Task<IReadOnlyList<Guid>> BidsAsync(NpgsqlDataSource database, Guid tender, CancellationToken cancel)
    {
        await using var read = database.CreateCommand($"select distinct bid from {Table} where tender = $1 order by bid");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var bids = new List<Guid>();
        while (await reader.ReadAsync(cancel))
            bids.Add(reader.GetGuid(0));
        return bids;
    }
}
