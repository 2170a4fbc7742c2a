using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class PriceDoubtsTests
{
    [Theory]
    [InlineData(40_000, 39_500, null)]
    [InlineData(40_000, 199_999.99, null)]
    [InlineData(40_000, 200_000, "it is 5 times as much")]
    [InlineData(40_000, 400_000, "it is 10 times as much")]
    [InlineData(40_000, 8_000.01, null)]
    [InlineData(40_000, 8_000, "it is a fifth or less")]
    [InlineData(40_000, 0, "is £0")]
    [InlineData(null, 999_999, null)]
    public void what_is_far_from_the_published_estimate_is_asked_about(int? estimate, decimal price, string? said)
    {
        var doubts = PriceDoubts.Of("Grounds", estimate is { } e ? new Money(e) : null, [new PriceLine("Whole lot", new Money(price))]);
        if (said is null)
            Assert.Empty(doubts);
        else
            Assert.Contains(said, Assert.Single(doubts), StringComparison.Ordinal);
    }

    [Fact]
    public void a_line_of_nothing_among_others_is_asked_about_by_its_name() =>
        Assert.Equal(
            ["The price of “Training” for “Grounds” is £0"],
            PriceDoubts.Of("Grounds", null, [new PriceLine("Planting", new Money(10)), new PriceLine("Training", Money.Zero)])
        );

    [Fact]
    public void nothing_priced_yet_is_no_doubt_and_another_currency_is_not_compared()
    {
        Assert.Empty(PriceDoubts.Of("Grounds", new Money(10), []));
        Assert.Empty(PriceDoubts.Of("Grounds", new Money(10, "EUR"), [new PriceLine("Whole lot", new Money(1000))]));
    }
}
