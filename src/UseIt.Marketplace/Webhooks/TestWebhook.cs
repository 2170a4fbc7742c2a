using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Sends something that says nothing, so that a receiver can be tried.</summary>
[CountsAs(Counted.Invitation)]
public sealed record TestWebhook(Guid OrganisationId, Guid WebhookId) : Message, ICommand;

public static class TestWebhookHandler
{
    public static readonly Refusal Disabled = new("webhook-disabled", null, "Nothing is sent to this address now. Enable it first");

    public static Access Authorise(Actor actor, TestWebhook command, Webhook webhook) =>
        webhook.Organisation == command.OrganisationId
            ? RegisterWebhookHandler.Administers(actor, command.OrganisationId)
            : Access.NotFound;

    public static Decision Handle(TestWebhook command, Webhook webhook, DateTimeOffset now)
    {
        if (!webhook.Takes)
            return Disabled;
        var id = UuidV5.Of(command.WebhookId, $"test/{now:O}");
        return Decision
            .Nothing.With(
                Deliveries.Insert,
                id,
                command.WebhookId,
                WebhookTypes.Test,
                Deliveries.BodyOf(WebhookTypes.Test, now, command.WebhookId, null)
            )
            .Send(new DeliverWebhook(id));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<TestWebhook>(
            "POST",
            "/api/v1/organisations/{organisationId}/webhooks/{webhookId}/test",
            RegisterWebhookHandler.Administrators
        );
}
