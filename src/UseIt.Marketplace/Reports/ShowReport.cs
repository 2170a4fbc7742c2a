using System.Globalization;
using System.Text.RegularExpressions;
using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>What is known of a report beside what it says.</summary>
public sealed record ReportShown(
    Guid ReportId,
    string Kind,
    Guid SubjectId,
    string Template,
    string TemplateSha256,
    string DataCut,
    string? FrameworkEdition,
    string Checksum
);

/// <summary>A figure of a report with the very facts behind it.</summary>
public sealed record FigureShown(ReportFigure Figure, IReadOnlyList<FactShown> Facts);

/// <summary>Reads a report in its forms, and any of its figures down to the facts. Its kind says who may.</summary>
public static partial class ShowReport
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task<ReportRun?> FindAsync(
        IDocumentStore store,
        ReportKinds kinds,
        Actor actor,
        Guid id,
        CancellationToken cancel
    ) =>
        (await store.FetchAsync<Report>(id, cancel)).State.Run is { } run && await kinds.Of(run).MayAsync(actor, run.SubjectId, cancel)
            ? run
            : null;

    public static async Task<FigureShown?> FigureAsync(IDocumentStore store, IReportModel model, string key, CancellationToken cancel)
    {
        if (model.Figures().FirstOrDefault(f => f.Key == key) is not { } figure)
            return null;
        var behind = figure.Events.ToHashSet();
        var facts = (await store.ReadStreamsAsync(model.Streams(), long.MaxValue, cancel))
            .Where(e => behind.Contains(e.Id))
            .Select(e => FactShown.From(e) with { Data = model.Shown(e.Data) });
        return new FigureShown(figure, [.. facts.OrderBy(f => f.At).ThenBy(f => f.Id)]);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        Get(
                "/api/v1/reports/{id:guid}",
                "ShowReport",
                (http, run, _) =>
                {
                    http.Response.Headers.ETag = "\"1\"";
                    return Task.FromResult(
                        Results.Json(
                            new ReportShown(
                                run.ReportId,
                                run.Kind,
                                run.SubjectId,
                                run.Template,
                                run.TemplateSha256,
                                http.RequestServices.GetRequiredService<PositionTokens>().Of(run.DataCut),
                                run.FrameworkEdition,
                                run.Checksum
                            ),
                            EventJson.Options
                        )
                    );
                }
            )
            .Produces<ReportShown>();

        // The same files for the API and for a browser's session; HTML is a page, the others are kept.
        foreach (var format in ReportFormat.All)
        {
            Get($"/api/v1/reports/{{id:guid}}.{format.Name}", $"ShowReportAs{format.Name}", FileAsync)
                .Produces(200, contentType: format.MediaType);
            var page = format == ReportFormat.Html ? "/reports/{id:guid}" : $"/reports/{{id:guid}}.{format.Name}";
            Get(page, $"ReadReportAs{format.Name}", FileAsync);

            Task<IResult> FileAsync(HttpContext http, ReportRun run, CancellationToken cancel) => ShowAsync(http, run, format, cancel);
        }

        Get(
                "/api/v1/reports/{id:guid}/evidence/{figure}",
                "ShowFigure",
                async (http, run, cancel) =>
                    await FigureAsync(
                        http.RequestServices.GetRequiredService<IDocumentStore>(),
                        http.RequestServices.GetRequiredService<ReportKinds>().Read(run),
                        (string)http.Request.RouteValues["figure"]!,
                        cancel
                    )
                        is { } figure
                        ? Results.Json(figure, EventJson.Options)
                        : Problems.NotFound()
            )
            .Produces<FigureShown>();

        routes
            .MapGet(
                "/reports/previews/{kind}",
                async (string kind, HttpContext http, ReportKinds kinds, ReportWriter writer) =>
                {
                    if (kinds.Find(kind) is not { } known)
                        return Problems.NotFound();
                    var html = LinkOfNone().Replace(await writer.PreviewAsync(known, http.RequestAborted), "$1");
                    http.Response.Headers.ContentSecurityPolicy = StyledPage.Policy(html);
                    return Results.Text(html, "text/html; charset=utf-8");
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithName("PreviewReport")
            .WithTags("Reports");

        RouteHandlerBuilder Get(string pattern, string name, Func<HttpContext, ReportRun, CancellationToken, Task<IResult>> show) =>
            routes
                .MapGet(
                    pattern,
                    async (HttpContext http, Actors actors, IDocumentStore store, ReportKinds kinds) =>
                        Guid.TryParse((string?)http.Request.RouteValues["id"], CultureInfo.InvariantCulture, out var id)
                        && await FindAsync(store, kinds, await actors.OfAsync(http, http.RequestAborted), id, http.RequestAborted)
                            is { } run
                            ? await show(http, run, http.RequestAborted)
                            : Problems.NotFound()
                )
                .AllowedTo(AllowedTo.Person)
                .WithName(name)
                .WithTags("Reports");
    }

    private static async Task<IResult> ShowAsync(HttpContext http, ReportRun run, ReportFormat format, CancellationToken cancel)
    {
        var files = http.RequestServices.GetRequiredService<ReportFiles>();
        byte[]? bytes;
        try
        {
            bytes =
                format == ReportFormat.Pdf ? await files.PrintedAsync(run, Patience, cancel) : await files.WriteAsync(run, format, cancel);
        }
        catch (PdfException e)
        {
            return Problems.Problem(StatusCodes.Status503ServiceUnavailable, "pdf-not-now", "There is no PDF now", e.Message);
        }
        if (bytes is null)
        {
            http.Response.Headers.RetryAfter = "2";
            return Results.Json(new { status = "The PDF is being made. Ask again." }, statusCode: StatusCodes.Status202Accepted);
        }
        if (format == ReportFormat.Html)
        {
            http.Response.Headers.ContentSecurityPolicy = StyledPage.Policy(System.Text.Encoding.UTF8.GetString(bytes));
            return Results.Bytes(bytes, format.MediaType);
        }
        http.Response.Headers["Digest"] = $"sha-256={Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(bytes))}";
        return format == ReportFormat.Json && http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            ? Results.Bytes(bytes, format.MediaType)
            : Results.Bytes(bytes, format.MediaType, $"{run.Kind}-{run.ReportId}.{format.Name}");
    }

    // A made-up report has no files and no facts to lead to.
    [GeneratedRegex("<a href=\"/reports/0{8}-[^>]*>(.*?)</a>", RegexOptions.Singleline)]
    private static partial Regex LinkOfNone();
}
