using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>The suspension was lifted. The standstill ends when it would have, or now where that has passed.</summary>
public sealed record ResumeStandstill(Guid AwardId) : Message, ICommand;

public static class ResumeStandstillHandler
{
    public static readonly Refusal NotSuspended = new("standstill-not-suspended", null, "The standstill is not suspended");

    public static Access Authorise(Actor actor, Award award) => actor.On(award.BuyerId, Roles.Approver);

    public static Decision Handle(ResumeStandstill command, Award award, DateTimeOffset now)
    {
        if (award.Stage != AwardStage.Suspended)
            return NotSuspended;
        var endsAt = award.EndsAt > now ? award.EndsAt.Value : now;
        return Decision
            .On<Award>(command.AwardId, new StandstillResumed(command.AwardId, award.TenderId, endsAt))
            .Send(new EndStandstill(command.AwardId), endsAt);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ResumeStandstill>(
            "POST",
            "/api/v1/awards/{awardId}/standstill/resume",
            AllowedTo.Role("an approver of the buyer", Roles.Approver)
        );
}
