using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Tenders;
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
        var doubts = PriceDoubts.Of(
            "Grounds",
            new Estimate(estimate is { } e ? new Money(e) : null),
            [new PriceLine("Whole lot", new Money(price))]
        );
        if (said is null)
            Assert.Empty(doubts);
        else
            Assert.Contains(said, Assert.Single(doubts), StringComparison.Ordinal);
    }

    [Fact]
    public void a_line_of_nothing_among_others_is_asked_about_by_its_name() =>
        Assert.Equal(
            ["The price of “Training” for “Grounds” is £0"],
            PriceDoubts.Of("Grounds", new Estimate(), [new PriceLine("Planting", new Money(10)), new PriceLine("Training", Money.Zero)])
        );

    [Theory]
    [InlineData(480_000, "£400,000 without VAT")]
    [InlineData(48_000, null)]
    public void where_only_an_estimate_with_VAT_was_published_it_is_compared_with_VAT(int gross, string? not)
    {
        var line = new PriceLine("Whole lot", new Money(400_000), VatRate: 20);
        var doubts = PriceDoubts.Of("Grounds", new Estimate(Gross: new Money(gross)), [line]);
        if (not is not null)
            Assert.Empty(doubts);
        else
            Assert.Contains("£480,000 with VAT", Assert.Single(doubts), StringComparison.Ordinal);
        // Without the line's rate there is nothing to compare it with.
        Assert.Empty(PriceDoubts.Of("Grounds", new Estimate(Gross: new Money(gross)), [line with { VatRate = null }]));
    }

    [Fact]
    public void lines_are_held_against_their_likes()
    {
        PriceLine Mowing(decimal rate, int year, decimal vat) =>
            new("Mowing", PriceLine.AmountOf(10, new Money(rate)), null, 10, "hours", new Money(rate), year, vat);

        Assert.Equal(
            ["“Mowing” for “Grounds” costs £18 in one line and £180 in another: 10 times as much"],
            PriceDoubts.Of("Grounds", new Estimate(), [Mowing(18, 1, 20), Mowing(180, 2, 20)])
        );
        Assert.Equal(
            ["“Mowing” for “Grounds” has different VAT rates in different lines"],
            PriceDoubts.Of("Grounds", new Estimate(), [Mowing(18, 1, 20), Mowing(19, 2, 0)])
        );
        Assert.Equal(
            ["“Mowing” for “Grounds” is counted 0 times, so it costs nothing"],
            PriceDoubts.Of("Grounds", new Estimate(), [Mowing(18, 1, 20), Mowing(18, 2, 20) with { Quantity = 0, Amount = Money.Zero }])
        );
    }

    [Fact]
    public void nothing_priced_yet_is_no_doubt_and_another_currency_is_not_compared()
    {
        Assert.Empty(PriceDoubts.Of("Grounds", new Estimate(new Money(10)), []));
        Assert.Empty(PriceDoubts.Of("Grounds", new Estimate(new Money(10, "EUR")), [new PriceLine("Whole lot", new Money(1000))]));
    }
}
