using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

/// <summary>A template in a list: which version is used; 0 where nothing was published here.</summary>
public sealed record TemplateListed(Guid TemplateId, string Path, int Version, bool IsShipped, bool IsBehind, DateTimeOffset? ChangedAt);

/// <summary>A template with the text that is used.</summary>
public sealed record TemplateShown(Guid TemplateId, string Path, int Version, bool IsShipped, bool IsBehind, string Text, string Shipped);

/// <summary>Templates for those who write them.</summary>
public static class ShowTemplates
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/templates",
                async (HttpContext http, Actors actors, TemplateShelf shelf) =>
                {
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    string[] paths = [.. shelf.Paths().Where(p => TemplateAuthors.May(actor, p))];
                    var files = await shelf.FilesAsync(paths, http.RequestAborted);
                    return Results.Json(
                        files.Select(f => new TemplateListed(
                            f.Id,
                            f.Path,
                            f.Version,
                            f.Sha256 is null,
                            f.IsBehind,
                            f.Changes.Count == 0 ? null : f.Changes[^1].At
                        )),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(TemplateAuthors.Authors)
            .Produces<IReadOnlyList<TemplateListed>>()
            .WithName("ListTemplates")
            .WithTags("Authoring");

        routes
            .MapGet(
                "/api/v1/templates/{templateId:guid}",
                async (Guid templateId, HttpContext http, Actors actors, TemplateShelf shelf) =>
                {
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    if (shelf.PathOf(templateId) is not { } path || !TemplateAuthors.May(actor, path))
                        return Problems.NotFound();
                    var file = (await shelf.FilesAsync([path], http.RequestAborted))[0];
                    var shipped = shelf.Shipped(path);
                    return Results.Json(
                        new TemplateShown(
                            file.Id,
                            path,
                            file.Version,
                            file.Sha256 is null,
                            file.IsBehind,
                            file.Sha256 is { } own ? await shelf.TextAsync(own, http.RequestAborted) : shipped,
                            shipped
                        ),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(TemplateAuthors.Authors)
            .Produces<TemplateShown>()
            .WithName("ShowTemplate")
            .WithTags("Authoring");
    }
}
