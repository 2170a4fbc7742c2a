using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Sends again to an address that was disabled because it took nothing.</summary>
public sealed record EnableWebhook(Guid OrganisationId, Guid WebhookId) : Message, ICommand;

public static class EnableWebhookHandler
{
    public static Access Authorise(Actor actor, EnableWebhook command, Webhook webhook) =>
        webhook.Organisation == command.OrganisationId
            ? RegisterWebhookHandler.Administers(actor, command.OrganisationId)
            : Access.NotFound;

    public static Decision Handle(EnableWebhook command, Webhook webhook) =>
        webhook.Enabled || webhook.Removed
            ? Decision.Nothing
            : Decision
                .On<Webhook>(command.WebhookId, new WebhookEnabled(command.WebhookId, command.OrganisationId))
                .With("delete from webhooks.failing where webhook = $1", command.WebhookId);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EnableWebhook>(
            "POST",
            "/api/v1/organisations/{organisationId}/webhooks/{webhookId}/enable",
            RegisterWebhookHandler.Administrators
        );
}
