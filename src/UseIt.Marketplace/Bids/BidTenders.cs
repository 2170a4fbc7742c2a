using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// The tender of each bid, for the door, where a bid has to be announced at its tender before anything else. In the same commits the drafts
/// are cleared away: a part's earlier words when it is saved again, a file when it is removed, all of them when they are sealed or taken
/// back. Not a moment longer.
/// </summary>
public sealed class BidTenders : InlineView
{
    public override string Name => "bid_tender";
    public override int Shape => 1;

    public override string Ddl =>
        $"""
            create table if not exists {Table} (bid uuid primary key, tender uuid not null);
            create index if not exists bid_tender_1_tender on {Table} (tender, bid);
            """;

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(BidStarted),
            typeof(BidPartSaved),
            typeof(BidFileAttached),
            typeof(BidFileRemoved),
            typeof(BidSubmitted),
            typeof(BidWithdrawn),
        };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case BidStarted f:
                Run(batch, $"insert into {Table} (bid, tender) values ($1, $2)", f.BidId, f.TenderId);
                break;
            case BidPartSaved f:
                Clear(
                    batch,
                    e,
                    "delete from bids.draft where bid = $1 and requirement = $3 and member = $4 and digest <> $5",
                    f.RequirementId,
                    f.MemberId,
                    f.Digest
                );
                break;
            case BidFileAttached f:
                Run(batch, "update bids.file set attached = true, received = 0 where file = $1", f.FileId);
                break;
            case BidFileRemoved f:
                Run(batch, "delete from bids.file where file = $1", f.FileId);
                break;
            case BidSubmitted:
                Clear(batch, e, "delete from bids.draft where bid = $1");
                Clear(batch, e, "delete from bids.file where bid = $1 and attached");
                break;
            case BidWithdrawn:
                Clear(batch, e, "delete from bids.draft where bid = $1");
                Clear(batch, e, "delete from bids.file where bid = $1");
                break;
        }
    }

    // Only in the commit of the fact itself: when this view is made anew from the log, what was drafted since must not go.
    private static void Clear(NpgsqlBatch batch, IEvent e, string delete, params object?[] values) =>
        Run(
            batch,
            $"{delete} and exists (select from events.mt_streams where id = $1 and version = $2)",
            [e.StreamId, e.Version, .. values]
        );

    /// <summary>The bids begun for a tender, whatever became of them.</summary>
    public async Task<IReadOnlyList<Guid>> InAsync(NpgsqlDataSource database, Guid tender, CancellationToken cancel = default)
    {
        await using var read = database.CreateCommand($"select bid from {Table} where tender = $1 order by bid");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var bids = new List<Guid>();
        while (await reader.ReadAsync(cancel))
            bids.Add(reader.GetGuid(0));
        return bids;
    }

    /// <summary>The tender a bid is for; null where there is no such bid.</summary>
    public async Task<Guid?> OfAsync(NpgsqlDataSource database, Guid bid, CancellationToken cancel = default)
    {
        await using var read = database.CreateCommand($"select tender from {Table} where bid = $1");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        return await read.ExecuteScalarAsync(cancel) as Guid?;
    }
}
