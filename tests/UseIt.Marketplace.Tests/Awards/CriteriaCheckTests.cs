using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using static UseIt.Marketplace.Tenders.CriterionKind;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class CriteriaCheckTests
{
    // The weights of a real notice: 30% experience, 50% technical, 20% price.
    private static readonly Criterion Experience = new(Guid.NewGuid(), Quality, "Experience", "", 30m, 5m);
    private static readonly Criterion Technical = new(Guid.NewGuid(), Quality, "Technical", "", 50m, 5m);
    private static readonly Criterion Cost = new(Guid.NewGuid(), Price, "Price", "", 20m, 0m, "F1");
    private static readonly Criterion OnlyQuality = new(Guid.NewGuid(), Quality, "Quality", "", 100m, 100m);
    private static readonly string[] Ladder = ["LowestPrice", "Draw"];

    [Fact]
    public void takes_weights_that_add_up_to_exactly_one_hundred()
    {
        AwardMethod method = AwardMethod.Of([Experience, Technical, Cost], ["highestQualityByWeight", "LowestPrice", "Draw"]).Value;
        Assert.Equal(PriceFormulaKind.LowestPriceRelative, method.Price.Kind);
        Assert.Equal([TieBreak.HighestQualityByWeight, TieBreak.LowestPrice, TieBreak.Draw], method.Ties);
        Assert.Equal((null, 2), (method.LeastQuality, method.DecimalPlaces));
    }

    [Theory]
    [InlineData(19.99, "99.99")]
    [InlineData(20.01, "100.01")]
    public void refuses_weights_that_miss_it_by_a_hundredth(double price, string sum)
    {
        Refusal? refusal = AwardMethod.Of([Experience, Technical, Cost with { Weight = (decimal)price }], Ladder).Refusal;
        Assert.Equal(("weights-not-one-hundred", "criteria"), (refusal?.Code, refusal?.Field));
        Assert.EndsWith(sum, refusal!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void names_the_field_of_each_broken_criterion()
    {
        AwardMethod method = new(
            [
                Experience with
                {
                    LeastScore = 6m,
                },
                Technical with
                {
                    CriterionId = Experience.CriterionId,
                    Title = " ",
                    MaximumScore = 0m,
                },
                Cost,
            ],
            new(PriceFormulaKind.LowestPriceRelative),
            [TieBreak.Draw]
        );
        Assert.Equal(
            [
                ("least-score-not-valid", "criteria[0].leastScore"),
                ("criterion-twice", "criteria[1].criterionId"),
                ("title-missing", "criteria[1].title"),
                ("scale-missing", "criteria[1].maximumScore"),
            ],
            CriteriaCheck.Of(method).Select(refusal => (refusal.Code, refusal.Field))
        );
    }

    [Fact]
    public void refuses_a_weight_of_nothing_or_less()
    {
        AwardMethod method = new(
            [Experience with { Weight = 0m }, Technical with { Weight = -10m }, Cost with { Weight = 110m }],
            new(PriceFormulaKind.LowestPriceRelative),
            [TieBreak.Draw]
        );
        Assert.Equal(
            ["criteria[0].weight", "criteria[1].weight", "criteria[2].weight"],
            CriteriaCheck.Of(method).Select(refusal => refusal.Field)
        );
    }

    [Fact]
    public void a_formula_gets_the_parameters_it_needs()
    {
        Criterion weightless = Cost with { Weight = 0m };
        Assert.Equal("price-formula-unknown", Code([Experience, Technical, Cost with { PriceFormula = "F11" }]));
        Assert.Equal("price-formula-unknown", Code([Experience, Technical, Cost with { PriceFormula = null }]));
        Assert.Equal("price-weight-not-used", Code([Experience, Technical, Cost with { PriceFormula = "F8" }]));
        Assert.Equal("weight-not-valid", Code([OnlyQuality, weightless]));
        Assert.Equal("price-twice", Code([Experience, Technical with { Weight = 30m }, Cost, Cost with { CriterionId = Guid.NewGuid() }]));
        Assert.Equal("best-price-missing", Code([Experience, Technical, With(Cost, "F5")]));
        Assert.Equal("highest-price-missing", Code([Experience, Technical, With(Cost, "F5", ("bestPrice", 100m))]));
        Assert.Equal("highest-price-too-low", Code([Experience, Technical, With(Cost, "F5", ("bestPrice", 100m), ("highestPrice", 100m))]));
        Assert.Null(Code([Experience, Technical, With(Cost, "F5", ("bestPrice", 100m), ("highestPrice", 100.01m))]));
        Assert.Equal("quality-floor-needed", Code([OnlyQuality, With(weightless, "F6")]));
        Assert.Null(Code([OnlyQuality, With(weightless, "F6", ("leastQuality", 50m))]));
        Assert.Equal("places-too-few", Code([OnlyQuality, With(weightless, "F7", ("leastQuality", 50m))]));
        Assert.Equal("places-not-valid", Code([OnlyQuality, With(weightless, "F6", ("leastQuality", 50m), ("decimalPlaces", 2.5m))]));
        Assert.Equal("largest-bonus-not-valid", Code([With(weightless, "F10", ("largestBonus", 1m))]));
        Assert.Null(Code([With(weightless, "F10", ("largestBonus", 0.3m))]));
        Assert.Equal("criteria-missing", Code([]));
        Assert.Null(Code([OnlyQuality]));
    }

    [Fact]
    public void the_ladder_for_equal_bids_ends_with_a_draw()
    {
        Assert.Equal("ties-without-draw", Code([OnlyQuality], []));
        Assert.Equal("ties-without-draw", Code([OnlyQuality], "Draw", "LowestPrice"));
        Assert.Equal("tie-step-twice", Code([OnlyQuality], "LowestPrice", "LowestPrice", "Draw"));
        Assert.Equal("final-offers-not-last", Code([OnlyQuality], "FinalOffers", "LowestPrice", "Draw"));
        Assert.Equal("tie-step-unknown", Code([OnlyQuality], "Favourite", "Draw"));
        Assert.Equal("tie-step-unknown", Code([OnlyQuality], "4"));
        Assert.Null(Code([OnlyQuality], "LowestPrice", "FinalOffers", "Draw"));
    }

    private static Criterion With(Criterion price, string formula, params (string Name, decimal Value)[] parameters) =>
        price with
        {
            PriceFormula = formula,
            Parameters = parameters.ToDictionary(),
        };

    private static string? Code(IReadOnlyList<Criterion> criteria) => Code(criteria, Ladder);

    private static string? Code(IReadOnlyList<Criterion> criteria, params string[] ladder) =>
        AwardMethod.Of(criteria, ladder).Refusal?.Code;
}
