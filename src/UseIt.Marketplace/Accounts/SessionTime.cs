using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// How long a session still lasts, so that a page can say so before it ends; asking does not make it longer, staying does.
/// </summary>
public static class SessionTime
{
    public const string Path = "/account/session";

    /// <summary>Whether a request only asks how long the session lasts, or is sent by an open page that nobody touches.</summary>
    internal static bool OnlyAsks(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Path == Path || request.Path == AlsoHere.Path;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, LeftAsync).AllowedTo(AllowedTo.Person).ExcludeFromDescription();
        routes.MapPost(Path, LeftAsync).AllowedTo(AllowedTo.Person).ExcludeFromDescription();
    }

    private static async Task<IResult> LeftAsync(HttpContext http, Sessions sessions) =>
        await sessions.LeftAsync(http) is { } left ? Results.Json(new { seconds = (int)left.TotalSeconds }) : Results.NotFound();
}
