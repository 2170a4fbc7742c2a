using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.SocialValue;

public sealed class LeastWeightTests
{
    [Theory]
    [InlineData("2026-12-31", 4_999_999, 10)]
    [InlineData("2027-01-01", 999_999.99, null)]
    [InlineData("2027-01-01", 1_000_000, 10)]
    [InlineData("2027-01-01", 4_999_999.99, 10)]
    [InlineData("2027-01-01", 5_000_000, 20)]
    [InlineData("2020-12-31", 5_000_000, null)]
    public void follows_the_note_in_force_when_the_procurement_starts(string starts, double value, int? percent) =>
        Assert.Equal(
            percent,
            LeastWeight
                .For(true, DateOnly.Parse(starts, System.Globalization.CultureInfo.InvariantCulture), new Money((decimal)value))
                .Value
        );

    [Fact]
    public void a_council_or_hospital_chooses_its_own_weight() => Assert.Null(LeastWeight.For(false, null, null).Value);

    [Fact]
    public void a_missing_fact_is_asked_and_never_assumed()
    {
        Assert.Equal("boundByNotes", LeastWeight.For(null, new(2027, 1, 1), new Money(1m)).Refusal?.Field);
        Assert.Equal("starts", LeastWeight.For(true, null, new Money(1m)).Refusal?.Field);
        Assert.Equal("estimate", LeastWeight.For(true, new(2027, 1, 1), null).Refusal?.Field);
        Assert.Equal(10m, LeastWeight.For(true, new(2026, 6, 1), null).Value);
    }
}
