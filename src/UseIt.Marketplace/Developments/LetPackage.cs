using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>
/// The main contractor has let a package to a supplier. What it costs is between the two and is not asked; why it went to another than
/// those it was set aside for is.
/// </summary>
public sealed record LetPackage(Guid DevelopmentId, Guid PackageId, Guid SupplierId, DateOnly On, string? Reason = null) : Message, ICommand
{
    public Guid StandingId => SupplierStanding.IdOf(SupplierId);
}

public static class LetPackageHandler
{
    public static readonly Refusal NoPackage = new("package-unknown", "packageId", "Choose a package of this development");
    public static readonly Refusal AlreadyLet = new("package-let", null, "It has been let already");
    public static readonly Refusal SupplierUnknown = new("supplier-unknown", "supplierId", "Choose the supplier, another than yourself");

    public static readonly Refusal ReasonMissing = new(
        "set-aside-reason-missing",
        "reason",
        "It is set aside for others, by what is recorded here. Say why it goes to this supplier"
    );

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForContractor(actor, development);

    public static Decision Handle(
        LetPackage command,
        Development development,
        [Peek] BuildingOrganisation supplier,
        [Peek] SupplierStanding standing,
        DateTimeOffset now
    )
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
        var (social, local) = (standing.IsSocialEnterprise(command.On), SetAsides.IsLocal(supplier.PostalCode, development.PlaceCode));
        var missed = development.SetAside.TryGetValue(command.PackageId, out var wanted) && !SetAsides.Fits(wanted, social, local);
        if (missed && string.IsNullOrWhiteSpace(command.Reason))
            wrong.Add(ReasonMissing);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var contractor = development.Contractor!.Value;
        var decision = Decision.On<Development>(
            command.DevelopmentId,
            new WorksPackageLet(command.DevelopmentId, contractor, command.PackageId, command.SupplierId, command.On),
            new PackageSupplierKnown(command.DevelopmentId, command.PackageId, command.SupplierId, social, local)
        );
        return missed
            ? decision.And<Development>(
                command.DevelopmentId,
                new SetAsideNotKept(command.DevelopmentId, contractor, command.PackageId, wanted, command.Reason!.Trim())
            )
            : decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LetPackage>(
            "POST",
            "/api/v1/developments/{developmentId}/packages/{packageId}/letting",
            DevelopmentAccess.Contractors
        );
}
