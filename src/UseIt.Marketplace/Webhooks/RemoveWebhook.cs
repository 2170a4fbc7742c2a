using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Nothing is sent there any more, and the secret is destroyed.</summary>
public sealed record RemoveWebhook(Guid OrganisationId, Guid WebhookId) : Message, ICommand;

public static class RemoveWebhookHandler
{
    public static Access Authorise(Actor actor, RemoveWebhook command, Webhook webhook) =>
        webhook.Organisation == command.OrganisationId
            ? RegisterWebhookHandler.Administers(actor, command.OrganisationId)
            : Access.NotFound;

    public static Decision Handle(RemoveWebhook command, Webhook webhook) =>
        webhook.Removed
            ? Decision.Nothing
            : Decision
                .On<Webhook>(command.WebhookId, new WebhookRemoved(command.WebhookId, command.OrganisationId))
                .Send(new DestroyWebhookSecret(command.WebhookId));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RemoveWebhook>(
            "DELETE",
            "/api/v1/organisations/{organisationId}/webhooks/{webhookId}",
            RegisterWebhookHandler.Administrators
        );
}

/// <summary>Destroys the key under which a removed webhook's secret is sealed.</summary>
public sealed record DestroyWebhookSecret(Guid WebhookId) : Message, IEffect;

public static class DestroyWebhookSecretHandler
{
    public static Task Handle(DestroyWebhookSecret message, Vault vault, CancellationToken cancel) =>
        vault.EraseAsync(message.WebhookId, "webhook removed", cancel);
}
