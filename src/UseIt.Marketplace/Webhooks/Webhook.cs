using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Webhooks;

/// <summary>An address that is told what happens, and the secret by which it knows that we said it.</summary>
public sealed record Webhook(Guid Organisation, Uri? Address, Protected? Secret, bool Enabled, bool Removed) : IState<Webhook>
{
    public static Webhook Empty { get; } = new(Guid.Empty, null, null, false, false);

    /// <summary>The secret before the last one, which signs beside it for a while.</summary>
    public Protected? Former { get; init; }
    public DateTimeOffset FormerUntil { get; init; }

    /// <summary>Whether anything is sent there.</summary>
    public bool Takes => Enabled && !Removed;

    public Webhook Evolve(object fact) =>
        fact switch
        {
            WebhookRegistered e => new Webhook(e.OrganisationId, e.Address, e.Secret, true, false),
            WebhookSecretRotated e => this with { Former = Secret, FormerUntil = e.FormerUntil, Secret = e.Secret },
            WebhookDisabled => this with { Enabled = false },
            WebhookEnabled => this with { Enabled = true },
            WebhookRemoved => this with { Removed = true },
            _ => this,
        };
}
