using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Tests.SocialValue;

public sealed class CarbonValueTests
{
    [Fact]
    public void a_tonne_has_the_value_published_for_its_year() =>
        Assert.Equal(new CarbonValue(126.6m, 253.19m, 379.79m), CarbonValue.OfTonneIn(2020));

    [Fact]
    public void tonnes_are_valued_exactly_and_a_year_that_was_not_published_is_unknown()
    {
        Assert.Equal(new CarbonValue(1_063.44m, 2_126.796m, 3_190.236m), CarbonValue.Of(8.4m, 2020));
        Assert.Null(CarbonValue.Of(8.4m, 2019));
        Assert.Equal(0.0125m, CarbonValue.Tonnes(12.5m));
    }
}
