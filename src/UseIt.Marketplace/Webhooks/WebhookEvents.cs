using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Webhooks;

// An address of an organisation's that is told what happens. The secret that signs exists only as ciphertext under the webhook's own key.
public sealed record WebhookRegistered(
    Guid WebhookId,
    Guid OrganisationId,
    Uri Address,
    IReadOnlyList<string> EventTypes,
    Protected Secret,
    Guid By
) : IFact;

public sealed record WebhookSecretRotated(Guid WebhookId, Guid OrganisationId, Protected Secret, DateTimeOffset FormerUntil) : IFact;

/// <summary>Nothing is sent there any more: it took nothing for days.</summary>
public sealed record WebhookDisabled(Guid WebhookId, Guid OrganisationId, DateTimeOffset FailingSince) : IFact;

public sealed record WebhookEnabled(Guid WebhookId, Guid OrganisationId) : IFact;

public sealed record WebhookRemoved(Guid WebhookId, Guid OrganisationId) : IFact;
