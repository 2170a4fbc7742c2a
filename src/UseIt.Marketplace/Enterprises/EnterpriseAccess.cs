using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>An enterprise's facts are kept by its own people.</summary>
internal static class EnterpriseAccess
{
    public static AllowedTo Changers { get; } =
        AllowedTo.Role("the enterprise's own bid managers and administrators", Roles.BidManager, Roles.OrganisationAdministrator);

    public static Access ToChange(Actor actor, Guid organisation) =>
        actor.ActsFor(organisation, Roles.BidManager, Roles.OrganisationAdministrator) ? Access.Granted
        : actor.ActsFor(organisation) ? Access.Forbidden
        : Access.NotFound;
}
