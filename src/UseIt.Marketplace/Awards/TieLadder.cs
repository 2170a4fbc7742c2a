using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>Separates equal bids by the published steps, one after the other, and says where it had to stop.</summary>
internal static class TieLadder
{
    /// <param name="Equal">Bids that share the place; more than one only where a step still has to be taken.</param>
    /// <param name="SettledBy">The step that separated them from the others; null where there was no tie.</param>
    /// <param name="Needs">The step still to be taken, or null.</param>
    public sealed record Place(IReadOnlyList<Standing> Equal, TieBreak? SettledBy, TieBreak? Needs);

    public static IEnumerable<Place> Climb(AwardMethod method, IReadOnlyList<Standing> equal, TieAnswers answers) =>
        Climb(
            method,
            equal,
            [.. method.Ties.Where(step => step != TieBreak.FinalOffers || !answers.FinalOffersMade)],
            null,
            answers.DrawSeed
        );

    private static IEnumerable<Place> Climb(
        AwardMethod method,
        IReadOnlyList<Standing> equal,
        TieBreak[] steps,
        TieBreak? settledBy,
        byte[]? drawSeed
    )
    {
        if (equal.Count == 1)
            return [new Place(equal, settledBy, null)];
        TieBreak step = steps[0];
        if (step == TieBreak.FinalOffers || (step == TieBreak.Draw && drawSeed is null))
            return [new Place(equal, settledBy, step)];

        List<IReadOnlyList<Standing>> separated = Separate(method, equal, step, drawSeed);
        return separated.SelectMany(part => Climb(method, part, steps[1..], separated.Count > 1 ? step : settledBy, drawSeed));
    }

    private static List<IReadOnlyList<Standing>> Separate(
        AwardMethod method,
        IReadOnlyList<Standing> equal,
        TieBreak step,
        byte[]? drawSeed
    ) =>
        step switch
        {
            TieBreak.HighestSocialValue => Best(equal, standing => standing.SocialValue),
            TieBreak.LowestPrice => Best(equal, standing => Fraction.Zero - standing.Bid.Price),
            TieBreak.HighestQualityByWeight => method
                .Scored.OrderByDescending(criterion => criterion.Weight)
                .Aggregate(
                    new List<IReadOnlyList<Standing>> { equal },
                    (parts, criterion) => [.. parts.SelectMany(part => Best(part, standing => standing.Marks[criterion.CriterionId]))]
                ),
            TieBreak.Draw =>
            [
                .. Draw.Order(drawSeed!, equal.Select(standing => standing.Bid.BidId))
                    .Select(bid => new[] { equal.Single(standing => standing.Bid.BidId == bid) }),
            ],
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };

    private static List<IReadOnlyList<Standing>> Best(IReadOnlyList<Standing> equal, Func<Standing, Fraction> by) =>
        [.. equal.GroupBy(by).OrderByDescending(group => group.Key).Select(group => group.ToList())];
}
