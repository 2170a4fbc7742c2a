using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>The developer says which share of the packages it wants to go to social enterprises or to firms nearby.</summary>
public sealed record DeclareShare(Guid DevelopmentId, SetAsideFor For, decimal Percent) : Message, ICommand;

public static class DeclareShareHandler
{
    public static readonly Refusal PercentWrong = new(
        "percent-wrong",
        "percent",
        "Enter the share as a percentage above 0 and no more than 100"
    );

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForDeveloper(actor, development);

    public static Decision Handle(DeclareShare command, Development development) =>
        command.Percent is <= 0 or > 100 ? PercentWrong
        : development.Shares.TryGetValue(command.For, out var known) && known == command.Percent ? Decision.Nothing
        : Decision.On<Development>(
            command.DevelopmentId,
            new DevelopmentShareDeclared(command.DevelopmentId, development.Developer, command.For, command.Percent)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeclareShare>("POST", "/api/v1/developments/{developmentId}/shares", DevelopmentAccess.Developers);
}
