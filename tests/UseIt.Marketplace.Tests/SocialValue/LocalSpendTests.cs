using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.SocialValue;

public sealed class LocalSpendTests
{
    private static readonly LocalArea Greater = new("Greater Icknield and Smethwick", ["B16", "B18", "B66", "B67 5"]);

    [Theory]
    [InlineData("B18 7AA", true)]
    [InlineData("b187aa", true)]
    [InlineData("B67 5QQ", true)]
    [InlineData("B67 6QQ", false)]
    [InlineData("B1 1AA", false)]
    [InlineData("WV1 1AA", false)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("B18", null)]
    [InlineData("Birmingham", null)]
    [InlineData("10115", null)]
    public void a_postcode_lies_in_the_area_or_not_or_cannot_be_placed(string? postcode, bool? inside) =>
        Assert.Equal(inside, Greater.Holds(postcode));

    [Fact]
    public void an_area_of_letters_alone_holds_all_its_districts_and_no_others()
    {
        var area = new LocalArea("Birmingham's postcodes", ["B"]);
        Assert.True(area.Holds("B1 1AA"));
        Assert.False(area.Holds("BD1 1AA"));
    }

    [Fact]
    public void what_cannot_be_placed_stands_beside_the_share_and_never_in_it()
    {
        var spend = LocalSpend.Of(
            [
                new(new Money(1_000.10m), "B18 7AA"),
                new(new Money(2_000.20m), "WV1 1AA"),
                new(new Money(500m), null),
                new(new Money(70m, "EUR"), "B18 7AA"),
            ],
            Greater
        );
        Assert.Equal(new LocalSpend(1_000.10m, 3_000.30m, 500m, 1), spend);
        Assert.Equal(3_500.30m, spend.Paid);
        Assert.Equal(33.333333m, spend.Share);
    }

    [Fact]
    public void a_refund_is_taken_off_and_where_nothing_is_placed_there_is_no_share()
    {
        Assert.Equal(60m, LocalSpend.Of([new(new Money(100m), "B18 7AA"), new(new Money(-40m), "B18 7AA")], Greater).Local);
        Assert.Null(LocalSpend.Of([new(new Money(100m), "elsewhere")], Greater).Share);
    }
}
