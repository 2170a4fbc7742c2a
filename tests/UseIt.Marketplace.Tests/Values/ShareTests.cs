using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Values;

public sealed class ShareTests
{
    [Fact]
    public void three_equal_members_share_exactly_one_hundred() =>
        Assert.Equal([33.34m, 33.33m, 33.33m], Share.SplitEqually(3).Select(share => share.Percent));

    [Fact]
    public void the_hundredth_left_over_goes_to_whoever_lost_most() =>
        // 1/6, 1/3, 1/2 of 100 are 16.666..., 33.333... and 50: the first lost 0.00666..., more than the second.
        Assert.Equal([16.67m, 33.33m, 50m], Share.Split([1m, 2m, 3m]).Select(share => share.Percent));

    [Fact]
    public void any_split_adds_up_to_exactly_one_hundred()
    {
        Random random = new(20260601);
        for (int round = 0; round < 2_000; round++)
        {
            decimal[] weights = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => random.Next(0, 1_000_000) / 7m)];
            if (weights.All(weight => weight == 0))
                continue;
            IReadOnlyList<Share> shares = Share.Split(weights);
            Assert.True(Share.AddUpToWhole(shares));
            for (int i = 0; i < weights.Length; i++)
                Assert.True(Math.Abs(shares[i].Percent - weights[i] * 100m / weights.Sum()) < 0.01m);
        }
    }

    [Fact]
    public void shares_that_miss_one_hundred_by_a_hundredth_do_not_add_up()
    {
        Assert.True(Share.AddUpToWhole([new(33.34m), new(33.33m), new(33.33m)]));
        Assert.False(Share.AddUpToWhole([new(33.33m), new(33.33m), new(33.33m)]));
        Assert.False(Share.AddUpToWhole([]));
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(100.01)]
    [InlineData(33.333)]
    public void refuses_what_is_not_a_share_and_names_the_field(double percent)
    {
        Answer<Share> answer = Share.Ask((decimal)percent, "members[2].share");
        Assert.Equal(("share-not-valid", "members[2].share"), (answer.Refusal?.Code, answer.Refusal?.Field));
    }

    [Fact]
    public void is_a_plain_number_in_json()
    {
        Assert.Equal("33.34", JsonSerializer.Serialize(new Share(33.34m)));
        Assert.Equal(new Share(33.34m), JsonSerializer.Deserialize<Share>("33.34"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Share>("33.345"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Share>("\"33.34\""));
    }

    [Fact]
    public void the_part_of_a_price_is_exact() => Assert.Equal(41.675m, new Share(33.34m).Of(125m));
}
