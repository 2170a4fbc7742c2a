using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

public sealed class TypedTests
{
    [Theory]
    [InlineData("12:00", "2027-01-15T12:00:00Z")]
    [InlineData(" 5pm ", "2027-01-15T17:00:00Z")]
    [InlineData("5.30 p.m.", "2027-01-15T17:30:00Z")]
    [InlineData("12am", "2027-01-15T00:00:00Z")]
    [InlineData("Midday", "2027-01-15T12:00:00Z")]
    public void a_time_is_read_as_people_write_it(string typed, string instant) =>
        Assert.Equal(
            DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture),
            Typed.Moment(new(2027, 1, 15), typed, "time").Value
        );

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("25:00")]
    [InlineData("13pm")]
    [InlineData("12:60")]
    [InlineData("at noon")]
    public void a_time_that_could_mean_two_things_or_none_is_asked_again(string typed) =>
        Assert.Equal(
            ("time-wrong", "time"),
            (Typed.Moment(new(2027, 1, 15), typed, "time").Refusal!.Code, Typed.Moment(new(2027, 1, 15), typed, "time").Refusal!.Field)
        );

    [Fact]
    public void in_the_hour_that_comes_twice_the_time_says_which()
    {
        var day = new DateOnly(2026, 10, 25);
        Assert.Contains("Write BST or GMT", Typed.Moment(day, "1:30", "time").Refusal!.Sentence, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 0, 30, 0, TimeSpan.Zero), Typed.Moment(day, "1:30 BST", "time").Value);
        Assert.Equal(new DateTimeOffset(2026, 10, 25, 1, 30, 0, TimeSpan.Zero), Typed.Moment(day, "1:30 gmt", "time").Value);
    }

    [Theory]
    [InlineData("£25,000.50", 25000.50)]
    [InlineData("1 200", 1200)]
    [InlineData("40 %", 40)]
    [InlineData("1,234,567.5", 1234567.5)]
    [InlineData("-£5", -5)]
    [InlineData(".5", 0.5)]
    [InlineData("7.", 7)]
    public void a_number_is_read_as_people_write_it(string typed, decimal number)
    {
        Assert.True(Typed.Number(typed, out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData("12,50")]
    [InlineData("12,5")]
    [InlineData("1,2,3")]
    [InlineData("1.234,56")]
    [InlineData("1 200,75")]
    [InlineData("12.5.0")]
    [InlineData("1,2345")]
    [InlineData("1e5")]
    [InlineData("£")]
    [InlineData("--5")]
    public void a_number_that_could_mean_two_things_is_asked_back(string typed) => Assert.False(Typed.Number(typed, out _));

    [Fact]
    public void what_is_no_number_is_not_taken_for_one()
    {
        Assert.False(Typed.Number("about forty", out _));
        Assert.True(Typed.Number("  ", out var nothing));
        Assert.Null(nothing);
    }
}
