using System.Globalization;
using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
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

/// <summary>Reads a report in its forms, and any of its figures down to the facts. Whoever acts for a party of the contract may.</summary>
public static class ShowReport
{
    public static async Task<ReportRun?> FindAsync(IDocumentStore store, Actor actor, Guid id, CancellationToken cancel)
    {
        if ((await store.FetchAsync<Report>(id, cancel)).State.Run is not { } run)
            return null;
        var subject = (await store.FetchAsync<ReportedContract>(run.SubjectId, cancel)).State;
        return subject.Parties.Any(p => actor.ActsFor(p)) ? run : null;
    }

    public static async Task<FigureShown?> FigureAsync(IDocumentStore store, ReportRun run, string key, CancellationToken cancel)
    {
        var model = Model(run);
        if (model.Figures().FirstOrDefault(f => f.Key == key) is not { } figure)
            return null;
        var behind = figure.Events.ToHashSet();
        List<FactShown> facts = [];
        foreach (var stream in model.Commitments.Select(c => c.CommitmentId).Append(model.ContractId))
            facts.AddRange((await store.ReadStreamAsync(stream, cancel: cancel)).Where(e => behind.Contains(e.Id)).Select(FactShown.From));
        return new FigureShown(figure, [.. facts.OrderBy(f => f.At).ThenBy(f => f.Id)]);
    }

    public static SocialValueReturn Model(ReportRun run) =>
        System.Text.Json.JsonSerializer.Deserialize<SocialValueReturn>(run.Model, EventJson.Options)!;

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

        Get(
                "/api/v1/reports/{id:guid}.json",
                "ShowReportModel",
                (http, run, _) =>
                {
                    http.Response.Headers["Digest"] = $"sha-256={Convert.ToBase64String(Convert.FromHexString(run.Checksum))}";
                    return Task.FromResult(Results.Bytes(CanonicalJson.Of(run.Model), "application/json"));
                }
            )
            .Produces<SocialValueReturn>();

        // The same page for the API and for a browser's session.
        foreach (
            var (pattern, name) in new[] { ("/api/v1/reports/{id:guid}.html", "ShowReportPage"), ("/reports/{id:guid}", "ReadReport") }
        )
            Get(
                pattern,
                name,
                async (http, run, cancel) =>
                {
                    var html = await http.RequestServices.GetRequiredService<ReportWriter>().HtmlAsync(run, cancel);
                    http.Response.Headers.ContentSecurityPolicy = ReportWriter.StylePolicy(html);
                    return Results.Text(html, "text/html", System.Text.Encoding.UTF8);
                }
            );

        Get(
                "/api/v1/reports/{id:guid}/evidence/{figure}",
                "ShowFigure",
                async (http, run, cancel) =>
                    await FigureAsync(
                        http.RequestServices.GetRequiredService<IDocumentStore>(),
                        run,
                        (string)http.Request.RouteValues["figure"]!,
                        cancel
                    )
                        is { } figure
                        ? Results.Json(figure, EventJson.Options)
                        : Problems.NotFound()
            )
            .Produces<FigureShown>();

        RouteHandlerBuilder Get(string pattern, string name, Func<HttpContext, ReportRun, CancellationToken, Task<IResult>> show) =>
            routes
                .MapGet(
                    pattern,
                    async (HttpContext http, Actors actors, IDocumentStore store) =>
                        Guid.TryParse((string?)http.Request.RouteValues["id"], CultureInfo.InvariantCulture, out var id)
                        && await FindAsync(store, await actors.OfAsync(http, http.RequestAborted), id, http.RequestAborted) is { } run
                            ? await show(http, run, http.RequestAborted)
                            : Problems.NotFound()
                )
                .AllowedTo(AllowedTo.Person)
                .WithName(name)
                .WithTags("Reports");
    }
}
