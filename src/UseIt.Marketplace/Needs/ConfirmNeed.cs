using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>The community says whether its need is met; where it is not, whoever offered goes on.</summary>
public sealed record ConfirmNeed(Guid NeedId, bool Met, string Words) : Message, ICommand;

public static class ConfirmNeedHandler
{
    public static readonly Refusal NotDone = new("need-not-done", null, "Whoever offered has not said yet that it is done");

    public static Access Authorise(Actor actor, Need need) => NeedAccess.ForGroup(actor, need);

    public static Decision Handle(ConfirmNeed command, Need need, Actor actor) =>
        need.Stage == NeedStage.Confirmed ? Decision.Nothing
        : need.Stage != NeedStage.Done ? NotDone
        : string.IsNullOrWhiteSpace(command.Words) ? NeedAccess.WordsMissing
        : Decision.On<Need>(
            command.NeedId,
            command.Met
                ? new NeedConfirmed(command.NeedId, need.Group, need.Accepted!.Value, actor.Person, command.Words.Trim())
                : new NeedNotMet(command.NeedId, need.Group, need.Accepted!.Value, command.Words.Trim())
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConfirmNeed>("POST", "/api/v1/needs/{needId}/confirmation", NeedAccess.Posters);
}
