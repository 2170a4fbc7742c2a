using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Records that the prepared notice was sent to the central platform; from here on the content stands still.</summary>
/// <param name="TenderId">The tender.</param>
/// <param name="SubmissionId">What the platform answered: the ocid or the number it gave the notice. By it the notice is known again when
/// it is imported.</param>
public sealed record RecordNoticeSubmitted(Guid TenderId, string? SubmissionId = null) : Message, ICommand;

public static class RecordNoticeSubmittedHandler
{
    public static readonly Refusal NotPrepared = new(
        "notice-not-prepared",
        null,
        "Prepare the notice first. If the tender has changed since, prepare it again"
    );

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author, Roles.Approver);

    public static Decision Handle(RecordNoticeSubmitted command, Tender tender, Actor actor) =>
        tender.Stage switch
        {
            TenderStage.NoticePrepared => Decision.On<Tender>(
                command.TenderId,
                new NoticeSubmitted(command.TenderId, tender.NoticeType!, command.SubmissionId?.Trim(), actor.Person)
            ),
            TenderStage.NoticeSubmitted => Decision.Nothing,
            TenderStage.Draft => NotPrepared,
            _ => tender.NotDraft()!,
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordNoticeSubmitted>("POST", "/api/v1/tenders/{tenderId}/notice/submission", Editors.AuthorOrApprover);
}
