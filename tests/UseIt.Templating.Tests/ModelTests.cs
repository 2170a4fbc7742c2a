using System.Text.Json;

namespace UseIt.Templating.Tests;

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
        public string HTMLLink => "<a>";

        public int? Missing => null;

        internal string Secret => "secret";

        public string WriteOnly { private get; init; } = "hidden";

        public static string Shared => "static";

        public string this[int index] => "indexer";

        public string Method() => "method";

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

    private static string Render(string template, object? model = null, RenderOptions? options = null) =>
        Template.Parse(template, "text").Render(model ?? Grounds, options ?? new RenderOptions());

    [Theory]
    [InlineData("{{ title }} {{ lots.size }} {{ lots[1].title }} {{ lots[0].estimated_value }}", "Grounds <maintenance> 2 Streets 1234.50")]
    [InlineData(
        "{{ html_link }} {{ stage }} {{ stage == 'OpenForBids' }} {{ bids_per_lot.Parks }} {{ bids_per_lot['Parks'] }}",
        "<a> OpenForBids true 3 3"
    )]
    [InlineData(
        "{{ closes_at }} {{ closes_at | date.to_string '%H:%M %Z' }} {{ closes_at.year }} {{ published_on | date.to_string '%F' }}",
        "26 Jun 2026 17:00 +01:00 2026 2026-05-01"
    )]
    [InlineData(
        "{{ for lot in lots }}{{ lot.title }} {{ end }}{{ lots | array.map 'estimated_value' | array.sort | array.first }}",
        "Parks Streets 20"
    )]
    [InlineData("{{ with lots[0] }}{{ title }} {{ estimated_value * 2 }}{{ end }}", "Parks 2469.00")]
    [InlineData("{{ lots[0] | object.keys }} {{ lots[0] | object.has_key 'title' }}", "[\"title\", \"estimated_value\"] true")]
    [InlineData("{{ lots[0] | object.to_json }}", "{\"title\":\"Parks\",\"estimated_value\":1234.50}")]
    [InlineData("{{ missing ?? 'Not recorded' }}|{{ title2 }}", "Not recorded|")]
    public void properties_are_read_in_snake_case(string template, string expected) => Assert.Equal(expected, Render(template));

    [Theory]
    [InlineData(
        "{{ t.secret }}{{ t.write_only }}{{ t.shared }}{{ t.method }}{{ t.get_type }}{{ t.item }}{{ t.Title }}{{ t['equality_contract'] }}"
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
            ["action"] = (Action)(() => { }),
            ["exception"] = new InvalidOperationException(),
            ["stream"] = new MemoryStream(),
            ["thread"] = Thread.CurrentThread,
            ["process"] = System.Diagnostics.Process.GetCurrentProcess(),
            ["assembly"] = typeof(string).Assembly,
        };

        Assert.Equal("", Render(template, model));
    }

    [Theory]
    [InlineData("{{ t.title = 'changed' }}", "text(1,6) : error : Cannot set a value for the readonly member: t.title")]
    [InlineData("{{ t.lots[0] = 1 }}", "text(1,11) : error : Cannot set a value for the readonly member `0` in the indexer: t.lots[0]")]
    [InlineData("{{ numbers.one = 2 }}", "text(1,12) : error : Cannot set a value for the readonly member: numbers.one")]
    [InlineData("{{ t.method() }}", "text(1,4) : error : The function `t.method` was not found")]
    public void a_template_changes_and_calls_nothing_of_a_model(string template, string error)
    {
        var numbers = new Dictionary<string, object?> { ["one"] = 1 };
        var thrown = Assert.Throws<TemplateException>(() =>
            Render(template, new Dictionary<string, object?> { ["t"] = Grounds, ["numbers"] = numbers })
        );

        Assert.Equal(error, thrown.Message);
        Assert.Equal(1, numbers["one"]);
    }

    [Fact]
    public void a_property_that_throws_ends_in_an_error_without_its_words()
    {
        var thrown = Assert.Throws<TemplateException>(() => Render("{{ t.failing }}", new Dictionary<string, object?> { ["t"] = Grounds }));

        Assert.Equal("text(1,4) : error : The member `failing` could not be read.", thrown.Message);
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

        Assert.Contains("iteration limit `1000`", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void json_is_a_model_too()
    {
        var json = JsonDocument.Parse("""{"lots":[{"value":1234.50}],"title":"Parks"}""").RootElement;

        Assert.Equal("Parks 1234.50 617.25", Render("{{ title }} {{ lots[0].value }} {{ lots[0].value / 2 }}", json));
    }

    [Fact]
    public void a_template_renders_on_many_threads_at_once()
    {
        var template = Template.Parse("{{ func double(x); ret x * 2; end; for i in 1..20; double i; array.cycle ['a','b']; end }}", "text");
        var results = Enumerable.Range(0, 64).AsParallel().Select(_ => template.Render()).Distinct();

        Assert.Single(results);
    }
}
