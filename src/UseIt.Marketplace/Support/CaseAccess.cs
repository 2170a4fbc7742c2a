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
    public static readonly Refusal NotAccepted = new(
        "case-not-accepted",
        null,
        "The enterprise has not accepted this case yet. It can do so on its own page"
    );
    public static readonly Refusal OwnOrganisation = new(
        "own-organisation",
        "organisationId",
        "You belong to this enterprise. Another support organisation has to work with it"
    );

    /// <summary>Why nothing can be written about the enterprise in this case.</summary>
    public static Refusal? WhyNot(this Case state) =>
        !state.IsOpen ? Closed
        : !state.Accepted ? NotAccepted
        : null;
}
