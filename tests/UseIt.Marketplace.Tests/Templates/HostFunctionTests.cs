using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Tests.Templates;

public sealed class HostFunctionTests
{
    private static readonly Dictionary<string, Delegate> Functions = new()
    {
        ["pounds"] = (decimal amount) => FormattableString.Invariant($"£{amount:#,##0.00}"),
        ["greet"] = Greet,
        ["sum"] = Sum,
        ["kind_of"] = (object? value) => value?.GetType().Name ?? "nothing",
        ["plural"] = (int? count, string one) => count == 1 ? one : one + "s",
        ["fails"] = string () => throw new InvalidOperationException("sealed bid of 500"),
        ["refuses"] = string (string bid) => throw new ArgumentException("sealed bid of 500", nameof(bid)),
    };

    private static string Greet(string person, string greeting = "Dear") => $"{greeting} {person}";

    private static int Sum(params int[] numbers) => numbers.Sum();

    private static string Render(string template) => new Rendering { Functions = Functions }.Render(TemplateSource.Parse(template, "text"));

    [Theory]
    [InlineData("{{ 1234.5 | pounds }} {{ pounds 2 }}", "£1,234.50 £2.00")]
    [InlineData("{{ greet 'Ann' }}, {{ 'Ann' | greet 'Hello' }}, {{ greet person: 'Ann' greeting: 'Hi' }}", "Dear Ann, Hello Ann, Hi Ann")]
    [InlineData("{{ sum }} {{ sum 1 2 3 }} {{ sum ^[4, 5] }} {{ 1 | sum 2 }}", "0 6 9 3")]
    [InlineData(
        "{{ kind_of null }} {{ kind_of 1 }} {{ kind_of 'x' }} {{ plural null 'bid' }} {{ plural 1 'bid' }}",
        "nothing Int32 String bids bid"
    )]
    [InlineData("{{ [1, 2] | array.each @pounds | array.join ' ' }}", "£1.00 £2.00")]
    public void arguments_become_what_the_function_declares(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData("{{ pounds }}", "text(1,10) : error : Invalid number of arguments `0` passed to `pounds` while expecting `1` arguments")]
    [InlineData("{{ pounds 1 2 }}", "text(1,4) : error : Argument index must be < 1 (Parameter 'index')")]
    [InlineData("{{ 'x' | pounds }}", "text(1,4) : error : Unable to convert type `string` to `decimal`")]
    [InlineData("{{ sum [1] }}", "text(1,8) : error : Unable to convert type `array` to int")]
    [InlineData("{{ fails }}", "text(1,4) : error : The function `fails` failed.")]
    [InlineData("{{ 1\nrefuses 'x' }}", "text(2,1) : error : The function `refuses` failed.")]
    [InlineData("{{ ['x'] | array.each @refuses }}", "text(1,12) : error : The function `refuses` failed.")]
    public void a_wrong_call_says_where_and_nothing_of_the_hosts_words(string template, string error)
    {
        var thrown = Assert.Throws<TemplateException>(() => Render(template));

        Assert.Equal(error, thrown.Message);
        Assert.DoesNotContain("sealed bid", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void a_rendering_cannot_change_the_functions_of_the_next()
    {
        Assert.Equal("1", Render("{{ pounds = 1; pounds }}"));
        Assert.Equal("2026", Render("{{ date.format = '%Y'; '2026-06-26' | date.parse }}"));

        Assert.Equal("26 Jun 2026 £1.00", Render("{{ '2026-06-26' | date.parse }} {{ pounds 1 }}"));
    }

    [Theory]
    [InlineData("{{ date.now | date.to_string '%F %H:%M' }}", "2026-06-26 13:00")]
    [InlineData(
        "{{ date.utc_now | date.to_string '%F %H:%M' }} {{ date.utc_now | uk_time }}",
        "2026-06-26 12:00 1:00pm on Friday 26 June 2026"
    )]
    public void the_clock_is_the_hosts(string template, string expected) =>
        Assert.Equal(
            expected,
            new Rendering(new London()) { Functions = TemplateFunctions.All }.Render(TemplateSource.Parse(template, "text"))
        );

    [Fact]
    public void numbers_are_exact_and_written_the_same_everywhere()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo("de-DE");
        try
        {
            Assert.Equal(
                "0.3 1,234.50 26 Jun 2026",
                Render("{{ 0.1 + 0.2 }} {{ 1234.5 | math.format 'N2' }} {{ date.parse '2026-06-26' }}")
            );
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    private sealed class London : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

        public override DateTimeOffset GetUtcNow() => new(2026, 6, 26, 12, 0, 0, TimeSpan.Zero);
    }
}
