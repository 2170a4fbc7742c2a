using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Ends a key for ever, from the next request on.</summary>
public sealed record RevokeApiKey(Guid OrganisationId, Guid KeyId) : Message, ICommand;

public static class RevokeApiKeyHandler
{
    public static Access Authorise(Actor actor, RevokeApiKey command, ApiKey key) =>
        key.Organisation == command.OrganisationId ? RoleRules.Administers(actor, command.OrganisationId) : Access.NotFound;

    public static Decision Handle(RevokeApiKey command, ApiKey key, Actor actor) =>
        key.Revoked
            ? Decision.Nothing
            : Decision.On<ApiKey>(command.KeyId, new ApiKeyRevoked(command.KeyId, command.OrganisationId, actor.Person));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RevokeApiKey>("POST", "/api/v1/organisations/{organisationId}/api-keys/{keyId}/revoke", RoleRules.Administrators);
}
