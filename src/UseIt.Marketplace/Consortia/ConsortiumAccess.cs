using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>Who may do what in a consortium. To everybody outside it does not exist.</summary>
public static class ConsortiumAccess
{
    public static readonly AllowedTo BidManagers = AllowedTo.Role("a bid manager", Roles.BidManager);
    public static readonly AllowedTo Speakers = AllowedTo.Role(
        "who speaks for an enterprise",
        Roles.BidManager,
        Roles.Signatory,
        Roles.OrganisationAdministrator
    );
    public static readonly AllowedTo Members = AllowedTo.Role(
        "a member's people",
        Roles.Member,
        Roles.BidManager,
        Roles.Signatory,
        Roles.OrganisationAdministrator
    );

    public static readonly Refusal Dissolved = new("consortium-dissolved", null, "This consortium is dissolved. Propose a new one");

    /// <summary>The lead's bid manager.</summary>
    public static Access Lead(this Consortium consortium, Actor actor) =>
        actor.ActsFor(consortium.LeadId, Roles.BidManager) ? Access.Granted : consortium.Known(actor);

    /// <summary>Somebody who speaks for a partner.</summary>
    public static Access Speaker(this Consortium consortium, Actor actor) =>
        consortium.IsPartner(actor.Organisation) && Speaks(actor) ? Access.Granted : consortium.Known(actor);

    /// <summary>Somebody who speaks for an organisation that was invited.</summary>
    public static Access Invitee(this Consortium consortium, Actor actor) =>
        (consortium.IsInvited(actor.Organisation) || consortium.IsPartner(actor.Organisation)) && Speaks(actor)
            ? Access.Granted
            : consortium.Known(actor);

    /// <summary>Anybody of a partner's or an invited organisation may look.</summary>
    public static bool MayLook(this Consortium consortium, Actor actor) =>
        (consortium.IsPartner(actor.Organisation) || consortium.IsInvited(actor.Organisation))
        && (Speaks(actor) || actor.Has(Roles.Member));

    public static bool Speaks(Actor actor) =>
        actor.Has(Roles.BidManager) || actor.Has(Roles.Signatory) || actor.Has(Roles.OrganisationAdministrator);

    private static Access Known(this Consortium consortium, Actor actor) =>
        consortium.IsPartner(actor.Organisation) || consortium.IsInvited(actor.Organisation) ? Access.Forbidden : Access.NotFound;
}
