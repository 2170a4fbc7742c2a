using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>Holds each endpoint to its <see cref="AllowedTo"/> before anything else runs; an endpoint without one is closed.</summary>
public sealed class Gate(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http, Actors actors, KeptForms kept)
    {
        if (http.Request.Path.StartsWithSegments("/api") && !Reads(http.Request) && TokenScope.OnlyReads(http.User))
        {
            await Problems.OnlyReads().ExecuteAsync(http);
            return;
        }
        if (http.GetEndpoint() is { } endpoint && await DeniedAsync(http, endpoint, actors) is { } denied)
        {
            if (http.Request.Path.StartsWithSegments("/api"))
                await Problems.Denied(denied).ExecuteAsync(http);
            else if (denied == Access.SignInNeeded)
            {
                await kept.KeepAsync(http);
                http.Response.Redirect($"/sign-in?returnUrl={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
            }
            else
                http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        await kept.GiveBackAsync(http);
        await next(http);
    }

    private static bool Reads(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);

    private static async Task<Access?> DeniedAsync(HttpContext http, Endpoint endpoint, Actors actors)
    {
        if (endpoint.Metadata.GetMetadata<AllowedTo>() is not { } allowed)
            return Access.NotFound;
        if (!allowed.SignedIn)
            return null;
        if (Actors.PersonOf(http.User) is null)
            return Access.SignInNeeded;
        // What is for whoever is signed in is for people, but for reading what is the organisation's.
        if (allowed.Roles.Count == 0)
            return ApiKeyAuthentication.ServiceOf(http) is not null && !allowed.Services && !HttpMethods.IsGet(http.Request.Method)
                ? Access.Forbidden
                : null;
        var actor = await actors.OfAsync(http, http.RequestAborted);
        return allowed.Roles.Overlaps(actor.Roles) ? null : Access.Forbidden;
    }
}
