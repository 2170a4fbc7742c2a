using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// Research belongs to the coordinators of the support organisation; the commissioner reads it and decides about what is its own.
/// </summary>
internal static class ResearchAccess
{
    public static readonly string[] Coordinating = [Roles.Adviser, Roles.ProgrammeManager];
    public static readonly string[] Settling = [Roles.ProgrammeManager, Roles.OrganisationAdministrator];
    public static readonly string[] Commissioning = [Roles.Author, Roles.Approver, Roles.ContractManager, Roles.BidManager];

    /// <summary>Who can say for an organisation that it used a finding.</summary>
    public static readonly string[] Using = [.. Commissioning, .. Coordinating, Roles.Signatory, Roles.OrganisationAdministrator];

    public static AllowedTo Coordinators { get; } = AllowedTo.Role("a coordinator of research", Coordinating);
    public static AllowedTo Settlers { get; } =
        AllowedTo.Role("a programme manager or an administrator of the support organisation", Settling);
    public static AllowedTo Commissioners { get; } = AllowedTo.Role("whoever commissions for an anchor or a partner", Commissioning);
    public static AllowedTo Both { get; } =
        AllowedTo.Role("a coordinator of research, or whoever commissions", [.. Coordinating, .. Commissioning]);
    public static AllowedTo Users { get; } = AllowedTo.Role("whoever used a finding", Using);

    public static Access ForCoordinator(Actor actor, Guid support) => actor.On(support, Coordinating);

    public static Access ForCommissioner(Actor actor, Guid? commissioner) =>
        commissioner is { } own ? actor.On(own, Commissioning) : Access.NotFound;

    /// <summary>Who reads a piece of research that is not published.</summary>
    public static bool Reads(Actor actor, Guid support, Guid? commissioner, Guid? advertisedTo) =>
        actor.ActsFor(support, Coordinating)
        || actor.ActsFor(commissioner, Commissioning)
        || actor.ActsFor(advertisedTo, Roles.BidManager, Roles.Member);
}
