using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>The need is met otherwise, or gone.</summary>
public sealed record WithdrawNeed(Guid NeedId, string Reason) : Message, ICommand;

public static class WithdrawNeedHandler
{
    public static Access Authorise(Actor actor, Need need) => NeedAccess.ForGroup(actor, need);

    public static Decision Handle(WithdrawNeed command, Need need) =>
        need.Stage == NeedStage.Withdrawn ? Decision.Nothing
        : need.Stage is NeedStage.Done or NeedStage.Confirmed ? NeedAccess.NotOpen
        : string.IsNullOrWhiteSpace(command.Reason) ? NeedAccess.ReasonMissing
        : Decision.On<Need>(command.NeedId, new NeedWithdrawn(command.NeedId, need.Group, command.Reason.Trim()));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawNeed>("POST", "/api/v1/needs/{needId}/withdrawal", NeedAccess.Posters);
}
