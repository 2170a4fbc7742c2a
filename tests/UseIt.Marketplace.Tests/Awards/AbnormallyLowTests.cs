using UseIt.Marketplace.Awards;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class AbnormallyLowTests
{
    private static readonly Guid[] Bids = [.. Enumerable.Range(1, 4).Select(i => new Guid($"00000000-0000-0000-0000-00000000000{i}"))];

    [Fact]
    public void flags_forty_percent_below_the_mean_of_the_others()
    {
        // The mean of 90 and 110 is 100: 60 is exactly 40% below it and 60.01 is not; both are 30% or more below 90.
        Assert.Equal([Bids[0]], new AbnormallyLow(BelowNext: 1m).Among(Prices(60m, 90m, 110m)));
        Assert.Empty(new AbnormallyLow(BelowNext: 1m).Among(Prices(60.01m, 90m, 110m)));
    }

    [Fact]
    public void flags_thirty_percent_below_the_next()
    {
        Assert.Equal([Bids[0]], new AbnormallyLow(BelowMeanOfOthers: 1m).Among(Prices(70m, 100m, 101m)));
        Assert.Empty(new AbnormallyLow(BelowMeanOfOthers: 1m).Among(Prices(70.01m, 100m, 101m)));
    }

    [Fact]
    public void does_not_flag_a_bid_alone_or_equal_bids()
    {
        Assert.Empty(new AbnormallyLow().Among(Prices(70m)));
        Assert.Empty(new AbnormallyLow().Among(Prices(70m, 70m)));
        Assert.Empty(new AbnormallyLow().Among(Prices(0m, 0m)));
    }

    private static Dictionary<Guid, decimal> Prices(params decimal[] prices) =>
        prices.Select((price, i) => (Bids[i], price)).ToDictionary();
}
