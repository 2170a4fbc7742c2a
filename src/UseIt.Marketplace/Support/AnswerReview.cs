using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>The enterprise says whether a review is right; until it has, the findings are the adviser's word alone.</summary>
public sealed record AnswerReview(Guid CaseId, int Months, bool Agreed, string? Remark = null) : Message, ICommand;

public static class AnswerReviewHandler
{
    public static readonly Refusal NoReview = new("review-missing", "months", "There is no review of that time");
    public static readonly Refusal RemarkMissing = new("remark-missing", "remark", "Say what is different");

    public static AllowedTo Answerers { get; } = AllowedTo.Role("the enterprise's people", Roles.Member, Roles.Signatory, Roles.BidManager);

    public static Access Authorise(Actor actor, Case @case) =>
        actor.ActsFor(@case.Organisation, Roles.Member, Roles.Signatory, Roles.BidManager) ? Access.Granted
        : actor.ActsFor(@case.Organisation) ? Access.Forbidden
        : Access.NotFound;

    /// <summary>Whether whoever answers belongs to those who made the review.</summary>
    public static Task<OwnPlace> Load(Case @case, Actor actor, Streams streams, CancellationToken cancel) =>
        OwnPlace.InAsync(@case.SupportOrganisation, actor, streams, cancel);

    public static Decision Handle(AnswerReview command, Case @case, OwnPlace support, Actor actor)
    {
        if (!@case.Reviews.TryGetValue(command.Months, out var answered))
            return NoReview;
        if (support.Held)
            return CountersignSessionHandler.OfSupport;
        if (answered == command.Agreed)
            return Decision.Nothing;
        return !command.Agreed && string.IsNullOrWhiteSpace(command.Remark)
            ? RemarkMissing
            : Decision.On<Case>(
                command.CaseId,
                new CaseReviewAnswered(
                    command.CaseId,
                    @case.Organisation,
                    command.Months,
                    command.Agreed,
                    string.IsNullOrWhiteSpace(command.Remark) ? null : command.Remark.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AnswerReview>("POST", "/api/v1/cases/{caseId}/review-answers", Answerers);
}
