using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>Something the buyer should know before publishing; it does not stop anybody.</summary>
public sealed record MethodWarning(string Code, string Sentence);

/// <summary>A bid that cannot win and yet decides who does.</summary>
public sealed record DecisiveBid(Guid BidId, Guid? WinnerWithIt, Guid? WinnerWithoutIt);

/// <summary>
/// Under a relative formula a bid's marks move with the prices of others, so adding or removing a loser can change the winner.
/// </summary>
public static class IrrelevantBids
{
    /// <summary>For the criteria editor, with an example in the formula chosen.</summary>
    public static MethodWarning? Warning(PriceFormula formula) =>
        formula.Kind switch
        {
            PriceFormulaKind.LowestPriceRelative => Warn(
                "every bid's marks depend on the lowest price. Example with 40% for price: A bids £100 with quality 70, B bids £120 with quality 81, and A wins. "
                    + "C then bids £60 with quality 10; C cannot win, but now B wins instead of A"
            ),
            PriceFormulaKind.LinearAboveLowest => Warn("every bid's marks depend on the lowest price"),
            PriceFormulaKind.LowestToHighest => Warn(
                "every bid's marks depend on the lowest and the highest price, and one very high bid makes all others look alike"
            ),
            PriceFormulaKind.DeviationFromMean => Warn("every bid's marks depend on the average price, which moves with each bid"),
            _ => null,
        };

    /// <summary>The losing bids without which the winner would be another, for the report on the award.</summary>
    public static Answer<IReadOnlyList<DecisiveBid>> Find(AwardMethod method, IReadOnlyList<ScoredBid> bids, TieAnswers? answers = null) =>
        Ranking
            .Of(method, bids, answers)
            .Then(all =>
                Answer.Of<IReadOnlyList<DecisiveBid>>([
                    .. all
                        .Bids.Select(ranked => ranked.BidId)
                        .Where(bid => bid != all.Winner)
                        .Select(bid => new DecisiveBid(
                            bid,
                            all.Winner,
                            Ranking.Of(method, [.. bids.Where(other => other.BidId != bid)], answers).Value.Winner
                        ))
                        .Where(bid =>
                            bid.WinnerWithIt != bid.WinnerWithoutIt && bid.WinnerWithIt is not null && bid.WinnerWithoutIt is not null
                        ),
                ])
            );

    private static MethodWarning Warn(string why) =>
        new(
            "irrelevant-bid-may-decide",
            $"A bid that cannot win may change who wins, because {why}. A published benchmark price or price per quality point does not have this effect"
        );
}
