using System.Data.Common;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Diagnostics;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>Pages get a page in plain words when something fails; programs get a problem document (RFC 9457).</summary>
public static class Sorry
{
    public const string Path = "/sorry";

    public static void UseSorry(this WebApplication app)
    {
        app.UseWhen(
            context => IsForPeople(context.Request),
            pages =>
            {
                pages.UseExceptionHandler(
                    new ExceptionHandlerOptions
                    {
                        ExceptionHandler = PageAlone,
                        StatusCodeSelector = Status,
                        SuppressDiagnosticsCallback = IsNotOurs,
                    }
                );
                pages.UseStatusCodePagesWithReExecute(Path);
                pages.Use(HideWhatIsNotYours);
            }
        );
        app.UseWhen(
            context => !IsForPeople(context.Request),
            programs =>
            {
                programs.UseExceptionHandler(
                    new ExceptionHandlerOptions { StatusCodeSelector = Status, SuppressDiagnosticsCallback = IsNotOurs }
                );
                programs.UseStatusCodePages();
                programs.Use(HideWhatIsNotYours);
            }
        );
    }

    /// <summary>The page with nothing in front of it: who is signed in is asked of the database, which may be what failed.</summary>
    private static Task PageAlone(HttpContext context)
    {
        var page = context
            .RequestServices.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .First(endpoint => "/" + endpoint.RoutePattern.RawText == Path);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        context.Request.Path = Path;
        context.Request.RouteValues = new RouteValueDictionary(page.RoutePattern.RequiredValues);
        context.SetEndpoint(page);
        return page.RequestDelegate!(context);
    }

    /// <summary>503 when the database cannot be reached just now, which mends itself; 500 when it is our bug.</summary>
    internal static int Status(Exception exception) =>
        exception switch
        {
            BadHttpRequestException bad => bad.StatusCode,
            DbException { IsTransient: true } or SocketException or TimeoutException => StatusCodes.Status503ServiceUnavailable,
            { InnerException: { } inner } => Status(inner),
            _ => StatusCodes.Status500InternalServerError,
        };

    /// <summary>Whether the request runs a second time, for the page that says what became of it.</summary>
    internal static bool IsAgain(HttpContext http) =>
        http.Features.Get<IStatusCodeReExecuteFeature>() is not null || http.Features.Get<IExceptionHandlerPathFeature>() is not null;

    // Where it was thrown is of use where it is our bug. What a caller does wrong is no event at all, or callers could fill the log.
    private static bool IsNotOurs(ExceptionHandlerSuppressDiagnosticsContext context)
    {
        context.HttpContext.RequestServices.GetRequiredService<OutOfSpace>().Look(context.Exception);
        var status = Status(context.Exception);
        if (status == StatusCodes.Status503ServiceUnavailable)
            context
                .HttpContext.RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger(typeof(Sorry))
                .LogWarning("A request was not answered: {Kind}.", DiscreetLoggers.KindsOf(context.Exception));
        return status != StatusCodes.Status500InternalServerError;
    }

    internal static bool IsForPeople(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api")
        && request.GetTypedHeaders().Accept is { } accepted
        && accepted.Any(type => type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    /// <summary>"Not yours" and "does not exist" look the same.</summary>
    private static async Task HideWhatIsNotYours(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OtherStreamTypeException) when (!context.Response.HasStarted)
        {
            // An id of something else is no id of what was asked for.
            context.Response.Clear();
            if (IsForPeople(context.Request))
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            else
                await Problems.NotFound().ExecuteAsync(context);
        }
        catch (NotProvenException) when (!context.Response.HasStarted && !IsForPeople(context.Request))
        {
            context.Response.Clear();
            await Problems
                .Problem(
                    503,
                    "record-damaged",
                    "This record cannot be shown",
                    "What is kept of this is not what was stored, so it is not shown. Those who run this service have been told. Ask again when it has been restored."
                )
                .ExecuteAsync(context);
        }
        catch (ErasedException) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            if (IsForPeople(context.Request))
                context.Response.StatusCode = StatusCodes.Status410Gone;
            else
                await Problems
                    .Problem(StatusCodes.Status410Gone, "erased", "Gone", "The key of this was destroyed, so nobody can read or change it.")
                    .ExecuteAsync(context);
        }
        if (context.Response is { StatusCode: StatusCodes.Status403Forbidden, HasStarted: false })
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
