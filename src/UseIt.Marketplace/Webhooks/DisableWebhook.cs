using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Sends no more to an address that has taken nothing for days.</summary>
public sealed record DisableWebhook(Guid WebhookId, DateTimeOffset FailingSince) : Message, ICommand;

public static class DisableWebhookHandler
{
    // Only the program itself.
    public static Access Authorise(Actor actor) => Access.NotFound;

    public static Decision Handle(DisableWebhook command, Webhook webhook) =>
        webhook.Takes
            ? Decision.On<Webhook>(command.WebhookId, new WebhookDisabled(command.WebhookId, webhook.Organisation, command.FailingSince))
            : Decision.Nothing;
}
