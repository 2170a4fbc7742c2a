using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Templates;
using UseIt.Testing;
using Report = UseIt.Marketplace.CommandLine.Report;

namespace UseIt.Marketplace.Tests.Reports;

/// <summary>
/// A report that was frozen before a field of its model got a better name, and before its template was written anew, is shown, checked and
/// reproduced as ever: what is frozen keeps its names.
/// </summary>
public sealed class RenamedFieldsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly string Frozen = Path.Combine(
        Checkout.Folder,
        "tests",
        "UseIt.Marketplace.Tests",
        "Reports",
        "FrozenFields.txt"
    );

    /// <summary>As the model was when the report was run.</summary>
    public sealed record Before(string Title, string DataCut, DateTimeOffset AsAt, ReportFigure Jobs, IReadOnlyList<LineBefore> Parts)
        : Model
    {
        public override string Title { get; init; } = Title;
        public override string DataCut { get; init; } = DataCut;
        public override DateTimeOffset AsAt { get; init; } = AsAt;
        protected override ReportFigure Figure => Jobs;
    }

    public sealed record LineBefore(string What, string HowMuch);

    /// <summary>As it is now: two fields have better names, and what is frozen does not know.</summary>
    public sealed record Now(
        string Title,
        string DataCut,
        DateTimeOffset AsAt,
        [property: JsonPropertyName("jobs")] ReportFigure PeopleInWork,
        IReadOnlyList<LineNow> Parts
    ) : Model
    {
        public override string Title { get; init; } = Title;
        public override string DataCut { get; init; } = DataCut;
        public override DateTimeOffset AsAt { get; init; } = AsAt;
        protected override ReportFigure Figure => PeopleInWork;
    }

    public sealed record LineNow(string What, [property: JsonPropertyName("howMuch")] string Quantity);

    public abstract record Model : IReportModel
    {
        public abstract string Title { get; init; }
        public abstract string DataCut { get; init; }
        public abstract DateTimeOffset AsAt { get; init; }

        [JsonIgnore]
        protected abstract ReportFigure Figure { get; }

        [JsonIgnore]
        public IReadOnlyList<string> FrameworkEditions => [];

        public IEnumerable<ReportFigure> Figures() => [Figure];

        public IEnumerable<ReportPerson> People() => [];

        public IEnumerable<ReportRow> Rows() => [ReportRow.Of("All", null, Figure)];

        public IEnumerable<Guid> Streams() => [];

        public string? About(string key) => null;
    }

    private sealed class Kind(Type model) : ReportKind
    {
        public override string Name => "renamed";
        public override string Title => "A report of before";
        public override string Purpose => "To be read again";
        public override string Question => "Which?";
        public override string Variable => "told";
        public override Type Model => model;
        public override string AllSubjects => "select null::uuid, '' where false";

        public override Task<bool> MayAsync(Actor actor, Guid subject, CancellationToken cancel) => Task.FromResult(true);

        public override Task<IReadOnlyList<ReportSubject>> OfferedAsync(Actor actor, CancellationToken cancel) =>
            Task.FromResult<IReadOnlyList<ReportSubject>>([]);

        public override Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel) => Task.FromResult<IReportModel?>(null);
    }

    [Fact]
    public async Task a_report_frozen_before_fields_and_its_templates_own_words_were_renamed_shows_checks_and_reproduces()
    {
        // The template of then has a word of its own for a figure, in a part that has since been written anew.
        var text = new TemplateText(
            "reports/renamed/report.html.sbn",
            "",
            "{{ include \"reports/parts/old-words.sbn\" }}<p>{{ told.title }}: {{ num told.jobs }}</p>"
                + "{{ for p in told.parts }}<i>{{ p.what }} {{ p.how_much ?? \"Not recorded\" }}</i>{{ end }}",
            new Dictionary<string, string> { ["reports/parts/old-words.sbn"] = "{{~ num = @linked_figure ~}}" }
        );
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Text + text.Parts.Single().Value)));
        await app.Services.GetRequiredService<ReportTemplates>().KeepAsync(text with { Sha256 = sha256 }, default);

        var (id, at) = (Guid.CreateVersion7(), new DateTimeOffset(2026, 5, 1, 9, 0, 0, TimeSpan.Zero));
        var figure = ReportFigure.Of(
            "jobs",
            "Jobs",
            "people",
            "Evidence",
            new UseIt.Marketplace.Contracts.Figure(4, at, [Guid.CreateVersion7()]),
            FigureState.Unverified
        );
        var model = JsonSerializer.SerializeToElement(
            new Before("Told then", "17", at, figure, [new LineBefore("Beds", "three")]),
            EventJson.Options
        );
        var run = new ReportRun(id, "renamed", Guid.CreateVersion7(), text.Path, sha256, 17, null, model, CanonicalJson.Sha256(model));
        await app.StoreAsync(Guid.CreateVersion7(), [(id, "report", 0, [run])]);
        var (then, now) = (With(typeof(Before)), With(typeof(Now)));
        var folder = TestFolders.Scratch();

        foreach (var format in new[] { ReportFormat.Html, ReportFormat.Csv, ReportFormat.Xlsx, ReportFormat.Json })
        {
            var issued = await then.GetRequiredService<ReportFiles>().WriteAsync(run, format, default);
            Assert.Equal(issued, await now.GetRequiredService<ReportFiles>().WriteAsync(run, format, default));
            var file = Path.Combine(folder, $"{id:N}.{format.Name}");
            await File.WriteAllBytesAsync(file, issued);
            var said = await Report.CheckAsync(now, file);
            Assert.Contains($"as {format.Name}: A report of before, Told then", said, StringComparison.Ordinal);
            // It reads as it did: nobody is told of an erasure that never was.
            Assert.DoesNotContain("erased", said, StringComparison.Ordinal);
        }
        var html = await now.GetRequiredService<ReportWriter>().HtmlAsync(run, default);
        Assert.Contains("4 people</a> <span class=\"note\">(unverified)</span>", html, StringComparison.Ordinal);
        Assert.Contains("<i>Beds three</i>", html, StringComparison.Ordinal);

        // Run again at its cut it says the same under the same checksum, whatever the fields are called now.
        var again = JsonSerializer.SerializeToElement(
            new Now("Told then", "17", at, figure, [new LineNow("Beds", "three")]),
            EventJson.Options
        );
        Assert.Equal(run.Checksum, CanonicalJson.Sha256(again));
        // A template of now writes the report of then by the new names too.
        Assert.Equal(
            "three 4",
            new Rendering().Render(
                TemplateSource.Parse("{{ told.parts[0].quantity }} {{ told.people_in_work.value }}", "now.sbn"),
                new Scriban.Runtime.ScriptObject { ["told"] = new Kind(typeof(Now)).Read(run.Model) }
            )
        );
    }

    [Fact]
    public void no_name_that_reports_were_frozen_with_is_ever_gone()
    {
        var now = Names(app.Services.GetRequiredService<ReportKinds>().All).Order(StringComparer.Ordinal).ToArray();
        if (Environment.GetEnvironmentVariable("USEIT_FREEZE") == "1")
            File.WriteAllLines(Frozen, File.Exists(Frozen) ? File.ReadAllLines(Frozen).Union(now).Order(StringComparer.Ordinal) : now);
        var frozen = File.ReadAllLines(Frozen);
        Assert.True(frozen.All(now.Contains), "Keep it with [JsonPropertyName]:\n" + string.Join('\n', frozen.Except(now)));
        Assert.Equal(frozen, now);
    }

    // Every field of every kind's model under its frozen name, and what their templates can call.
    private static IEnumerable<string> Names(IReadOnlyList<ReportKind> kinds)
    {
        var seen = new HashSet<Type>();
        var open = new Queue<(string Called, Type Type)>(kinds.Select(k => (k.Name, k.Model)));
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next.Type))
                continue;
            foreach (var property in next.Type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                if (property.GetIndexParameters().Length > 0 || property.GetCustomAttribute<JsonIgnoreAttribute>() is not null)
                    continue;
                var frozen = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name;
                yield return $"{next.Called}.{frozen ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name)}";
                var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                if (type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
                    type = type.GetGenericArguments()[^1];
                if (type.Assembly == typeof(ReportKind).Assembly && !type.IsEnum)
                    open.Enqueue((type.Name, type));
            }
        }
        foreach (var name in TemplateFunctions.All.Keys.Concat(["measure_bars", "person", "linked_figure"]))
            yield return $"function {name}";
        foreach (var kind in kinds)
        foreach (var name in kind.Functions.Keys)
            yield return $"function {kind.Name} {name}";
    }

    private ServiceProvider With(Type model)
    {
        var kinds = new ReportKinds([new Kind(model)]);
        var writer = new ReportWriter(
            app.Services.GetRequiredService<Vault>(),
            app.Services.GetRequiredService<ReportTemplates>(),
            kinds,
            app.Services.GetRequiredService<UnfitTemplates>()
        );
        return new ServiceCollection()
            .AddSingleton(kinds)
            .AddSingleton(writer)
            .AddSingleton(
                new ReportFiles(
                    writer,
                    kinds,
                    app.Services.GetRequiredService<PdfPrinter>(),
                    app.Services.GetRequiredService<PrintedReports>(),
                    app.Services.GetRequiredService<NpgsqlDataSource>()
                )
            )
            .AddSingleton(app.Services.GetRequiredService<IDocumentStore>())
            .BuildServiceProvider();
    }
}
