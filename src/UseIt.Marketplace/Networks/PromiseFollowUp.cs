using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>After an introduction one of the two promises something by a day; not while the buyer's tender is running.</summary>
public sealed record PromiseFollowUp(Guid BuyerId, Guid IntroductionId, Guid PromisedBy, string What, DateOnly Due) : Message, ICommand
{
    public Guid EngagementId => MarketEngagement.IdOf(BuyerId);
}

public static class PromiseFollowUpHandler
{
    public static readonly Refusal WhatMissing = new("what-missing", "what", "Say what was promised");
    public static readonly Refusal DueMissing = new("due-missing", "due", "Enter the day by which it is to be done");
    public static readonly Refusal OneIsOpen = new(
        "promise-open",
        null,
        "Something that was promised is still open. Record first what came of it"
    );
    public static readonly Refusal ByWhom = new("promised-by-wrong", "promisedBy", "Choose which of the two promised it");

    public sealed record Found(bool Closed);

    public static Access Authorise(Actor actor, PromiseFollowUp command, MarketEngagement engagement) =>
        Engaging.ForEngaged(actor, command.BuyerId, command.IntroductionId, engagement);

    public static async Task<Found> Load(PromiseFollowUp command, MarketEngagement engagement, Streams streams, CancellationToken cancel) =>
        new(await Engaging.IsClosedAsync(engagement, command.IntroductionId, streams, cancel));

    public static Decision Handle(PromiseFollowUp command, MarketEngagement engagement, Found found)
    {
        if (!engagement.Introductions.TryGetValue(command.IntroductionId, out var made))
            return Engaging.NoIntroduction;
        if (found.Closed)
            return Engaging.AskInQuestions;
        var promise = new Promise(command.PromisedBy, command.What?.Trim() ?? "", command.Due);
        if (made.Open is { } open)
            return open == promise ? Decision.Nothing : OneIsOpen;
        List<Refusal> wrong = [];
        if (command.PromisedBy != command.BuyerId && command.PromisedBy != made.Enterprise)
            wrong.Add(ByWhom);
        if (promise.What.Length == 0)
            wrong.Add(WhatMissing);
        if (command.Due == default)
            wrong.Add(DueMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<MarketEngagement>(
                command.EngagementId,
                new MarketFollowUpPromised(
                    command.EngagementId,
                    command.BuyerId,
                    command.IntroductionId,
                    made.Gathering,
                    command.PromisedBy,
                    promise.What,
                    command.Due
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PromiseFollowUp>(
            "POST",
            "/api/v1/market-engagements/{buyerId}/introductions/{introductionId}/promise",
            NetworkAccess.Engaged
        );
}
