using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>What was promised after an introduction is done.</summary>
public sealed record RecordFollowUp(Guid BuyerId, Guid IntroductionId, string Outcome, DateOnly On) : Message, ICommand
{
    public Guid EngagementId => MarketEngagement.IdOf(BuyerId);
}

public static class RecordFollowUpHandler
{
    public static readonly Refusal OutcomeMissing = new("outcome-missing", "outcome", "Say what was done");
    public static readonly Refusal NothingPromised = new("nothing-promised", null, "Nothing that was promised is still open");

    public static Access Authorise(Actor actor, RecordFollowUp command, MarketEngagement engagement) =>
        Engaging.ForEngaged(actor, command.BuyerId, command.IntroductionId, engagement);

    public static async Task<PromiseFollowUpHandler.Found> Load(
        RecordFollowUp command,
        MarketEngagement engagement,
        Streams streams,
        CancellationToken cancel
    ) => new(await Engaging.IsClosedAsync(engagement, command.IntroductionId, streams, cancel));

    public static Decision Handle(
        RecordFollowUp command,
        MarketEngagement engagement,
        PromiseFollowUpHandler.Found found,
        DateTimeOffset now
    )
    {
        if (!engagement.Introductions.TryGetValue(command.IntroductionId, out var made))
            return Engaging.NoIntroduction;
        if (found.Closed)
            return Engaging.AskInQuestions;
        if (made.Open is null)
            return NothingPromised;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Outcome))
            wrong.Add(OutcomeMissing);
        if (!NetworkAccess.HasBeen(command.On, now))
            wrong.Add(NetworkAccess.DayWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<MarketEngagement>(
                command.EngagementId,
                new MarketFollowUpDone(
                    command.EngagementId,
                    command.BuyerId,
                    command.IntroductionId,
                    made.Gathering,
                    command.Outcome.Trim(),
                    command.On
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordFollowUp>(
            "POST",
            "/api/v1/market-engagements/{buyerId}/introductions/{introductionId}/follow-up",
            NetworkAccess.Engaged
        );
}
