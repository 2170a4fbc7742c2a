using System.Diagnostics;

namespace UseIt.Marketplace.Web;

/// <summary>
/// What is there and not for the caller takes a look that what is not there does not. So that nobody learns the one from the other by
/// asking often, neither is answered before a moment has passed that is longer than the look takes.
/// </summary>
public static class EvenNotFound
{
    public static void UseEvenNotFound(this WebApplication app)
    {
        var least = app.Services.GetRequiredService<Settings>().NotFoundAfter;
        if (least == TimeSpan.Zero)
            return;
        app.Use(
            (http, next) =>
            {
                var since = Stopwatch.GetTimestamp();
                http.Response.OnStarting(() =>
                    http.Response.StatusCode == StatusCodes.Status404NotFound ? UntilAsync(http, since, least) : Task.CompletedTask
                );
                return next(http);
            }
        );
    }

    private static async Task UntilAsync(HttpContext http, long since, TimeSpan least)
    {
        if (least - Stopwatch.GetElapsedTime(since) is { Ticks: > 0 } left)
            await Task.Delay(left, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
