using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Proceedings were started and notified: nothing may be signed until they end (Procurement Act 2023, s.101).</summary>
public sealed record SuspendStandstill(Guid AwardId, string Reason) : Message, ICommand;

public static class SuspendStandstillHandler
{
    public static readonly Refusal NotRunning = new("standstill-not-running", null, "No standstill is running");

    public static Access Authorise(Actor actor, Award award) => actor.On(award.BuyerId, Roles.Author, Roles.Approver);

    public static Decision Handle(SuspendStandstill command, Award award, DateTimeOffset now)
    {
        if (award.Stage == AwardStage.Suspended)
            return Decision.Nothing;
        if (award.Stage != AwardStage.Standstill || now >= award.EndsAt)
            return NotRunning;
        return string.IsNullOrWhiteSpace(command.Reason)
            ? DecideConflictHandler.ReasonMissing
            : Decision.On<Award>(command.AwardId, new StandstillSuspended(command.AwardId, award.TenderId, command.Reason.Trim()));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SuspendStandstill>(
            "POST",
            "/api/v1/awards/{awardId}/standstill/suspend",
            AllowedTo.Role("an author or approver of the buyer", Roles.Author, Roles.Approver)
        );
}
