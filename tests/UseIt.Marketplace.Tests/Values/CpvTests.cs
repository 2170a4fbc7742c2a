using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Values;

public sealed class CpvTests
{
    [Theory]
    [InlineData("85312310-5", "Guidance services")]
    [InlineData("77310000", "Planting and maintenance services of green areas")]
    public void a_code_has_its_title_with_or_without_its_check_digit(string code, string title) => Assert.Equal(title, Cpv.Title(code));

    [Fact]
    public void the_catch_all_of_other_lists_is_no_code() => Assert.Null(Cpv.Title("99999999-9"));

    [Fact]
    public void there_are_45_divisions() => Assert.Equal(45, Cpv.All.Keys.Select(k => k[..2]).Distinct().Count());

    [Theory]
    [InlineData("85000000-9", "85")]
    [InlineData("80000000-4", "80")]
    [InlineData("85312310", "8531231")]
    [InlineData("85", "85")]
    public void a_code_means_all_below_it(string code, string prefix) => Assert.Equal(prefix, Cpv.Prefix(code));

    [Theory]
    [InlineData("45000000", "works")]
    [InlineData("48000000", "goods")]
    [InlineData("03000000", "goods")]
    [InlineData("85000000", "services")]
    public void a_division_is_works_goods_or_services(string code, string category) => Assert.Equal(category, Cpv.Category(code));
}
