using System.Globalization;
using System.Text.Json.Serialization;
using CsvHelper;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>An edition as it went out.</summary>
public sealed record FrameworkEdition(
    int Number,
    string Edition,
    DateOnly From,
    IReadOnlyList<FrameworkMetric> Metrics,
    DateTimeOffset PublishedAt,
    string? WithdrawnBecause
);

/// <summary>A framework as its owner's authors see it.</summary>
public sealed record FrameworkRow(
    Guid FrameworkId,
    Guid OwnerId,
    string Name,
    FrameworkMode Mode,
    FrameworkLicence? Licence,
    IReadOnlyList<FrameworkMetric> Draft,
    IReadOnlyList<FrameworkEdition> Editions
)
{
    /// <summary>Whether its words and values may leave it: a catalogue of others' never may.</summary>
    public bool Redistributable => Licence is null;

    /// <summary>Whether it is central government's, and so nobody's to change here.</summary>
    [JsonIgnore]
    public bool Open => OwnerId == Guid.Empty;

    public FrameworkEdition? Edition(int number) => Editions.FirstOrDefault(e => e.Number == number);

    /// <summary>Whether the draft says something that no edition says.</summary>
    public bool HasChanged => Draft.Count > 0 && (Editions.Count == 0 || !Draft.SequenceEqual(Editions[^1].Metrics));
}

/// <summary>The frameworks of buyers.</summary>
public sealed class Frameworks : TableView<FrameworkRow>
{
    // What a spreadsheet would carry out is written as a text.
    private static readonly CsvWriterOptions Harmless = new() { Injection = CsvInjection.Escape };

    public override string Name => "frameworks";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["owner"] = "((data ->> 'ownerId'), key)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(FrameworkBegun),
            typeof(FrameworkMetricSet),
            typeof(FrameworkMetricRemoved),
            typeof(FrameworkEditionPublished),
            typeof(FrameworkEditionWithdrawn),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override FrameworkRow? Apply(Guid key, FrameworkRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, FrameworkBegun f) => new FrameworkRow(key, f.OwnerId, f.Name, f.Mode, f.Licence, [], []),
            (null, _) => null,
            (_, FrameworkMetricSet f) => row with
            {
                Draft = row.Draft.Any(m => m.MetricId == f.Metric.MetricId)
                    ? [.. row.Draft.Select(m => m.MetricId == f.Metric.MetricId ? f.Metric : m)]
                    : [.. row.Draft, f.Metric],
            },
            (_, FrameworkMetricRemoved f) => row with { Draft = [.. row.Draft.Where(m => m.MetricId != f.MetricId)] },
            (_, FrameworkEditionPublished f) => row with
            {
                Draft = f.Metrics,
                Editions = [.. row.Editions, new FrameworkEdition(f.Number, f.Edition, f.From, f.Metrics, e.Timestamp, null)],
            },
            (_, FrameworkEditionWithdrawn f) => row with
            {
                Editions = [.. row.Editions.Select(x => x.Number == f.Number ? x with { WithdrawnBecause = f.Reason } : x)],
            },
            _ => row,
        };

    public Task<Rows<FrameworkRow>> OfAsync(ViewRows rows, Guid owner, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'ownerId' = $1", [owner.ToString()], after, limit, cancel);

    /// <summary>A framework of this author's organisation, or one that is open to all; nobody else's is there.</summary>
    public async Task<FrameworkRow?> OwnAsync(NpgsqlDataSource database, Actor actor, Guid framework, CancellationToken cancel) =>
        OpenFrameworks.Find(framework)?.Row()
        ?? (await this.FindAsync(database, framework, cancel) is { } row && actor.ActsFor(row.OwnerId, Roles.Author) ? row : null);

    /// <summary>An edition as a table of a spreadsheet.</summary>
    public static byte[] Csv(FrameworkRow framework, FrameworkEdition edition)
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, Harmless, true))
        {
            Write(csv, "framework", "edition", "ref", "measure", "question", "unit", "proxy", "proxySource", "proxyAsAt", "recordOnly");
            foreach (var m in edition.Metrics)
                Write(
                    csv,
                    framework.Name,
                    edition.Edition,
                    m.Code,
                    m.Title,
                    m.Question,
                    m.Unit,
                    m.Proxy?.Value.Amount.ToString(CultureInfo.InvariantCulture) ?? "",
                    m.Proxy?.Source ?? "",
                    m.Proxy?.AsAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                    m.RecordOnly ? "yes" : "no"
                );
        }
        return bytes.ToArray();
    }

    private static void Write(CsvWriter csv, params string[] cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell);
        csv.EndRecord();
    }

    /// <summary>What leaves through the door for programs: of a licensed catalogue its name and its editions' names alone.</summary>
    private static FrameworkRow Outward(FrameworkRow row) =>
        row.Redistributable ? row : row with { Draft = [], Editions = [.. row.Editions.Select(e => e with { Metrics = [] })] };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/frameworks",
                async (
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    Actors actors,
                    Frameworks view,
                    ViewRows rows,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    var page = await view.OfAsync(rows, actor.Organisation ?? Guid.Empty, after, limit, http.RequestAborted);
                    return Results.Json(new Rows<FrameworkRow>([.. page.Items.Select(Outward)], page.Next), EventJson.Options);
                }
            )
            .AllowedTo(FrameworkAccess.Authors)
            .Produces<Rows<FrameworkRow>>()
            .WithName("ListFrameworks")
            .WithTags("SocialValue");
        routes
            .MapGet("/api/v1/frameworks/open", () => Results.Json(OpenFrameworks.All.Select(f => f.Row()).ToArray(), EventJson.Options))
            .AllowedTo(FrameworkAccess.Authors)
            .Produces<FrameworkRow[]>()
            .WithName("ListOpenFrameworks")
            .WithTags("SocialValue");
        routes
            .MapGet(
                "/api/v1/frameworks/{frameworkId:guid}",
                async (
                    Guid frameworkId,
                    HttpContext http,
                    Actors actors,
                    Frameworks view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await view.OwnAsync(database, actor, frameworkId, http.RequestAborted) is { } row
                        ? Results.Json(Outward(row), EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(FrameworkAccess.Authors)
            .Produces<FrameworkRow>()
            .WithName("ReadFramework")
            .WithTags("SocialValue");
        routes
            .MapGet(
                "/frameworks/{frameworkId:guid}/editions/{number:int}.csv",
                async (
                    Guid frameworkId,
                    int number,
                    HttpContext http,
                    Actors actors,
                    Frameworks view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return
                        await view.OwnAsync(database, actor, frameworkId, http.RequestAborted) is { Redistributable: true } row
                        && row.Edition(number) is { } edition
                        ? Results.Bytes(Csv(row, edition), "text/csv; charset=utf-8", $"framework-{frameworkId}-{number}.csv")
                        : Problems.NotFound();
                }
            )
            .AllowedTo(FrameworkAccess.Authors)
            .WithName("ReadFrameworkEditionAsCsv")
            .WithTags("SocialValue");
    }
}
