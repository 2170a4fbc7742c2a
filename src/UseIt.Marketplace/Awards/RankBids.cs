using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Puts the bids in order by the published method. Equal bids climb the published ladder; a draw discloses the seed it was bound to.
/// </summary>
public sealed record RankBids(Guid EvaluationId) : Message, ICommand;

public static class RankBidsHandler
{
    public static readonly Refusal PricesNotAssessed = new("prices-not-assessed", null, "Wait until the prices are open and assessed");
    public static readonly Refusal FinalOffersNeeded = new(
        "final-offers-needed",
        null,
        "The best bids are equal. The published method asks these bidders for new offers before a draw"
    );
    public static readonly Refusal DrawNotCommitted = new(
        "draw-not-committed",
        null,
        "The best bids are equal and no draw was prepared when the tender was published. Ask your procurement adviser how to decide"
    );

    public sealed record Places(StandingBids Standing, Guid DrawId, string? Seed);

    public static Access Authorise(Actor actor, Evaluation evaluation) => actor.On(evaluation.BuyerId, Roles.Author);

    public static async Task<Places> Load(Evaluation evaluation, Streams streams, Vault vault, CancellationToken cancel)
    {
        var standing = await StandingBids.LoadAsync(evaluation, streams, cancel);
        var drawId = TieDraw.IdOf(evaluation.TenderId);
        if (evaluation.Prices is null || Rank(evaluation, standing, null) is not { IsKnown: true, Value.NeededForWinner: TieBreak.Draw })
            return new Places(standing, drawId, null);
        var draw = await streams.FetchAsync<TieDraw>(drawId, cancel);
        return new Places(standing, drawId, draw.State.Seed is { } seed ? await vault.RevealAsync(seed, cancel) : null);
    }

    public static Decision Handle(RankBids command, Evaluation evaluation, Places places)
    {
        if (evaluation.Prices is null)
            return PricesNotAssessed;
        var ranking = Rank(evaluation, places.Standing, places.Seed);
        if (!ranking.Is(out var order))
            return ranking.Refusal!;
        if (order.NeededForWinner == TieBreak.FinalOffers)
            return FinalOffersNeeded;
        if (order.NeededForWinner == TieBreak.Draw)
            return DrawNotCommitted;
        RankedBid[] ranked = [.. order.Bids.Select(b => b.ToFact())];
        if (evaluation.Ranked is { } before && before.Ranking.SequenceEqual(ranked))
            return Decision.Nothing;
        var decision = Decision.On<Evaluation>(
            command.EvaluationId,
            new BidsRanked(
                command.EvaluationId,
                evaluation.TenderId,
                evaluation.LotId,
                ranked,
                order.Disregarded.Count == 0 ? null : order.Disregarded
            )
        );
        return places.Seed is null
            ? decision
            : decision.And<TieDraw>(
                places.DrawId,
                new DrawSeedDisclosed(places.DrawId, evaluation.TenderId, command.EvaluationId, places.Seed)
            );
    }

    private static Answer<Ranking> Rank(Evaluation evaluation, StandingBids standing, string? seed) =>
        standing.Rank(
            evaluation,
            evaluation.Prices!.Prices.ToDictionary(p => p.BidId, p => p.Price),
            seed is null ? null : Convert.FromHexString(seed)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RankBids>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/ranking",
            AllowedTo.Role("the author of the procurement", Roles.Author)
        );
}
