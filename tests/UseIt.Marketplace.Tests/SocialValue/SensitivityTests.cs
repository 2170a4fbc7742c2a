using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Tests.SocialValue;

public sealed class SensitivityTests
{
    // The constructed vector SROI-1: ratio 1.623204.
    private static readonly ValuedOutcome Jobs = new(20, 1_500m, 0.25m, 0.1m, 0.3m, 0.2m, 3);
    private static readonly IReadOnlyList<SensitivityRow> Rows = Sensitivity.Of([Jobs], 20_000m, DiscountRates.GreenBook);

    public static TheoryData<Assumption> Assumptions() => [.. Enum.GetValues<Assumption>()];

    [Fact]
    public void every_assumption_is_varied_alone()
    {
        Assert.Equal(Enum.GetValues<Assumption>(), Rows.Select(r => r.Assumption));
        var proxy = Rows.Single(r => r.Assumption == Assumption.Proxy);
        // Four fifths and six fifths of the ratio.
        Assert.Equal((1.2986m, 1.9478m), (decimal.Round(proxy.LowRatio!.Value, 4), decimal.Round(proxy.HighRatio!.Value, 4)));
        var deadweight = Rows.Single(r => r.Assumption == Assumption.Deadweight);
        // 0.55 / 0.75 and 0.95 / 0.75 of it.
        Assert.Equal((1.1903m, 2.0561m), (decimal.Round(deadweight.LowRatio!.Value, 4), decimal.Round(deadweight.HighRatio!.Value, 4)));
    }

    [Theory]
    [MemberData(nameof(Assumptions))]
    public void at_the_switching_value_the_ratio_is_1(Assumption assumption)
    {
        var at = Rows.Single(r => r.Assumption == assumption).SwitchingValue!.Value;
        var ratio = SocialReturn.Of([Sensitivity.With(Jobs, assumption, at)], 20_000m, DiscountRates.GreenBook).Ratio!.Value;
        Assert.Equal(1m, decimal.Round(ratio, 12));
    }

    [Fact]
    public void where_no_value_of_one_assumption_brings_the_ratio_to_1_there_is_no_switching_value()
    {
        // Either of two alone is worth more than was put in, whatever the other is.
        Assert.All(Sensitivity.Of([Jobs, Jobs], 20_000m, DiscountRates.GreenBook), r => Assert.Null(r.SwitchingValue));
        // Far too dear: not even all of it would pay back.
        var dear = Sensitivity.Of([Jobs], 2_000_000m, DiscountRates.GreenBook);
        Assert.All(dear.Where(r => r.Assumption > Assumption.Proxy), r => Assert.Null(r.SwitchingValue));
        Assert.Null(Sensitivity.Of([Jobs], 0m, DiscountRates.GreenBook)[0].LowRatio);
    }
}
