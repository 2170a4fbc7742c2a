using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Sends once more what an address did not take, under the same id.</summary>
[CountsAs(Counted.Invitation)]
public sealed record ReplayDelivery(Guid OrganisationId, Guid WebhookId, Guid DeliveryId) : Message, ICommand;

public static class ReplayDeliveryHandler
{
    public static readonly Refusal NotSetAside = new("delivery-not-set-aside", null, "This was taken, or is still being tried");

    public sealed record Found(bool IsSetAside);

    public static Access Authorise(Actor actor, ReplayDelivery command, Webhook webhook) =>
        webhook.Organisation == command.OrganisationId
            ? RegisterWebhookHandler.Administers(actor, command.OrganisationId)
            : Access.NotFound;

    public static async Task<Found> Load(ReplayDelivery command, Deliveries deliveries, CancellationToken cancel) =>
        new(
            await deliveries.FindAsync(command.DeliveryId, cancel) is { State: DeliveryState.SetAside } found
                && found.WebhookId == command.WebhookId
        );

    public static Decision Handle(ReplayDelivery command, Webhook webhook, Found found) =>
        !webhook.Takes ? TestWebhookHandler.Disabled
        : !found.IsSetAside ? NotSetAside
        : Decision
            .Nothing.With("update webhooks.delivery set state = 'waiting', tries = 0 where id = $1", command.DeliveryId)
            .Send(new DeliverWebhook(command.DeliveryId));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReplayDelivery>(
            "POST",
            "/api/v1/organisations/{organisationId}/webhooks/{webhookId}/deliveries/{deliveryId}/replay",
            RegisterWebhookHandler.Administrators
        );
}
