using System.Text.Json;
using UseIt.Marketplace.Templates;

namespace UseIt.Marketplace.Tests.Templates;

public sealed class ModelTests
{
    private enum Stage
    {
        Planning,
        OpenForBids,
    }

    private sealed record Lot(string Title, decimal EstimatedValue);

    private sealed record Tender(
        string Title,
        IReadOnlyList<Lot> Lots,
        Stage Stage,
        DateTimeOffset ClosesAt,
        DateOnly PublishedOn,
        IReadOnlyDictionary<string, int> BidsPerLot
    )
    {
        public int? Missing => null;

        internal string Secret => "secret";

        public string WriteOnly { private get; init; } = "hidden";

        public static string Shared => "static";

        public string this[int index] => "indexer";

        public string Method() => "method";

        public string Note { get; set; } = "";

        public string Failing => throw new InvalidOperationException("the reserve price is 500");
    }

    private static readonly Tender Grounds = new(
        "Grounds <maintenance>",
        [new("Parks", 1234.50m), new("Streets", 20m)],
        Stage.OpenForBids,
        new DateTimeOffset(2026, 6, 26, 17, 0, 0, TimeSpan.FromHours(1)),
        new DateOnly(2026, 5, 1),
        new Dictionary<string, int> { ["Parks"] = 3 }
    );

    private static string Render(string template, object? model = null) =>
        new Rendering { Functions = TemplateFunctions.All }.Render(TemplateSource.Parse(template, "text"), model ?? new { t = Grounds });

    [Theory]
    [InlineData(
        "{{ t.title }} {{ t.lots.size }} {{ t.lots[1].title }} {{ t.lots[0].estimated_value }}",
        "Grounds <maintenance> 2 Streets 1234.50"
    )]
    [InlineData("{{ t.stage }} {{ t.bids_per_lot.Parks }} {{ t.bids_per_lot['Parks'] }}", "OpenForBids 3 3")]
    [InlineData(
        "{{ t.closes_at | uk_time }} {{ t.closes_at.year }} {{ t.published_on | uk_date }}",
        "5:00pm on Friday 26 June 2026 2026 Friday 1 May 2026"
    )]
    [InlineData(
        "{{ for lot in t.lots }}{{ lot.title }} {{ end }}{{ t.lots | array.map 'estimated_value' | array.sort | array.first }}",
        "Parks Streets 20"
    )]
    [InlineData("{{ t.lots[0].estimated_value * 2 }} {{ t.lots[0] | object.keys }}", "2469.00 [\"title\", \"estimated_value\"]")]
    [InlineData("{{ t.missing ?? 'Not recorded' }}|{{ t.title2 }}", "Not recorded|")]
    public void properties_are_read_in_snake_case(string template, string expected) => Assert.Equal(expected, Render(template));

    [Fact]
    public void a_variable_that_is_not_there_is_a_mistake() =>
        Assert.Equal(
            "text(2,4) : error : The variable or function `tender` was not found",
            Assert.Throws<TemplateException>(() => Render("text\n{{ tender.title }}")).Message
        );

    [Theory]
    [InlineData(
        "{{ t.secret }}{{ t.write_only }}{{ t.shared }}{{ t.method }}{{ t.get_type }}{{ t.item }}{{ t.Title }}{{ t['equality_contract'] }}{{ t[0] }}"
    )]
    [InlineData(
        "{{ type.assembly }}{{ type.full_name }}{{ t.title.get_type }}{{ action.method }}{{ action.target }}{{ exception.target_site }}"
    )]
    [InlineData("{{ stream.position }}{{ thread.name }}{{ process.id }}{{ assembly.location }}")]
    public void nothing_else_of_a_model_is_reached(string template)
    {
        var model = new Dictionary<string, object?>
        {
            ["t"] = Grounds,
            ["type"] = typeof(string),
            ["exception"] = new InvalidOperationException(),
            ["stream"] = new MemoryStream(),
            ["thread"] = Thread.CurrentThread,
            ["process"] = System.Diagnostics.Process.GetCurrentProcess(),
            ["assembly"] = typeof(string).Assembly,
            ["action"] = (Action)(() => { }),
        };

        Assert.Equal("", Render(template, model));
    }

    [Theory]
    [InlineData("{{ t.title = 'changed' }}")]
    [InlineData("{{ t.lots[0] = 1 }}")]
    [InlineData("{{ t.lots[5] = 1 }}")]
    [InlineData("{{ t.note = 'changed' }}")]
    [InlineData("{{ t.bids_per_lot.Parks = 2 }}")]
    [InlineData("{{ t.bids_per_lot['Parks'] = 2 }}")]
    [InlineData("{{ numbers.one = 2 }}")]
    [InlineData("{{ numbers['two'] = 2 }}")]
    [InlineData("{{ t.method() }}")]
    public void a_template_changes_and_calls_nothing_of_a_model(string template)
    {
        var numbers = new Dictionary<string, object?> { ["one"] = 1 };
        var thrown = Record.Exception(() => Render(template, new Dictionary<string, object?> { ["t"] = Grounds, ["numbers"] = numbers }));

        Assert.IsType<TemplateException>(thrown);
        Assert.Equal(1, Assert.Single(numbers).Value);
        Assert.Equal(
            ("Grounds <maintenance>", "Parks", 2, "", 3),
            (Grounds.Title, Grounds.Lots[0].Title, Grounds.Lots.Count, Grounds.Note, Grounds.BidsPerLot["Parks"])
        );
    }

    [Fact]
    public void a_property_that_throws_ends_in_an_error_without_its_words()
    {
        var thrown = Assert.Throws<TemplateException>(() => Render("{{ t.failing }}"));

        Assert.Equal("text(1,6) : error : The member `failing` could not be read.", thrown.Message);
        Assert.DoesNotContain(
            "500",
            Assert.Throws<TemplateException>(() => Render("{{ title }}", Grounds)).ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void an_endless_sequence_ends_at_the_loop_limit()
    {
        static IEnumerable<int> Endless()
        {
            for (var i = 0; ; i++)
                yield return i;
        }

        var thrown = Assert.Throws<TemplateException>(() =>
            Render("{{ for i in numbers; end }}", new Dictionary<string, object?> { ["numbers"] = Endless() })
        );

        Assert.Contains("iteration limit `1000000`", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void json_is_a_model_too()
    {
        var json = JsonDocument
            .Parse(
                """{"lots":[{"value":1234.50,"isOpen":true}],"title":"Parks","tenth":0.1,"price":{"amount":2,"currency":"GBP"},"none":null}"""
            )
            .RootElement;

        Assert.Equal(
            "Parks 1234.50 617.25 true 0.3 £2.00 none",
            Render(
                "{{ title }} {{ lots[0].value }} {{ lots[0].value / 2 }} {{ lots[0].isOpen }} {{ tenth * 3 }} {{ price | money }} {{ none ?? 'none' }}",
                json
            )
        );
    }

    [Fact]
    public void a_number_that_cannot_be_exact_is_refused() =>
        Assert.Contains(
            "could not be rendered",
            Assert.Throws<TemplateException>(() => Render("", JsonDocument.Parse("""{"x":1e999}""").RootElement)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void a_template_renders_on_many_threads_at_once()
    {
        var template = TemplateSource.Parse(
            "{{ func double(x); ret x * 2; end; for i in 1..20; double i; array.cycle ['a','b']; end }}",
            "text"
        );
        var results = Enumerable.Range(0, 64).AsParallel().Select(_ => new Rendering().Render(template)).Distinct();

        Assert.Single(results);
    }
}
