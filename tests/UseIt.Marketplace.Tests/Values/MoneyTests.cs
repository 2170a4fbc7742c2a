using System.Text.Json;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Values;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("1234.5", "GBP", "£1,234.50")]
    [InlineData("0", "GBP", "£0")]
    [InlineData("-12000", "GBP", "-£12,000")]
    [InlineData("0.125", "GBP", "£0.125")]
    [InlineData("40465.20", "EUR", "€40,465.20")]
    [InlineData("10", "SEK", "SEK 10")]
    public void is_shown_as_people_write_it(string amount, string currency, string shown) =>
        Assert.Equal(shown, new Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency).ToString());

    [Fact]
    public void is_written_as_an_OCDS_value() =>
        Assert.Equal("""{"amount":33721.10,"currency":"GBP"}""", JsonSerializer.Serialize(new Money(33721.10m)));

    [Theory]
    [InlineData("0.1")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("-40465.20")]
    public void comes_back_from_json_exactly(string amount)
    {
        Money money = new(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), "EUR");
        Assert.Equal(money, JsonSerializer.Deserialize<Money>(JsonSerializer.Serialize(money)));
    }

    [Fact]
    public void reads_an_OCDS_value_with_more_fields_in_another_order() =>
        Assert.Equal(new Money(33721m), JsonSerializer.Deserialize<Money>("""{"currency":"GBP","amountGross":{"x":[1]},"amount":33721}"""));

    [Theory]
    [InlineData("""{"amount":10}""")]
    [InlineData("""{"currency":"GBP"}""")]
    [InlineData("""{"amount":"10","currency":"GBP"}""")]
    [InlineData("""{"amount":10,"currency":"pounds"}""")]
    [InlineData("""{"amount":1e40,"currency":"GBP"}""")]
    [InlineData("10")]
    public void refuses_json_that_leaves_something_open(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Money>(json));

    [Fact]
    public void nothing_said_is_no_pounds()
    {
        Assert.Equal(new Money(0m), default);
        Assert.Equal("GBP", default(Money).Currency);
        Assert.Equal(new Money(0m, "GBP").GetHashCode(), Money.Zero.GetHashCode());
    }

    [Fact]
    public void adds_and_compares_only_within_one_currency()
    {
        Assert.Equal(new Money(30m), new Money(10m) + new Money(20m));
        Assert.Equal(new Money(-10m), new Money(10m) - new Money(20m));
        Assert.True(new Money(10m) < new Money(10.01m));
        Assert.Throws<InvalidOperationException>(() => new Money(1m) + new Money(1m, "EUR"));
        Assert.Throws<InvalidOperationException>(() => new Money(1m) < new Money(1m, "EUR"));
        Assert.Throws<InvalidOperationException>(() => Money.Sum([new Money(1m, "EUR"), new Money(1m)]));
        Assert.Equal(new Money(3m, "EUR"), Money.Sum([new Money(1m, "EUR"), new Money(2m, "EUR")]));
    }

    [Fact]
    public void a_payment_split_among_three_members_loses_no_penny() =>
        Assert.Equal([new Money(33.34m), new Money(33.33m), new Money(33.33m)], new Money(100m).Split([1m, 1m, 1m]));

    [Fact]
    public void a_credit_note_is_split_like_the_invoice_it_takes_back() =>
        Assert.Equal(new Money(100m).Split([50m, 30m, 20m, 7m]).Select(part => -part), new Money(-100m).Split([50m, 30m, 20m, 7m]));
}
