using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Records how it was made sure that who speaks for an organisation does; from then on it may act.</summary>
public sealed record CheckOrganisationIdentity(Guid OrganisationId, IdentityCheck Method) : Message, ICommand;

public static class CheckOrganisationIdentityHandler
{
    public static readonly Refusal Unknown = new("organisation-unknown", "organisationId", "There is no such organisation");
    public static readonly Refusal NotWaiting = new(
        "organisation-not-waiting",
        null,
        "The organisation is suspended, merged or closed; it cannot be checked in that state"
    );

    public static Access Authorise(Actor actor, CheckOrganisationIdentity command) =>
        actor.Has(Roles.Administrator) || (actor.Has(Roles.Adviser) && command.Method == IdentityCheck.AdviserVouched)
            ? Access.Granted
            : Access.Forbidden;

    public static Task<OwnPlace> Load(CheckOrganisationIdentity command, Actor actor, Streams streams, CancellationToken cancel) =>
        OwnPlace.InAsync(command.OrganisationId, actor, streams, cancel);

    public static Decision Handle(CheckOrganisationIdentity command, Stream<Organisation> organisation, OwnPlace own, Actor actor) =>
        organisation.State.Status switch
        {
            _ when own.Held => OwnPlace.NotYourOwn,
            OrganisationStatus.Unknown => Unknown,
            OrganisationStatus.Registered => Decision.On<Organisation>(
                command.OrganisationId,
                new OrganisationIdentityChecked(command.OrganisationId, command.Method, actor.Person)
            ),
            OrganisationStatus.Active => Decision.Nothing,
            _ => NotWaiting,
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CheckOrganisationIdentity>(
            "POST",
            "/api/v1/organisations/{organisationId}/identity-check",
            AllowedTo.Role("an administrator or an adviser who vouches", Roles.Administrator, Roles.Adviser)
        );
}
