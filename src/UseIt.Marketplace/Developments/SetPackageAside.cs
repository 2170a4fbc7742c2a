using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>The main contractor sets a package aside, before it is let.</summary>
public sealed record SetPackageAside(Guid DevelopmentId, Guid PackageId, SetAsideFor For) : Message, ICommand;

public static class SetPackageAsideHandler
{
    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForContractor(actor, development);

    public static Decision Handle(SetPackageAside command, Development development)
    {
        if (!development.Packages.TryGetValue(command.PackageId, out var let))
            return LetPackageHandler.NoPackage;
        if (development.SetAside.TryGetValue(command.PackageId, out var known) && known == command.For)
            return Decision.Nothing;
        return let is not null
            ? LetPackageHandler.AlreadyLet
            : Decision.On<Development>(
                command.DevelopmentId,
                new WorksPackageSetAside(command.DevelopmentId, development.Contractor!.Value, command.PackageId, command.For)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetPackageAside>(
            "POST",
            "/api/v1/developments/{developmentId}/packages/{packageId}/set-aside",
            DevelopmentAccess.Contractors
        );
}
