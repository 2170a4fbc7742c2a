using System.Text.Json.Nodes;

namespace UseIt.Marketplace.Tests.Web.Tags;

/// <summary>
/// govuk-frontend ships options and expected HTML for every component; where we offer the options, ours is the same HTML.
/// </summary>
public sealed class ConformanceTests
{
    private static readonly string Components = Path.Combine(
        Checkout.Folder,
        "src",
        "UseIt.Marketplace",
        "node_modules",
        "govuk-frontend",
        "dist",
        "govuk",
        "components"
    );

    public static TheoryData<string, string> Drawable()
    {
        var data = new TheoryData<string, string>();
        foreach (var component in Drawn.Components.Keys)
        foreach (var (name, _) in DrawableOf(component))
            data.Add(component, name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Drawable))]
    public async Task draws_what_govuk_frontend_draws(string component, string fixture)
    {
        var (_, options) = DrawableOf(component).Single(candidate => candidate.Name == fixture);
        var drawn = await Drawn.Components[component](new Asked(options["options"])).DrawAsync();
        Assert.Equal(NormalHtml.Of(Ours(component, options)), NormalHtml.Of(drawn), ignoreLineEndingDifferences: true);
    }

    /// <summary>
    /// How many fixtures ask for nothing but what we offer; the rest want HTML in labels, own classes, other words and the like.
    /// </summary>
    [Theory]
    [InlineData("back-link", 5)]
    [InlineData("breadcrumbs", 8)]
    [InlineData("button", 36)]
    [InlineData("character-count", 19)]
    [InlineData("checkboxes", 28)]
    [InlineData("date-input", 10)]
    [InlineData("details", 8)]
    [InlineData("error-summary", 7)]
    [InlineData("fieldset", 15)]
    [InlineData("file-upload", 18)]
    [InlineData("input", 38)]
    [InlineData("inset-text", 5)]
    [InlineData("notification-banner", 14)]
    [InlineData("pagination", 3)]
    [InlineData("panel", 5)]
    [InlineData("phase-banner", 4)]
    [InlineData("radios", 32)]
    [InlineData("select", 18)]
    [InlineData("summary-list", 20)]
    [InlineData("table", 20)]
    [InlineData("tag", 12)]
    [InlineData("task-list", 4)]
    [InlineData("textarea", 18)]
    [InlineData("warning-text", 3)]
    public void offers_what_so_many_fixtures_ask_for(string component, int fixtures) => Assert.Equal(fixtures, DrawableOf(component).Count);

    [Fact]
    public void every_component_is_counted() =>
        Assert.Equal(
            Drawn.Components.Keys.Order(),
            typeof(ConformanceTests)
                .GetMethod(nameof(offers_what_so_many_fixtures_ask_for))!
                .GetCustomAttributesData()
                .Where(data => data.AttributeType == typeof(InlineDataAttribute))
                .Select(data =>
                    ((IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)
                        .First()
                        .Value!.ToString()!
                )
                .Order()
        );

    /// <summary>
    /// Two differences we want: dates bind by a dot, `closes.Day`, where the fixtures have a hyphen; breadcrumbs always fold on a narrow
    /// screen.
    /// </summary>
    private static string Ours(string component, JsonObject fixture)
    {
        var html = fixture["html"]!.GetValue<string>();
        if (component == "breadcrumbs" && !html.Contains("collapse-on-mobile", StringComparison.Ordinal))
            return html.Replace("<nav class=\"", "<nav class=\"govuk-breadcrumbs--collapse-on-mobile ", StringComparison.Ordinal);
        if (component != "date-input")
            return html;
        var options = fixture["options"]!;
        var name = (options["namePrefix"] ?? options["id"])!.GetValue<string>();
        foreach (var part in new[] { "Day", "Month", "Year" })
        {
            var lower = part.ToLowerInvariant();
            html = html.Replace(
                $"name=\"{(options["namePrefix"] is null ? "" : name + "-")}{lower}\"",
                $"name=\"{name}.{part}\"",
                StringComparison.Ordinal
            );
        }
        return html;
    }

    private static List<(string Name, JsonObject Fixture)> DrawableOf(string component) =>
        [
            .. Fixtures(component)
                .Where(fixture =>
                {
                    var asked = new Asked(fixture["options"]);
                    Drawn.Components[component](asked);
                    return asked.IsDrawable;
                })
                .Select(fixture => (fixture["name"]!.GetValue<string>(), fixture)),
        ];

    private static IEnumerable<JsonObject> Fixtures(string component) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Components, component, "fixtures.json")))!["fixtures"]!
            .AsArray()
            .Select(fixture => fixture!.AsObject());
}
