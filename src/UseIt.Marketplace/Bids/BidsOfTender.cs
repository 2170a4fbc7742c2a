using Npgsql;
using UseIt.EventStore;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Every arrival for a tender, written in the commit of the fact itself: closing and opening rest on it. It is read by those rules only and never shown:
/// until the opening nobody on the buyer's side may learn how many bids there are, or whose.
/// </summary>
public sealed class BidsOfTender : InlineView
{
    public override string Name => "bid_of_tender";
    public override int Shape => 1;

    public override string Ddl => $"""
        create table if not exists {Table} (
          bid uuid not null, version integer not null, tender uuid not null, received_at timestamptz not null,
          decided boolean not null, in_time boolean null, withdrawn boolean not null, primary key (bid, version));
        create index if not exists bid_of_tender_1_tender on {Table} (tender);
        create table if not exists {Table}_part (
          bid uuid not null, version integer not null, lot uuid not null, part varchar not null, sha256 varchar not null, primary key (bid, version, lot, part));
        create table if not exists {Table}_started (bid uuid primary key, tender uuid not null);
        """;

    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type>
    {
        typeof(BidStarted), typeof(BidPartSaved), typeof(BidReceived), typeof(BidSubmitted), typeof(LateBidRefused), typeof(LateBidAdmitted), typeof(BidWithdrawn)
    };

    public override void Apply(StoredEvent e, NpgsqlBatch batch)
    {
        switch (e.Data)
        {
            case BidStarted f:
                Run(batch, $"insert into {Table}_started (bid, tender) values ($1, $2)", f.BidId, f.TenderId);
                break;
            case BidPartSaved f:
                Run(batch, "delete from bids.draft where bid = $1 and requirement = $2 and member = $3 and digest <> $4", f.BidId, f.RequirementId, f.MemberId, f.Digest);
                break;
            case BidReceived f:
                Run(batch, $"insert into {Table} (bid, version, tender, received_at, decided, withdrawn) values ($1, $2, $3, $4, false, false)", f.BidId, f.Version, f.TenderId, f.ReceivedAt.ToUniversalTime());
                foreach (var part in f.Parts)
                    Run(batch, $"insert into {Table}_part (bid, version, lot, part, sha256) values ($1, $2, $3, $4, $5)", f.BidId, f.Version, part.LotId, part.Part.ToString(), part.Sha256);
                break;
            case BidSubmitted f:
                Decide(batch, f.BidId, f.Version, inTime: true);
                DropDrafts(batch, f.BidId);
                break;
            case LateBidRefused f:
                Decide(batch, f.BidId, f.Version, inTime: false);
                break;
            case LateBidAdmitted f:
                Decide(batch, f.BidId, f.Version, inTime: true);
                break;
            case BidWithdrawn f:
                Run(batch, $"update {Table} set withdrawn = true where bid = $1", f.BidId);
                DropDrafts(batch, f.BidId);
                break;
        }
    }

    /// <summary>The tender a bid is for; null where there is no such bid.</summary>
    public async Task<Guid?> TenderOfAsync(NpgsqlDataSource database, Guid bid, CancellationToken cancel = default)
    {
        await using var read = database.CreateCommand($"select tender from {Table}_started where bid = $1");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        return await read.ExecuteScalarAsync(cancel) as Guid?;
    }

    /// <summary>What an opening of this part opens: of each bid the last version that came in time, unless it was withdrawn.</summary>
    public async Task<IReadOnlyList<OpenedBid>> ToOpenAsync(NpgsqlDataSource database, Guid tender, BidPart part, CancellationToken cancel = default)
    {
        await using var read = database.CreateCommand(
            $"""
            with counting as (select bid, max(version) as version from {Table} where tender = $1 and in_time and not withdrawn group by bid)
            select p.bid, p.lot, p.version, p.sha256 from counting c join {Table}_part p on p.bid = c.bid and p.version = c.version where p.part = $2 order by p.lot, p.bid
            """);
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = part.ToString() });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var bids = new List<OpenedBid>();
        while (await reader.ReadAsync(cancel)) bids.Add(new OpenedBid(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetString(3)));
        return bids;
    }

    private void Decide(NpgsqlBatch batch, Guid bid, int version, bool inTime)
        => Run(batch, $"update {Table} set decided = true, in_time = $3 where bid = $1 and version = $2", bid, version, inTime);

    // In the very commit that seals them or takes them back: not a moment longer.
    private static void DropDrafts(NpgsqlBatch batch, Guid bid) => Run(batch, "delete from bids.draft where bid = $1", bid);
}
