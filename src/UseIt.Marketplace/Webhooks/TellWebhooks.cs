using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using Wolverine;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Which facts webhooks are told of: what everybody can read, and what is the organisation's own.</summary>
public sealed class TellWebhooks()
    : Reaction(
        "tell_webhooks",
        typeof(TenderPublished),
        typeof(TenderAmended),
        typeof(DeadlineExtended),
        typeof(TenderClosed),
        typeof(TenderWithdrawn),
        typeof(AwardNoticePublished),
        typeof(BidSubmitted),
        typeof(ContractSigned)
    )
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) => [(Told(e), null)];

    private static SpreadToWebhooks Told(IEvent e) =>
        e.Data switch
        {
            TenderPublished f => Everybody(e, WebhookKind.TenderPublished, f.TenderId),
            TenderAmended f => Everybody(e, WebhookKind.TenderChanged, f.TenderId),
            DeadlineExtended f => Everybody(e, WebhookKind.TenderChanged, f.TenderId),
            TenderClosed f => Everybody(e, WebhookKind.TenderClosed, f.TenderId),
            TenderWithdrawn f => Everybody(e, WebhookKind.TenderWithdrawn, f.TenderId),
            AwardNoticePublished f => Everybody(e, WebhookKind.AwardPublished, f.TenderId),
            BidSubmitted f => Own(e, WebhookKind.BidReceived, f.BidId, [f.LeadId, .. f.Members]),
            ContractSigned f => Own(e, WebhookKind.ContractSigned, f.ContractId, [f.BuyerId, .. f.Suppliers]),
            _ => throw new ArgumentOutOfRangeException(nameof(e)),
        };

    private static SpreadToWebhooks Everybody(IEvent e, WebhookKind kind, Guid subject) => new(e.Id, e.Timestamp, kind, subject, null);

    private static SpreadToWebhooks Own(IEvent e, WebhookKind kind, Guid subject, Guid[] organisations) =>
        new(e.Id, e.Timestamp, kind, subject, [.. organisations.Distinct()]);
}

/// <summary>The kinds of <see cref="WebhookTypes"/>, as messages name them.</summary>
public enum WebhookKind
{
    TenderPublished,
    TenderChanged,
    TenderClosed,
    TenderWithdrawn,
    AwardPublished,
    BidReceived,
    ContractSigned,
}

/// <summary>A delivery for each address that is to be told, of everybody or of these organisations.</summary>
public sealed record SpreadToWebhooks(Guid Cause, DateTimeOffset At, WebhookKind Kind, Guid Subject, IReadOnlyList<Guid>? Organisations)
    : Message,
        IEffect;

public static class SpreadToWebhooksHandler
{
    public static async Task Handle(
        SpreadToWebhooks message,
        WebhookRegister webhooks,
        Deliveries deliveries,
        Settings settings,
        IMessageContext messages,
        CancellationToken cancel
    )
    {
        var (type, page) = Of(message.Kind);
        foreach (var webhook in await webhooks.ToldOfAsync(type, message.Organisations, cancel))
        {
            var id = UuidV5.Of(message.Cause, $"webhook/{webhook}");
            var body = Deliveries.BodyOf(type, message.At, message.Subject, $"{settings.Address}/{page}/{message.Subject}");
            await deliveries.AddAsync(id, webhook, type, body, cancel);
            await messages.SendAsync(new DeliverWebhook(id));
        }
    }

    private static (string Type, string Page) Of(WebhookKind kind) =>
        kind switch
        {
            WebhookKind.TenderPublished => (WebhookTypes.TenderPublished, "tenders"),
            WebhookKind.TenderChanged => (WebhookTypes.TenderChanged, "tenders"),
            WebhookKind.TenderClosed => (WebhookTypes.TenderClosed, "tenders"),
            WebhookKind.TenderWithdrawn => (WebhookTypes.TenderWithdrawn, "tenders"),
            WebhookKind.AwardPublished => (WebhookTypes.AwardPublished, "tenders"),
            WebhookKind.BidReceived => (WebhookTypes.BidReceived, "bids"),
            _ => (WebhookTypes.ContractSigned, "contracts"),
        };
}
