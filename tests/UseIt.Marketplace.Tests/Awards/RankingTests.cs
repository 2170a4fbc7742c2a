using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using static UseIt.Marketplace.Awards.PriceFormulaKind;
using static UseIt.Marketplace.Tenders.CriterionKind;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class RankingTests
{
    private static readonly Guid Ladywood = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid Soho = new("00000000-0000-0000-0000-00000000000b");
    private static readonly Guid Smethwick = new("00000000-0000-0000-0000-00000000000c");

    private static readonly TieBreak[] Ladder =
    [
        TieBreak.HighestSocialValue,
        TieBreak.HighestQualityByWeight,
        TieBreak.LowestPrice,
        TieBreak.Draw,
    ];

    private static readonly Guid QualityId = Guid.NewGuid();
    private static readonly Guid[] FiveIds = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid())];

    private static readonly AwardMethod SixtyForty = new(
        [new(QualityId, Quality, "Quality", "", 60m, 100m), new(Guid.NewGuid(), Price, "Price", "", 40m, 0m, "F1")],
        new(LowestPriceRelative),
        Ladder
    );

    [Fact]
    public void weighs_quality_by_criterion()
    {
        AwardMethod method = FiveCriteria();
        Ranking ranking = Ranking.Of(method, [FiveScores(Ladywood, 4, 3, 5, 2, 0)]).Value;
        BidPlace bid = Assert.Single(ranking.Bids);
        Assert.Equal([24m, 15m, 20m, 6m, 0m], FiveIds.Select(id => bid.Marks[id]));
        Assert.Equal((59m, 6m, 65.00m), (bid.Quality, bid.SocialValue, bid.Figure));
        Assert.Equal(Ladywood, ranking.Winner);
        Assert.Equal(new RankedBid(Ladywood, 59m, 6m, 0m, 65m, 1, null), bid.ToFact());
    }

    [Fact]
    public void a_score_below_the_published_minimum_disqualifies()
    {
        AwardMethod method = FiveCriteria(leastOfLast: 2m);
        Ranking ranking = Ranking.Of(method, [FiveScores(Ladywood, 4, 3, 5, 2, 0), FiveScores(Soho, 1, 1, 1, 1, 2)]).Value;
        Assert.Equal([new DisregardedBid(Ladywood, DisregardReason.BelowLeastScore, FiveIds[4])], ranking.Disregarded);
        Assert.Equal(Soho, ranking.Winner);
    }

    [Fact]
    public void a_bid_below_the_quality_floor_does_not_set_the_lowest_price()
    {
        AwardMethod method = SixtyForty with { LeastQuality = 50m };
        Ranking ranking = Ranking.Of(method, [Bid(Ladywood, 70, 100), Bid(Soho, 81, 120), Bid(Smethwick, 10, 60)]).Value;
        Assert.Equal([new DisregardedBid(Smethwick, DisregardReason.BelowLeastQuality, null)], ranking.Disregarded);
        Assert.Equal([(Ladywood, 82.00m), (Soho, 81.93m)], ranking.Bids.Select(bid => (bid.BidId, bid.Figure)));
        Assert.Equal((42m, 40m), (ranking.Bids[0].Quality, ranking.Bids[0].Price));
    }

    [Fact]
    public void a_bid_that_cannot_win_changes_the_winner_under_the_relative_formula()
    {
        Assert.Equal(Ladywood, Ranking.Of(SixtyForty, [Bid(Ladywood, 70, 100), Bid(Soho, 81, 120)]).Value.Winner);
        ScoredBid[] three = [Bid(Ladywood, 70, 100), Bid(Soho, 81, 120), Bid(Smethwick, 10, 60)];
        Ranking with = Ranking.Of(SixtyForty, three).Value;
        Assert.Equal([(Soho, 68.6m), (Ladywood, 66.0m), (Smethwick, 46.0m)], with.Bids.Select(bid => (bid.BidId, bid.Figure)));
        Assert.Equal([new DecisiveBid(Smethwick, Soho, Ladywood)], IrrelevantBids.Find(SixtyForty, three).Value);
    }

    [Theory]
    [InlineData(PricePerQualityPoint)]
    [InlineData(QualityPerPrice)]
    [InlineData(FixedPrice)]
    [InlineData(LowestAboveQuality)]
    [InlineData(Benchmark)]
    public void no_loser_ever_decides_under_a_formula_that_looks_at_one_bid_alone(PriceFormulaKind kind)
    {
        AwardMethod method = For(kind);
        Assert.Null(IrrelevantBids.Warning(method.Price));
        foreach (ScoredBid[] bids in RandomBids())
            Assert.Empty(IrrelevantBids.Find(method, bids).Value);
    }

    [Theory]
    [InlineData(LowestPriceRelative)]
    [InlineData(LinearAboveLowest)]
    [InlineData(LowestToHighest)]
    [InlineData(DeviationFromMean)]
    public void a_loser_decides_now_and_then_under_a_relative_formula_and_the_buyer_is_warned(PriceFormulaKind kind)
    {
        AwardMethod method = For(kind);
        Assert.Equal("irrelevant-bid-may-decide", IrrelevantBids.Warning(method.Price)?.Code);
        Assert.Contains(RandomBids(), bids => IrrelevantBids.Find(method, bids).Value.Count > 0);
    }

    [Fact]
    public void the_order_in_which_bids_are_given_changes_nothing()
    {
        ScoredBid[] bids = [Bid(Ladywood, 70, 100), Bid(Soho, 70, 100), Bid(Smethwick, 81, 120)];
        Ranking forward = Ranking.Of(SixtyForty, bids).Value;
        Ranking backward = Ranking.Of(SixtyForty, [.. bids.Reverse()]).Value;
        Assert.Equal(
            forward.Bids.Select(bid => (bid.BidId, bid.Rank, bid.Figure)),
            backward.Bids.Select(bid => (bid.BidId, bid.Rank, bid.Figure))
        );
    }

    [Fact]
    public void equal_totals_are_settled_by_social_value_first()
    {
        AwardMethod method = FiveCriteria();
        // 65 each: the first by more quality, the second by more social value.
        Ranking ranking = Ranking.Of(method, [FiveScores(Ladywood, 4, 3, 5, 2, 0), FiveScores(Soho, 4, 3, 3.5m, 4, 0)]).Value;
        Assert.Equal(ranking.Bids[0].Figure, ranking.Bids[1].Figure);
        Assert.Equal((Soho, TieBreak.HighestSocialValue), (ranking.Winner, ranking.Bids[0].SettledBy));
        Assert.Equal([1, 2], ranking.Bids.Select(bid => bid.Rank));
    }

    [Fact]
    public void then_by_the_heaviest_criterion_on_which_they_differ()
    {
        AwardMethod method = FiveCriteria();
        // Criterion a (30) equal, b (25) decides although c (20) goes the other way.
        Ranking ranking = Ranking.Of(method, [FiveScores(Ladywood, 4, 3, 5, 2, 0), FiveScores(Soho, 4, 5, 2.5m, 2, 0)]).Value;
        Assert.Equal(ranking.Bids[0].Figure, ranking.Bids[1].Figure);
        Assert.Equal((Soho, TieBreak.HighestQualityByWeight), (ranking.Winner, ranking.Bids[0].SettledBy));
    }

    [Fact]
    public void then_by_price_and_at_last_by_a_draw_that_anybody_can_repeat()
    {
        AwardMethod method = FiveCriteria();
        Ranking byPrice = Ranking.Of(method, [FiveScores(Ladywood, 4, 3, 5, 2, 0, 900m), FiveScores(Soho, 4, 3, 5, 2, 0, 899.99m)]).Value;
        Assert.Equal((Soho, TieBreak.LowestPrice), (byPrice.Winner, byPrice.Bids[0].SettledBy));

        ScoredBid[] same = [FiveScores(Ladywood, 4, 3, 5, 2, 0), FiveScores(Soho, 4, 3, 5, 2, 0), FiveScores(Smethwick, 5, 0, 0, 0, 0)];
        Ranking open = Ranking.Of(method, same).Value;
        Assert.Equal((TieBreak.Draw, null), (open.NeededForWinner, open.Winner));
        Assert.Equal([1, 1, 3], open.Bids.Select(bid => bid.Rank));

        byte[] seed = [.. Enumerable.Repeat((byte)7, 32)];
        Ranking drawn = Ranking.Of(method, same, new TieAnswers(DrawSeed: seed)).Value;
        Assert.Equal(Draw.Order(seed, [Soho, Ladywood])[0], drawn.Winner);
        Assert.Equal(TieBreak.Draw, drawn.Bids[0].SettledBy);
        Assert.True(Draw.IsSeedOf(seed, Draw.Commitment(seed)));
        Assert.False(Draw.IsSeedOf([.. seed.Skip(1), 8], Draw.Commitment(seed)));
    }

    [Fact]
    public void a_draw_is_won_by_either_and_differs_with_the_seed() =>
        Assert.Equal(2, Enumerable.Range(0, 64).Select(i => Draw.Order([(byte)i], [Ladywood, Soho])[0]).Distinct().Count());

    [Fact]
    public void waits_for_new_offers_where_the_ladder_says_so()
    {
        AwardMethod method = FiveCriteria() with { Ties = [TieBreak.FinalOffers, TieBreak.Draw] };
        ScoredBid[] same = [FiveScores(Ladywood, 4, 3, 5, 2, 0), FiveScores(Soho, 4, 3, 5, 2, 0)];
        Assert.Equal(TieBreak.FinalOffers, Ranking.Of(method, same).Value.NeededForWinner);
        Assert.Equal(TieBreak.Draw, Ranking.Of(method, same, new TieAnswers(FinalOffersMade: true)).Value.NeededForWinner);
    }

    [Fact]
    public void totals_equal_as_published_are_a_tie_even_when_they_differ_in_the_third_place()
    {
        AwardMethod method = SixtyForty with { Ties = [TieBreak.LowestPrice, TieBreak.Draw] };
        ScoredBid[] bids = [Bid(Ladywood, 70.001m, 100.01m), Bid(Soho, 70m, 100m)];
        Ranking ranking = Ranking.Of(method, bids).Value;
        Assert.Equal(ranking.Bids[0].Figure, ranking.Bids[1].Figure);
        Assert.Equal((Soho, TieBreak.LowestPrice), (ranking.Winner, ranking.Bids[0].SettledBy));
        Assert.Null(Ranking.Of(method with { DecimalPlaces = 4 }, bids).Value.Bids[0].SettledBy);
    }

    [Fact]
    public void the_lowest_price_per_quality_point_wins()
    {
        Ranking ranking = Ranking
            .Of(
                For(PricePerQualityPoint) with
                {
                    DecimalPlaces = 2,
                },
                [Bid(Ladywood, 70, 100_000), Bid(Soho, 80, 110_000), Bid(Smethwick, 90, 130_000)]
            )
            .Value;
        Assert.Equal([(Soho, 1375.00m), (Ladywood, 1428.57m), (Smethwick, 1444.44m)], ranking.Bids.Select(bid => (bid.BidId, bid.Figure)));
        Assert.Equal(0m, ranking.Bids[0].Price);
    }

    [Fact]
    public void the_lowest_price_with_enough_quality_wins()
    {
        AwardMethod method = For(LowestAboveQuality) with { LeastQuality = 75m };
        Ranking ranking = Ranking.Of(method, [Bid(Ladywood, 70, 100_000), Bid(Soho, 80, 110_000), Bid(Smethwick, 90, 130_000)]).Value;
        Assert.Equal([Soho, Smethwick], ranking.Bids.Select(bid => bid.BidId));
        Assert.Equal(Ladywood, Assert.Single(ranking.Disregarded).BidId);
    }

    [Fact]
    public void the_lowest_adjusted_price_wins()
    {
        AwardMethod method = new([], new(AdjustedPrice, LargestBonus: 0.3m), [TieBreak.LowestPrice, TieBreak.Draw]);
        Dictionary<Guid, decimal> none = [];
        Ranking ranking = Ranking.Of(method, [new(Ladywood, none, 1000m, 0.15m), new(Soho, none, 900m)]).Value;
        Assert.Equal([(Ladywood, 823.53m), (Soho, 900m)], ranking.Bids.Select(bid => (bid.BidId, bid.Figure)));
        Assert.Equal("bonus-not-valid", Ranking.Of(method, [new(Ladywood, none, 1000m, 0.31m)]).Refusal?.Code);
    }

    [Fact]
    public void refuses_a_calculation_with_a_score_missing_or_outside_its_scale()
    {
        Assert.Equal("score-missing", Ranking.Of(SixtyForty, [new(Ladywood, new Dictionary<Guid, decimal>(), 1m)]).Refusal?.Code);
        Assert.Equal("score-outside-scale", Ranking.Of(SixtyForty, [Bid(Ladywood, 100.01m, 1)]).Refusal?.Code);
        Assert.Equal("score-outside-scale", Ranking.Of(SixtyForty, [Bid(Ladywood, -1, 1)]).Refusal?.Code);
        Assert.Equal("price-not-valid", Ranking.Of(SixtyForty, [Bid(Ladywood, 50, -1)]).Refusal?.Code);
        Assert.Equal("bid-twice", Ranking.Of(SixtyForty, [Bid(Ladywood, 50, 1), Bid(Ladywood, 60, 1)]).Refusal?.Code);
        Answer<Ranking> none = Ranking.Of(SixtyForty, []);
        Assert.Null(none.Value.Winner);
    }

    private static AwardMethod For(PriceFormulaKind kind)
    {
        PriceFormula formula = new(kind, BestPrice: 50m, HighestPrice: 400m);
        return formula.GivesMarks
            ? SixtyForty with
            {
                Price = formula,
            }
            : new(
                [new(QualityId, Quality, "Quality", "", 100m, 100m)],
                formula,
                Ladder,
                formula.NeedsQualityFloor ? 5m : null,
                DecimalPlaces: 6
            );
    }

    private static IEnumerable<ScoredBid[]> RandomBids()
    {
        Random random = new(20260601);
        for (int round = 0; round < 200; round++)
            yield return [.. new[] { Ladywood, Soho, Smethwick }.Select(bid => Bid(bid, random.Next(10, 101), random.Next(50, 400)))];
    }

    private static AwardMethod FiveCriteria(decimal? leastOfLast = null) =>
        new(
            [
                new(FiveIds[0], Quality, "Method", "", 30m, 5m),
                new(FiveIds[1], Quality, "Team", "", 25m, 5m),
                new(FiveIds[2], Quality, "Quality control", "", 20m, 5m),
                new(FiveIds[3], CriterionKind.SocialValue, "Social value", "", 15m, 5m),
                new(FiveIds[4], Quality, "Mobilisation", "", 10m, 5m, LeastScore: leastOfLast),
            ],
            new(FixedPrice),
            Ladder
        );

    private static ScoredBid FiveScores(Guid bid, decimal a, decimal b, decimal c, decimal socialValue, decimal e, decimal price = 1000m) =>
        new(bid, FiveIds.Zip([a, b, c, socialValue, e]).ToDictionary(), price);

    private static ScoredBid Bid(Guid bid, decimal quality, decimal price) =>
        new(bid, new Dictionary<Guid, decimal> { [QualityId] = quality }, price);
}
