namespace UseIt.Templating.Tests;

public sealed class HostFunctionTests
{
    private static readonly RenderOptions Host = new()
    {
        Functions = new Dictionary<string, Delegate>
        {
            ["pounds"] = (decimal amount) => FormattableString.Invariant($"£{amount:#,##0.00}"),
            ["greet"] = Greet,
            ["sum"] = Sum,
            ["kind_of"] = (object? value) => value?.GetType().Name ?? "nothing",
            ["plural"] = (int? count, string one) => count == 1 ? one : one + "s",
            ["fails"] = string () => throw new InvalidOperationException("sealed bid of 500"),
        },
    };

    private static string Greet(string personName, string greeting = "Dear") => $"{greeting} {personName}";

    private static int Sum(params int[] numbers) => numbers.Sum();

    [Theory]
    [InlineData("{{ 1234.5 | pounds }} {{ pounds 2 }} {{ '7' | pounds }}", "£1,234.50 £2.00 £7.00")]
    [InlineData(
        "{{ greet 'Ann' }}, {{ 'Ann' | greet 'Hello' }}, {{ greet person_name: 'Ann' greeting: 'Hi' }}",
        "Dear Ann, Hello Ann, Hi Ann"
    )]
    [InlineData("{{ sum }} {{ sum 1 2 3 }} {{ sum ^[4, 5] }} {{ 1 | sum 2 }}", "0 6 9 3")]
    [InlineData(
        "{{ kind_of null }} {{ kind_of 1 }} {{ kind_of 'x' }} {{ plural null 'bid' }} {{ plural 1 'bid' }}",
        "nothing Int32 String bids bid"
    )]
    [InlineData("{{ [1, 2] | array.each @pounds | array.join ' ' }}", "£1.00 £2.00")]
    public void arguments_become_what_the_function_declares(string template, string expected) =>
        Assert.Equal(expected, Template.Parse(template, "text").Render(null, Host));

    [Theory]
    [InlineData("{{ pounds }}", "text(1,10) : error : Invalid number of arguments `0` passed to `pounds` while expecting `1` arguments")]
    [InlineData(
        "{{ pounds 1 2 }}",
        "text(1,13) : error : Invalid number of arguments `2` passed to `pounds 1 2` while expecting `1` arguments"
    )]
    [InlineData("{{ 'x' | pounds }}", "text(1,4) : error : Unable to convert type `string` to Decimal")]
    [InlineData("{{ sum [1] }}", "text(1,8) : error : Unable to convert type `array` to Int32")]
    [InlineData("{{ fails }}", "text(1,4) : error : The function `fails` failed.")]
    public void a_wrong_call_says_where_and_nothing_of_the_hosts_words(string template, string error) =>
        Assert.Equal(error, Assert.Throws<TemplateException>(() => Template.Parse(template, "text").Render(null, Host)).Message);
}
