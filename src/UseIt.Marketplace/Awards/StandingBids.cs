using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>The bids of an evaluation that still stand, calculated by the published method.</summary>
public sealed record StandingBids(IReadOnlySet<Guid> Excluded)
{
    public static async Task<StandingBids> LoadAsync(Evaluation evaluation, Streams streams, CancellationToken cancel) =>
        new(
            (await streams.FetchAsync<Bidding>(evaluation.Bidders.Select(b => b.BidId), cancel))
                .Where(b => b.State.IsOut)
                .Select(b => b.Id)
                .ToHashSet()
        );

    public IEnumerable<Guid> In(Evaluation evaluation) => evaluation.Standing.Select(b => b.BidId).Where(bid => !Excluded.Contains(bid));

    /// <summary>The order of the bids from agreed scores and prices; nothing else goes in.</summary>
    public Answer<Ranking> Rank(Evaluation evaluation, IReadOnlyDictionary<Guid, Money> prices, byte[]? drawSeed = null) =>
        AwardMethod
            .Of(evaluation.Criteria, evaluation.TieLadder)
            .Then(method =>
                Ranking.Of(
                    method,
                    [.. In(evaluation).Select(bid => new ScoredBid(bid, evaluation.AgreedScores(bid), prices[bid].Amount))],
                    new TieAnswers(DrawSeed: drawSeed)
                )
            );
}
