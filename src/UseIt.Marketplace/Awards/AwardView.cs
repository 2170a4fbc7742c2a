using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// An award as a list shows it. Who may see the row: the buyer, and once the summaries are sent everybody they were sent to.
/// </summary>
public sealed record AwardRow(
    Guid AwardId,
    Guid EvaluationId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    Guid BidId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Suppliers,
    Money Value,
    string Stage,
    int Bids,
    IReadOnlyList<Guid> ToldTo,
    string? NoticeId,
    DateTimeOffset? PublishedAt,
    DateOnly? StandstillLastDay
)
{
    public Bidder Winner => new(BidId, Suppliers[0], ConsortiumId, Suppliers);
}

public sealed class AwardView : TableView<AwardRow>
{
    public override string Name => "award";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string>
        {
            ["buyer"] = "((data ->> 'buyerId'), key)",
            ["told"] = "using gin ((data -> 'toldTo'))",
            ["tender"] = "((data ->> 'tenderId'))",
            // Those that everybody may read, the newest first; the instants are all written alike.
            ["published"] = $"((data ->> 'publishedAt') collate \"C\", key) where {Published}",
        };

    /// <summary>What everybody may read.</summary>
    internal const string Published = "data ->> 'publishedAt' is not null and data ->> 'stage' <> 'cancelled'";

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(AwardProposed),
            typeof(AwardApproved),
            typeof(AwardRejected),
            typeof(SummariesSent),
            typeof(AwardNoticePublished),
            typeof(StandstillStarted),
            typeof(StandstillSuspended),
            typeof(StandstillResumed),
            typeof(StandstillEnded),
            typeof(AwardConfirmed),
            typeof(AwardCancelled),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override AwardRow? Apply(Guid key, AwardRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (_, AwardProposed p) => new AwardRow(
                key,
                p.EvaluationId,
                p.TenderId,
                p.LotId,
                p.BuyerId,
                p.BidId,
                p.ConsortiumId,
                p.Suppliers,
                p.Value,
                "proposed",
                0,
                [],
                null,
                null,
                null
            ),
            ({ }, AwardApproved) => row with { Stage = "approved" },
            ({ }, AwardRejected) => row with { Stage = "rejected" },
            ({ }, SummariesSent s) => row with
            {
                Stage = "summariesSent",
                Bids = s.Recipients.Select(r => r.BidId).Distinct().Count(),
                ToldTo = [.. s.Recipients.Select(r => r.OrganisationId).Distinct()],
            },
            ({ }, AwardNoticePublished n) => row with { Stage = "noticePublished", NoticeId = n.NoticeId, PublishedAt = n.PublishedAt },
            ({ }, StandstillStarted s) => row with { Stage = "standstill", StandstillLastDay = s.LastDay },
            ({ }, StandstillSuspended) => row with { Stage = "suspended" },
            ({ }, StandstillResumed) => row with { Stage = "standstill" },
            ({ }, StandstillEnded) => row with { Stage = "standstillOver" },
            ({ }, AwardConfirmed) => row with { Stage = "confirmed" },
            ({ }, AwardCancelled) => row with { Stage = "cancelled" },
            _ => row,
        };

    /// <summary>The published awards of a tender.</summary>
    public Task<IReadOnlyList<AwardRow>> PublishedOfAsync(NpgsqlDataSource database, Guid tender, CancellationToken cancel) =>
        database.RowsAsync<AwardRow>(
            $"select data from {Table} where data ->> 'tenderId' = $1 and {Published} order by key",
            [tender.ToString()],
            cancel
        );

    /// <summary>A page of all published awards, the newest first.</summary>
    public async Task<Rows<AwardRow>> PublishedAsync(NpgsqlDataSource database, Guid? after, int limit, CancellationToken cancel)
    {
        const string Place = "((data ->> 'publishedAt') collate \"C\"), key";
        var beyond = after is null ? "" : $"and ({Place}) < (select {Place} from {Table} where key = $1::uuid)";
        var rows = await database.RowsAsync<AwardRow>(
            $"""
            select data from {Table} where {Published} {beyond}
            order by ((data ->> 'publishedAt') collate "C") desc, key desc limit {limit + 1}
            """,
            after is { } id ? [id.ToString()] : [],
            cancel
        );
        return rows.Count > limit ? new Rows<AwardRow>([.. rows.Take(limit)], rows[limit - 1].AwardId) : new Rows<AwardRow>(rows, null);
    }
}
