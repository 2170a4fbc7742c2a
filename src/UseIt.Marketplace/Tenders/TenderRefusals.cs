using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

/// <summary>What several use cases of a tender refuse in the same words.</summary>
internal static class TenderRefusals
{
    public static readonly Refusal NoticeIsOut = new(
        "tender-notice-submitted",
        null,
        "The notice has been submitted. If Find a Tender did not take it, prepare it again; then the tender can be changed"
    );
    public static readonly Refusal Published = new(
        "tender-published",
        null,
        "The tender is published. Use an amendment, an answer to a question or a later deadline instead"
    );
    public static readonly Refusal Withdrawn = new("tender-withdrawn", null, "The tender has been withdrawn");
    public static readonly Refusal NotPublished = new("tender-not-published", null, "The tender is not published");
    public static readonly Refusal DeadlinePassed = new("deadline-passed", null, "The deadline has passed");
    public static readonly Refusal LotUnknown = new("lot-unknown", "lotId", "Choose one of this tender's lots");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Give the reason. It is published");
    public static readonly Refusal OwnWork = new(
        "own-work",
        null,
        "Whoever wrote a tender cannot approve it. Ask another approver of your organisation"
    );
    public static readonly Refusal Owed = new(
        "duty-owed-to-author",
        null,
        "You owe your place or your duties in the organisation to somebody who wrote this tender. Somebody else must do this, whom another administrator invited"
    );

    /// <summary>Null while the content may change.</summary>
    public static Refusal? NotDraft(this Tender tender) =>
        tender switch
        {
            { IsDraft: true } => null,
            { Stage: TenderStage.NoticeSubmitted } => NoticeIsOut,
            { Stage: TenderStage.Withdrawn } => Withdrawn,
            _ => Published,
        };

    /// <summary>Null while bids can come in.</summary>
    public static Refusal? NotOpen(this Tender tender, DateTimeOffset now) =>
        tender switch
        {
            { Stage: TenderStage.Published } when now <= tender.Deadline => null,
            { Stage: TenderStage.Published or TenderStage.Closed } => DeadlinePassed,
            { Stage: TenderStage.Withdrawn } => Withdrawn,
            _ => NotPublished,
        };
}
