using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime.Handlers;

namespace UseIt.Marketplace.Webhooks;

/// <summary>
/// Sends one delivery. An address that does not take it is tried again for three days, later each time; then it is set aside here, and
/// shown to the organisation it is of. An address that has taken nothing for five days is sent nothing more.
/// </summary>
public sealed record DeliverWebhook(Guid DeliveryId) : Message, ISlowEffect;

public static class DeliverWebhookHandler
{
    internal static readonly TimeSpan LongFailing = TimeSpan.FromDays(5);

    // 5 seconds, 5 and 30 minutes, 2, 5, 10 and 14 hours, and then two days more.
    private static readonly TimeSpan[] Later =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    // It has been noted and is shown, so it is no failure of ours that people have to look at.
    public static void Configure(HandlerChain chain) =>
        chain.OnException<NotTakenException>().ScheduleRetry(Later).WithBoundedJitter(0.2).Then.Discard();

    public static async Task Handle(
        DeliverWebhook message,
        Envelope envelope,
        Deliveries deliveries,
        WebhookPost post,
        Vault vault,
        IDocumentStore store,
        Commands commands,
        TimeProvider time,
        CancellationToken cancel
    )
    {
        if (await deliveries.FindAsync(message.DeliveryId, cancel) is not { State: DeliveryState.Waiting } delivery)
            return;
        var webhook = (await store.FetchAsync<Webhook>(delivery.WebhookId, cancel)).State;
        if (!webhook.Takes || await deliveries.BodyAsync(message.DeliveryId, cancel) is not { } body)
            return;
        var (id, now) = ($"msg_{message.DeliveryId:N}", time.GetUtcNow());
        var secrets = await vault.For(RegisterWebhookHandler.Purpose).RevealAsync(delivery.WebhookId, [.. Secrets(webhook, now)], cancel);
        var answer = await post.SendAsync(
            webhook.Address!,
            id,
            now,
            WebhookSignature.Of(secrets.OfType<string>(), id, now, body),
            body,
            cancel
        );
        var last = envelope.Attempts > Later.Length;
        var since = await deliveries.NoteAsync(message.DeliveryId, delivery.WebhookId, answer, last, cancel);
        if (answer.IsTaken)
            return;
        if (since is { } failing && failing < await store.ClockAsync(cancel) - LongFailing)
            await commands.SendAsync(new DisableWebhook(delivery.WebhookId, failing), new CommandContext(Actor.System), cancel);
        throw new NotTakenException();
    }

    private static IEnumerable<Protected?> Secrets(Webhook webhook, DateTimeOffset now)
    {
        yield return webhook.Secret;
        if (webhook.Former is { } former && now < webhook.FormerUntil)
            yield return former;
    }

    private sealed class NotTakenException() : Exception("The address did not take it.");
}
