using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Webhooks;

/// <summary>A new secret; for a day the former one signs beside it, so that a receiver can change over.</summary>
public sealed record RotateWebhookSecret(Guid OrganisationId, Guid WebhookId, [property: ServerMade] string? Secret = null)
    : Message,
        ICommand;

public static class RotateWebhookSecretHandler
{
    private static readonly TimeSpan Beside = TimeSpan.FromDays(1);

    public sealed record Sealed(Protected? Secret);

    public static Access Authorise(Actor actor, RotateWebhookSecret command, Webhook webhook) =>
        webhook.Organisation == command.OrganisationId
            ? RegisterWebhookHandler.Administers(actor, command.OrganisationId)
            : Access.NotFound;

    public static async Task<Sealed> Load(RotateWebhookSecret command, Vault vault, CancellationToken cancel) =>
        new(
            command.Secret is { } secret
                ? await vault.For(RegisterWebhookHandler.Purpose).SealAsync(command.WebhookId, secret, cancel)
                : null
        );

    public static Decision Handle(RotateWebhookSecret command, Webhook webhook, Sealed made, DateTimeOffset now) =>
        webhook.Removed || made.Secret is not { } secret
            ? Decision.Nothing
            : Decision.On<Webhook>(
                command.WebhookId,
                new WebhookSecretRotated(command.WebhookId, command.OrganisationId, secret, now + Beside)
            );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RotateWebhookSecret>(
            "POST",
            "/api/v1/organisations/{organisationId}/webhooks/{webhookId}/secret",
            RegisterWebhookHandler.Administrators,
            send: (services, command, context, cancel) =>
                RegisterWebhookHandler.SendAsync(
                    services.GetRequiredService<Commands>(),
                    secret => command with { Secret = secret },
                    context,
                    cancel
                )
        );
}
