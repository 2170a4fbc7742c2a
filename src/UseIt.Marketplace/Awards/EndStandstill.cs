using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>Wakes when a standstill should be over; whether it is, the state and the store's clock say.</summary>
public sealed record EndStandstill(Guid AwardId) : Message, ICommand;

public static class EndStandstillHandler
{
    public static Access Authorise(Actor actor) => actor.IsSystem ? Access.Granted : Access.NotFound;

    public static Decision Handle(EndStandstill command, Award award, DateTimeOffset now)
    {
        if (award.Stage != AwardStage.Standstill)
            return Decision.Nothing;
        return now < award.EndsAt
            ? Decision.Nothing.Send(command, award.EndsAt)
            : Decision.On<Award>(command.AwardId, new StandstillEnded(command.AwardId, award.TenderId, award.LotId));
    }
}
