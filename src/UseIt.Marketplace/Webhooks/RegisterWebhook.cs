using System.Text.Json.Nodes;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Has an address of the organisation's told of what happens. The secret that signs is shown once, in the answer.</summary>
[TakesLong]
[CountsAs(Counted.Invitation)]
public sealed record RegisterWebhook(
    [property: NewId] Guid WebhookId,
    Guid OrganisationId,
    Uri Address,
    IReadOnlyList<string> EventTypes,
    [property: ServerMade] string? Secret = null
) : Message, ICommand;

public static class RegisterWebhookHandler
{
    internal const string Purpose = "webhook";
    private const int Most = 10;

    public static readonly Refusal AddressWrong = new(
        "webhook-address-wrong",
        "address",
        "Enter an https address on the public internet, without a name or password in it. It must be reachable now"
    );
    public static readonly Refusal TypesMissing = new("webhook-types-missing", "eventTypes", "Choose what it is told of");
    public static readonly Refusal TooMany = new("webhooks-too-many", null, $"Your organisation has {Most} webhooks. Remove one first");

    public static AllowedTo Administrators { get; } =
        AllowedTo.Role("an administrator of the organisation", Roles.OrganisationAdministrator);

    public static Refusal TypeUnknown(string type) =>
        new(
            "webhook-type-unknown",
            "eventTypes",
            $"{type} is nothing that a webhook is told of",
            new Dictionary<string, object?> { ["type"] = type }
        );

    public sealed record Found(bool MayBe, int Others, Protected? Secret);

    public static Access Authorise(Actor actor, RegisterWebhook command) => Administers(actor, command.OrganisationId);

    public static async Task<Found> Load(
        RegisterWebhook command,
        PublicAddresses addresses,
        WebhookRegister webhooks,
        Vault vault,
        CancellationToken cancel
    ) =>
        new(
            command.Address.IsAbsoluteUri && await addresses.MayBeAsync(command.Address, cancel),
            (await webhooks.OfAsync(command.OrganisationId, cancel)).Count,
            command.Secret is { } secret ? await vault.For(Purpose).SealAsync(command.WebhookId, secret, cancel) : null
        );

    public static Decision Handle(RegisterWebhook command, Stream<Webhook> webhook, Found found, Actor actor)
    {
        if (webhook.Exists)
            return webhook.State.Organisation == command.OrganisationId ? Decision.Nothing : NewIds.InUse("webhookId");
        List<Refusal> refusals = [];
        if (!found.MayBe)
            refusals.Add(AddressWrong);
        if (command.EventTypes.Count == 0)
            refusals.Add(TypesMissing);
        else if (command.EventTypes.FirstOrDefault(t => WebhookTypes.All.All(a => a.Value != t)) is { } unknown)
            refusals.Add(TypeUnknown(unknown));
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);
        return found.Others >= Most || found.Secret is not { } secret
            ? TooMany
            : Decision.On<Webhook>(
                command.WebhookId,
                new WebhookRegistered(
                    command.WebhookId,
                    command.OrganisationId,
                    command.Address,
                    [.. command.EventTypes.Distinct()],
                    secret,
                    actor.Person
                )
            );
    }

    internal static Access Administers(Actor actor, Guid organisation) =>
        actor.ActsFor(organisation, Roles.OrganisationAdministrator) ? Access.Granted
        : actor.ActsFor(organisation) ? Access.Forbidden
        : Access.NotFound;

    /// <summary>Makes the secret; the answer holds it, where it was made just now.</summary>
    public static async Task<Outcome> SendAsync(
        Commands commands,
        Func<string, ICommand> with,
        CommandContext context,
        CancellationToken cancel
    )
    {
        var secret = WebhookSignature.NewSecret();
        var outcome = await commands.SendAsync(with(secret), context, cancel);
        return outcome is Outcome.Done { Replayed: false, Versions.Count: > 0 } done
            ? done with
            {
                Answer = new JsonObject { ["secret"] = secret },
            }
            : outcome;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RegisterWebhook>(
            "POST",
            "/api/v1/organisations/{organisationId}/webhooks",
            Administrators,
            creates: "webhookId",
            send: (services, command, context, cancel) =>
                SendAsync(services.GetRequiredService<Commands>(), secret => command with { Secret = secret }, context, cancel)
        );
}
