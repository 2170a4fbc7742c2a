using UseIt.Marketplace.Accounts;

namespace UseIt.Marketplace.Web;

/// <summary>Tells the security events that can be read off an answer.</summary>
public static class Watching
{
    /// <summary>Inside of what turns 403 into 404 for pages, and only the first time through.</summary>
    public static void UseWatching(this WebApplication app)
    {
        if (app.Services.GetService<SecurityEvents>() is { } events)
            app.Use(
                async (http, next) =>
                {
                    await next(http);
                    if (!Sorry.IsAgain(http) && Of(http) is { } kind)
                        events.Note(kind, http, Actors.PersonOf(http.User));
                }
            );
    }

    private static SecurityEvent? Of(HttpContext http) =>
        (http.Response.StatusCode, http.GetEndpoint()?.Metadata.GetMetadata<AllowedTo>()) switch
        {
            (StatusCodes.Status400BadRequest, not null) => SecurityEvent.Malformed,
            (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden, { SignedIn: true }) => SecurityEvent.Denied,
            (StatusCodes.Status404NotFound, { SignedIn: true }) => SecurityEvent.NotFound,
            _ => null,
        };
}
