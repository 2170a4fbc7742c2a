using Npgsql;
using UseIt.EventStore;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// The tender of each bid, for the door, where a bid has to be announced at its tender before anything else. In the same commits the drafts are cleared away:
/// a part's earlier words when it is saved again, a file when it is removed, all of them when they are sealed or taken back. Not a moment longer.
/// </summary>
public sealed class BidTenders : InlineView
{
    public override string Name => "bid_tender";
    public override int Shape => 1;

    public override string Ddl => $"""
        create table if not exists {Table} (bid uuid primary key, tender uuid not null);
        create index if not exists bid_tender_1_tender on {Table} (tender, bid);
        """;

    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(BidStarted), typeof(BidPartSaved), typeof(BidFileAttached), typeof(BidFileRemoved), typeof(BidSubmitted), typeof(BidWithdrawn) };

    public override void Apply(StoredEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case BidStarted f: Run(batch, $"insert into {Table} (bid, tender) values ($1, $2)", f.BidId, f.TenderId); break;
            case BidPartSaved f: Run(batch, "delete from bids.draft where bid = $1 and requirement = $2 and member = $3 and digest <> $4", f.BidId, f.RequirementId, f.MemberId, f.Digest); break;
            case BidFileAttached f: Run(batch, "update bids.file set attached = true, received = 0 where file = $1", f.FileId); break;
            case BidFileRemoved f: Run(batch, "delete from bids.file where file = $1", f.FileId); break;
            case BidSubmitted f:
                Run(batch, "delete from bids.draft where bid = $1", f.BidId);
                Run(batch, "delete from bids.file where bid = $1 and attached", f.BidId);
                break;
            case BidWithdrawn f:
                Run(batch, "delete from bids.draft where bid = $1", f.BidId);
                Run(batch, "delete from bids.file where bid = $1", f.BidId);
                break;
        }
    }

    /// <summary>The bids begun for a tender, whatever became of them.</summary>
    public async Task<IReadOnlyList<Guid>> InAsync(NpgsqlDataSource database, Guid tender, CancellationToken cancel = default)
    {
        await using var read = database.CreateCommand($"select bid from {Table} where tender = $1 order by bid");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var bids = new List<Guid>();
        while (await reader.ReadAsync(cancel)) bids.Add(reader.GetGuid(0));
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
