using UseIt.Marketplace.Awards;
using static UseIt.Marketplace.Awards.CriterionKind;
using static UseIt.Marketplace.Awards.PriceFormulaKind;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class CriteriaCheckTests
{
    private static readonly Criterion Experience = new("experience", "Experience", Quality, 30m, 5m);
    private static readonly Criterion Technical = new("technical", "Technical", Quality, 50m, 5m);
    private static readonly Criterion PriceCriterion = new("price", "Price", Price, 20m);

    // The weights of a real notice: 30% experience, 50% technical, 20% price.
    private static readonly AwardMethod Real = new([Experience, Technical, PriceCriterion], new(LowestPriceRelative), [TieBreak.LowestPrice, TieBreak.Draw]);

    [Fact]
    public void takes_weights_that_add_up_to_exactly_one_hundred() => Assert.Empty(CriteriaCheck.Of(Real));

    [Theory]
    [InlineData(19.99, "99.99")]
    [InlineData(20.01, "100.01")]
    public void refuses_weights_that_miss_it_by_a_hundredth(double price, string sum)
    {
        AwardMethod method = Real with { Criteria = [Experience, Technical, PriceCriterion with { Weight = (decimal)price }] };
        Messaging.Refusal refusal = Assert.Single(CriteriaCheck.Of(method));
        Assert.Equal(("weights-not-one-hundred", "criteria"), (refusal.Code, refusal.Field));
        Assert.EndsWith(sum, refusal.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void names_the_field_of_each_broken_criterion()
    {
        AwardMethod method = Real with
        {
            Criteria =
            [
                Experience with { LeastScore = 6m },
                Technical with { Id = "experience", Title = " ", HighestScore = null },
                PriceCriterion with { HighestScore = 5m },
            ],
        };
        Assert.Equal(
            [
                ("least-score-not-valid", "criteria[0].leastScore"),
                ("criterion-twice", "criteria[1].id"),
                ("title-missing", "criteria[1].title"),
                ("scale-missing", "criteria[1].highestScore"),
                ("price-not-scored", "criteria[2].highestScore"),
            ],
            CriteriaCheck.Of(method).Select(refusal => (refusal.Code, refusal.Field)));
    }

    [Fact]
    public void refuses_a_weight_of_nothing_or_less()
    {
        AwardMethod method = Real with { Criteria = [Experience with { Weight = 0m }, Technical with { Weight = -10m }, PriceCriterion with { Weight = 110m }] };
        Assert.Equal(["criteria[0].weight", "criteria[1].weight", "criteria[2].weight"], CriteriaCheck.Of(method).Select(refusal => refusal.Field));
    }

    [Fact]
    public void a_formula_gets_the_parameters_it_needs()
    {
        Criterion only = new("q", "Quality", Quality, 100m, 100m);
        Assert.Equal(["price-criterion-needed"], Codes(Real with { Criteria = [only] }));
        Assert.Equal(["price-criterion-not-used"], Codes(Real with { Price = new(FixedPrice) }));
        Assert.Equal(["best-price-missing", "highest-price-missing"], Codes(Real with { Price = new(Benchmark) }));
        Assert.Equal(["highest-price-too-low"], Codes(Real with { Price = new(Benchmark, 100m, 100m) }));
        Assert.Equal(["quality-floor-needed"], Codes(Real with { Criteria = [only], Price = new(PricePerQualityPoint) }));
        Assert.Equal(["places-too-few"], Codes(Real with { Criteria = [only], Price = new(QualityPerPrice), LeastQuality = 50m }));
        Assert.Equal(["largest-bonus-not-valid"], Codes(Real with { Criteria = [], Price = new(AdjustedPrice, LargestBonus: 1m) }));
        Assert.Equal(["criteria-missing"], Codes(Real with { Criteria = [], Price = new(FixedPrice) }));
    }

    [Fact]
    public void the_ladder_for_equal_bids_ends_with_a_draw()
    {
        Assert.Equal(["ties-without-draw"], Codes(Real with { Ties = [] }));
        Assert.Equal(["ties-without-draw"], Codes(Real with { Ties = [TieBreak.Draw, TieBreak.LowestPrice] }));
        Assert.Equal(["tie-step-twice"], Codes(Real with { Ties = [TieBreak.LowestPrice, TieBreak.LowestPrice, TieBreak.Draw] }));
        Assert.Equal(["final-offers-not-last"], Codes(Real with { Ties = [TieBreak.FinalOffers, TieBreak.LowestPrice, TieBreak.Draw] }));
        Assert.Empty(Codes(Real with { Ties = [TieBreak.LowestPrice, TieBreak.FinalOffers, TieBreak.Draw] }));
    }

    private static IEnumerable<string> Codes(AwardMethod method) => CriteriaCheck.Of(method).Select(refusal => refusal.Code);
}
