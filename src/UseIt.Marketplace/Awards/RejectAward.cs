using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Sends a proposal back with the reason, as long as nobody was told. The lot may then be proposed again.</summary>
public sealed record RejectAward(Guid AwardId, string Reason) : Message, ICommand;

public static class RejectAwardHandler
{
    public static Access Authorise(Actor actor, Award award) => ApproveAwardHandler.Authorise(actor, award);

    public static Task<ApproveAwardHandler.Background> Load(
        Award award,
        Actor actor,
        Streams streams,
        IDocumentStore store,
        CancellationToken cancel
    ) => ApproveAwardHandler.Load(award, actor, streams, store, cancel);

    public static Decision Handle(RejectAward command, Award award, Actor actor, ApproveAwardHandler.Background background)
    {
        if (award.Stage == AwardStage.Rejected)
            return Decision.Nothing;
        if (award.Stage is not (AwardStage.Proposed or AwardStage.Approved))
            return ApproveAwardHandler.NotProposed;
        if (ApproveAwardHandler.NotBy(actor, award, background) is { } refusal)
            return refusal;
        return string.IsNullOrWhiteSpace(command.Reason)
            ? DecideConflictHandler.ReasonMissing
            : Decision.On<Award>(
                command.AwardId,
                new AwardRejected(command.AwardId, award.TenderId, award.LotId, actor.Person, command.Reason.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RejectAward>(
            "POST",
            "/api/v1/awards/{awardId}/reject",
            AllowedTo.Role("an approver of the buyer", Roles.Approver)
        );
}
