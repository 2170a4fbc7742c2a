using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

public enum AwardStage
{
    None,
    Proposed,
    Rejected,
    Approved,
    SummariesSent,
    NoticePublished,
    Standstill,
    Suspended,
    StandstillOver,
    Confirmed,
    Cancelled,
}

public sealed record Award(
    Guid EvaluationId,
    Guid TenderId,
    Guid BuyerId,
    Guid LotId,
    Guid BidId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Suppliers,
    Money Value,
    string Reason,
    Guid ProposedBy,
    AwardStage Stage,
    SummariesSent? Summaries,
    AwardNoticePublished? Notice,
    DateOnly? LastDay,
    DateTimeOffset? EndsAt
) : IState<Award>
{
    public static Award Empty { get; } =
        new(
            Guid.Empty,
            Guid.Empty,
            Guid.Empty,
            Guid.Empty,
            Guid.Empty,
            null,
            [],
            Money.Zero,
            "",
            Guid.Empty,
            AwardStage.None,
            null,
            null,
            null,
            null
        );

    public static Guid IdOf(Guid evaluationId) => UuidV5.Of(evaluationId, "award");

    /// <summary>A proposal may be made while none stands.</summary>
    public bool IsOpen => Stage is AwardStage.None or AwardStage.Rejected;

    public Award Evolve(object fact) =>
        fact switch
        {
            AwardProposed e => Empty with
            {
                EvaluationId = e.EvaluationId,
                TenderId = e.TenderId,
                BuyerId = e.BuyerId,
                LotId = e.LotId,
                BidId = e.BidId,
                ConsortiumId = e.ConsortiumId,
                Suppliers = e.Suppliers,
                Value = e.Value,
                Reason = e.Reason,
                ProposedBy = e.By,
                Stage = AwardStage.Proposed,
            },
            AwardApproved => this with { Stage = AwardStage.Approved },
            AwardRejected => this with { Stage = AwardStage.Rejected },
            UseIt.Marketplace.Awards.SummariesSent e => this with { Stage = AwardStage.SummariesSent, Summaries = e },
            AwardNoticePublished e => this with { Stage = AwardStage.NoticePublished, Notice = e },
            StandstillStarted e => this with { Stage = AwardStage.Standstill, LastDay = e.LastDay, EndsAt = e.EndsAt },
            StandstillSuspended => this with { Stage = AwardStage.Suspended },
            StandstillResumed e => this with { Stage = AwardStage.Standstill, EndsAt = e.EndsAt },
            StandstillEnded => this with { Stage = AwardStage.StandstillOver },
            AwardConfirmed => this with { Stage = AwardStage.Confirmed },
            AwardCancelled => this with { Stage = AwardStage.Cancelled },
            _ => this,
        };
}
