using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>The main contractor has let a package to a supplier. What it costs is between the two and is not asked.</summary>
public sealed record LetPackage(Guid DevelopmentId, Guid PackageId, Guid SupplierId, DateOnly On) : Message, ICommand;

public static class LetPackageHandler
{
    public static readonly Refusal NoPackage = new("package-unknown", "packageId", "Choose a package of this development");
    public static readonly Refusal AlreadyLet = new("package-let", null, "It has been let already");
    public static readonly Refusal SupplierUnknown = new("supplier-unknown", "supplierId", "Choose the supplier, another than yourself");

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForContractor(actor, development);

    public static Decision Handle(LetPackage command, Development development, [Peek] BuildingOrganisation supplier, DateTimeOffset now)
    {
        if (!development.Packages.TryGetValue(command.PackageId, out var let))
            return NoPackage;
        if (let is { } known)
            return known == command.SupplierId ? Decision.Nothing : AlreadyLet;
        List<Refusal> wrong = [];
        if (!supplier.IsThere || command.SupplierId == development.Contractor)
            wrong.Add(SupplierUnknown);
        if (!DevelopmentAccess.HasBeen(command.On, now))
            wrong.Add(DevelopmentAccess.DayWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Development>(
                command.DevelopmentId,
                new WorksPackageLet(command.DevelopmentId, development.Contractor!.Value, command.PackageId, command.SupplierId, command.On)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LetPackage>(
            "POST",
            "/api/v1/developments/{developmentId}/packages/{packageId}/letting",
            DevelopmentAccess.Contractors
        );
}
