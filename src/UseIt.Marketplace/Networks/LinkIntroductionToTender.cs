using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>An introduction led to an opportunity: a published tender of that buyer. Bid and contract follow from the log.</summary>
public sealed record LinkIntroductionToTender(Guid BuyerId, Guid IntroductionId, Guid TenderId) : Message, ICommand
{
    public Guid EngagementId => MarketEngagement.IdOf(BuyerId);
}

public static class LinkIntroductionToTenderHandler
{
    public static readonly Refusal NotTheirs = new("tender-not-theirs", "tenderId", "Choose a published tender of this buyer");

    public static readonly Refusal LedElsewhere = new(
        "led-to-running-tender",
        "tenderId",
        "This introduction led to a tender that is still running. It cannot lead to another before that has ended"
    );

    public sealed record Found(bool Running);

    public static Access Authorise(Actor actor, LinkIntroductionToTender command, MarketEngagement engagement) =>
        Engaging.ForEngaged(actor, command.BuyerId, command.IntroductionId, engagement);

    public static async Task<Found> Load(
        LinkIntroductionToTender command,
        MarketEngagement engagement,
        Streams streams,
        CancellationToken cancel
    ) =>
        new(
            engagement.Introductions.GetValueOrDefault(command.IntroductionId)?.Tender is { } led
                && (await streams.FetchAsync<EngagedTender>(led, cancel)).State.IsRunning
        );

    public static Decision Handle(LinkIntroductionToTender command, MarketEngagement engagement, EngagedTender tender, Found found) =>
        !engagement.Introductions.TryGetValue(command.IntroductionId, out var made) ? Engaging.NoIntroduction
        : !tender.Public || tender.Buyer != command.BuyerId ? NotTheirs
        : made.Tender == command.TenderId ? Decision.Nothing
        : found.Running ? LedElsewhere
        : Decision.On<MarketEngagement>(
            command.EngagementId,
            new MarketIntroductionLedToTender(
                command.EngagementId,
                command.BuyerId,
                command.IntroductionId,
                made.Gathering,
                command.TenderId
            )
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LinkIntroductionToTender>(
            "POST",
            "/api/v1/market-engagements/{buyerId}/introductions/{introductionId}/tender",
            NetworkAccess.Engaged
        );
}
