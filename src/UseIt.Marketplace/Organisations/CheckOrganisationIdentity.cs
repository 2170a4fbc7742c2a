using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Records how it was made sure that who speaks for an organisation does; from then on it may act.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Method">How it was made sure.</param>
/// <param name="Looked">Where somebody looked, such as a register or a web site.</param>
/// <param name="Seen">What was to be seen there; said where it is said where somebody looked.</param>
public sealed record CheckOrganisationIdentity(Guid OrganisationId, IdentityCheck Method, string? Looked = null, string? Seen = null)
    : Message,
        ICommand;

public static class CheckOrganisationIdentityHandler
{
    public static readonly Refusal Unknown = new("organisation-unknown", "organisationId", "There is no such organisation");
    public static readonly Refusal NotWaiting = new(
        "organisation-not-waiting",
        null,
        "The organisation is suspended, merged or closed; it cannot be checked in that state"
    );

    public static readonly Refusal LookedMissing = new("looked-missing", "looked", "Say where you looked, such as Companies House");
    public static readonly Refusal SeenMissing = new(
        "seen-missing",
        "seen",
        "Say what you saw there, in a few words without people's names"
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
            OrganisationStatus.Registered when Half(command) is { Length: > 0 } missing => Decision.Refuse(missing),
            OrganisationStatus.Registered => Decision.On<Organisation>(
                command.OrganisationId,
                new OrganisationIdentityChecked(
                    command.OrganisationId,
                    command.Method,
                    actor.Person,
                    command.Looked?.Trim(),
                    command.Seen?.Trim()
                )
            ),
            OrganisationStatus.Active => Decision.Nothing,
            _ => NotWaiting,
        };

    // The program and other programs may leave both out; whoever says one says the other.
    private static Refusal[] Half(CheckOrganisationIdentity command) =>
        command is { Looked: null, Seen: null }
            ? []
            :
            [
                .. string.IsNullOrWhiteSpace(command.Looked) ? new[] { LookedMissing } : [],
                .. string.IsNullOrWhiteSpace(command.Seen) ? new[] { SeenMissing } : [],
            ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CheckOrganisationIdentity>(
            "POST",
            "/api/v1/organisations/{organisationId}/identity-check",
            AllowedTo.Role("an administrator or an adviser who vouches", Roles.Administrator, Roles.Adviser)
        );
}
