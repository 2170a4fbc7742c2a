using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Values;

public sealed class FractionTests
{
    [Fact]
    public void a_third_three_times_is_one_which_decimals_cannot_say()
    {
        Assert.Equal(Fraction.One, Fraction.One / 3 * 3);
        Assert.NotEqual(1m, 1m / 3m * 3m);
    }

    [Theory]
    [InlineData("0.005", 2, "0.01")]
    [InlineData("-0.005", 2, "-0.01")]
    [InlineData("0.00499999999999999999999999", 2, "0")]
    [InlineData("81.933", 1, "81.9")]
    [InlineData("79228162514264337593543950335", 0, "79228162514264337593543950335")]
    [InlineData("-0.0000000000000000000000000001", 28, "-0.0000000000000000000000000001")]
    public void rounds_halves_away_from_zero(string value, int places, string expected) =>
        Assert.Equal(Decimal(expected), Fraction.Of(Decimal(value)).ToDecimal(places));

    [Fact]
    public void nothing_is_zero()
    {
        Assert.Equal(Fraction.Zero, default);
        Assert.Equal(Fraction.Of(5m), default(Fraction) + 5m);
        Assert.Throws<DivideByZeroException>(() => Fraction.One / default(Fraction));
    }

    [Fact]
    public void compares_and_floors_below_zero_too()
    {
        Assert.True(Fraction.Of(-1m) / 3 < Fraction.Zero);
        Assert.Equal(Fraction.Of(-1m), (Fraction.Of(-1m) / 3).Floor());
        Assert.True(Fraction.Of(2m) / 3 > Fraction.Of(0.6666666666666666666666666666m));
    }

    private static decimal Decimal(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
