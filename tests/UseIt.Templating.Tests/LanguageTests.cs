using System.Globalization;
using System.Text.Json;

namespace UseIt.Templating.Tests;

/// <summary>
/// The language, case by case. A file of <c>Cases/</c> is one area; a case in it is a template after <c>===</c> and what
/// it renders to, or its errors, after <c>---</c>. <c>--- model</c> gives it <c>model.json</c>.
/// </summary>
public sealed class LanguageTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    private static readonly Dictionary<string, Case[]> Areas = Directory
        .GetFiles(Folder, "*.txt")
        .Order()
        .ToDictionary(f => Path.GetFileNameWithoutExtension(f), f => Read(File.ReadAllText(f)));

    private static readonly JsonElement Model = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "model.json"))).RootElement;

    private sealed record Case(string Template, string Expected, bool HasModel);

    public static TheoryData<string, int> All()
    {
        var all = new TheoryData<string, int>();
        foreach (var (area, cases) in Areas)
        {
            for (var number = 1; number <= cases.Length; number++)
                all.Add(area, number);
        }
        return all;
    }

    [Theory]
    [MemberData(nameof(All))]
    public void renders_as_the_public_reference_says(string area, int number)
    {
        var (template, expected, hasModel) = Areas[area][number - 1];

        Assert.Equal(expected, Rendered(template, hasModel ? Model : null));
    }

    [Fact]
    public void there_are_enough_cases_to_trust_them() => Assert.True(Areas.Values.Sum(cases => cases.Length) >= 700);

    private static string Rendered(string template, object? model)
    {
        try
        {
            return Template
                .Parse(template, "text")
                .Render(model, new RenderOptions { Includes = new TemplateFolder(Path.Combine(Folder, "Includes")), Clock = new London() });
        }
        catch (TemplateException e)
        {
            return e.Message;
        }
    }

    private static Case[] Read(string file) =>
        [
            .. file.Split("===\n", StringSplitOptions.RemoveEmptyEntries)
                .Select(text =>
                {
                    var hasModel = text.Contains("\n--- model\n", StringComparison.Ordinal);
                    var parts = text.Split(hasModel ? "\n--- model\n" : "\n---\n", 2);
                    return new Case(parts[0], parts[1][..^1], hasModel);
                }),
        ];

    /// <summary>A clock whose zone has no surprises for what is expected of dates.</summary>
    private sealed class London : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.Parse("2026-06-26T12:00:00Z", CultureInfo.InvariantCulture);
    }
}
