using JasperFx.Events;
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
    IReadOnlyList<Guid> Suppliers,
    Money Value,
    string Stage,
    IReadOnlyList<Guid> ToldTo,
    string? NoticeId,
    DateTimeOffset? PublishedAt,
    DateOnly? StandstillLastDay
);

public sealed class AwardView : TableView<AwardRow>
{
    public override string Name => "award";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string> { ["buyer"] = "((data ->> 'buyerId'), key)", ["told"] = "using gin ((data -> 'toldTo'))" };

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
                p.Suppliers,
                p.Value,
                "proposed",
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
}
