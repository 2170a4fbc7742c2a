using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Lets one named adviser see or draft for the enterprise; a bid's content only where the bid is named.</summary>
public sealed record GiveMandate(
    Guid OrganisationId,
    [property: NewId] Guid MandateId,
    Guid Adviser,
    Guid SupportOrganisationId,
    MandatePower Power,
    Guid? BidId = null,
    DateTimeOffset? Until = null
) : Message, ICommand
{
    public Guid PlaceId => UuidV5.Of(SupportOrganisationId, $"membership:{Adviser}");
}

public static class GiveMandateHandler
{
    public static readonly Refusal NoEnterprise = new("mandate-of-no-enterprise", null, "Only an enterprise gives a mandate");
    public static readonly Refusal NoAdviser = new(
        "mandate-to-no-adviser",
        "adviser",
        "Choose somebody who is an adviser of that organisation"
    );
    public static readonly Refusal UntilPast = new("mandate-until-past", "until", "Enter a date in the future, or none");

    public static Access Authorise(Actor actor, GiveMandate command) =>
        actor.ActsFor(command.OrganisationId, Roles.Signatory, Roles.OrganisationAdministrator) ? Access.Granted
        : actor.ActsFor(command.OrganisationId) ? Access.Forbidden
        : Access.NotFound;

    public static Decision Handle(
        GiveMandate command,
        Stream<Mandate> mandate,
        Organisation organisation,
        Membership place,
        DateTimeOffset now
    )
    {
        if (mandate.Exists)
            return Decision.Nothing;
        if (!organisation.Is(OrganisationKind.Enterprise))
            return NoEnterprise;
        if (!place.Active || !place.Roles.Contains(Roles.Adviser))
            return NoAdviser;
        if (command.Until <= now)
            return UntilPast;
        return Decision.On<Mandate>(
            command.MandateId,
            new MandateGiven(
                command.MandateId,
                command.OrganisationId,
                command.Adviser,
                command.SupportOrganisationId,
                command.Power,
                command.BidId,
                command.Until
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<GiveMandate>(
            "POST",
            "/api/v1/organisations/{organisationId}/mandates",
            AllowedTo.Role("an enterprise's signatory or administrator", Roles.Signatory, Roles.OrganisationAdministrator),
            creates: "mandateId"
        );
}
