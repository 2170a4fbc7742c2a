using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>A case belongs to the support organisation's advisers and, to read and to countersign, to the enterprise.</summary>
internal static class CaseAccess
{
    public static AllowedTo Advisers { get; } = AllowedTo.Role("an adviser", Roles.Adviser);

    public static Access ForAdviser(Actor actor, Case state) =>
        actor.ActsFor(state.SupportOrganisation, Roles.Adviser) ? Access.Granted
        : actor.ActsFor(state.SupportOrganisation) ? Access.Forbidden
        : Access.NotFound;

    public static readonly Refusal Closed = new("case-closed", null, "The case is closed");
}
