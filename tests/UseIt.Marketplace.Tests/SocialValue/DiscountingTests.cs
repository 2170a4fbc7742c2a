using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Tests.SocialValue;

public sealed class DiscountingTests
{
    [Fact]
    public void a_whole_life_costs_what_it_costs_now() =>
        // 100,000 now and 10,000 at the end of each of three years: 100000 + 9661.84 + 9335.11 + 9019.43.
        Assert.Equal(128_016.37m, Round(Discounting.WholeLifeCost(100_000m, [10_000m, 10_000m, 10_000m], 0m, DiscountRates.GreenBook), 2));

    [Fact]
    public void the_end_of_life_comes_with_the_last_year() =>
        Assert.Equal(902m, Round(Discounting.WholeLifeCost(0m, [0m, 0m, 0m], 1_000m, DiscountRates.GreenBook), 0));

    [Fact]
    public void a_lower_rate_starts_from_the_factor_reached()
    {
        decimal thirty = Discounting.Factor(30, DiscountRates.GreenBook);
        Assert.Equal(thirty / 1.03m, Discounting.Factor(31, DiscountRates.GreenBook));
        Assert.Equal(1m, Discounting.Factor(0, DiscountRates.GreenBook));
    }

    [Fact]
    public void a_return_tells_how_far_its_assumptions_may_slip()
    {
        SocialReturn value = new(40_000m, 20_000m);
        Assert.Equal((2m, 1m, 0.5m), (value.Ratio, value.NetRatio, value.SwitchingValue));
        Assert.Equal(24m, SocialReturn.PaybackMonths(20_000m, 10_000m));
        Assert.Equal((null, null), (new SocialReturn(1m, 0m).Ratio, SocialReturn.PaybackMonths(1m, 0m)));
    }

    [Fact]
    public void full_time_equivalents_weigh_people_by_their_hours()
    {
        Assert.Equal(2m, Hours.FullTimeEquivalents([(1m, 37.5m), (2m, 18.75m)], 37.5m));
        Assert.Null(Hours.FullTimeEquivalents([(1m, 37.5m)], 0m));
    }

    private static decimal Round(decimal value, int places) => decimal.Round(value, places, MidpointRounding.AwayFromZero);
}
