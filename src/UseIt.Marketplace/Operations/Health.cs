using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// How this node is: live (the process answers), ready (the database answers), healthy or degraded (a view is paused, a
/// message was set aside, the disk is full, a reader of the log or the watch over them stands still).
/// </summary>
public static class Health
{
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live")).AllowedTo(AllowedTo.Anyone).ExcludeFromDescription();
        routes.MapGet("/health/ready", ReadyAsync).AllowedTo(AllowedTo.Anyone).ExcludeFromDescription();
        routes.MapGet("/health", WholeAsync).AllowedTo(AllowedTo.Anyone).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancel);
            return Results.Text("ready");
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return Results.Text("the database cannot be reached", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<IResult> WholeAsync(
        NpgsqlDataSource database,
        LogReaders readers,
        MessageWatch messages,
        OutOfSpace space,
        IServiceProvider services,
        CancellationToken cancel
    )
    {
        try
        {
            await using var command = database.CreateCommand(
                $$"""
                select (select coalesce(array_agg(name order by name), '{}') from events.paused_view), ({{DeadLetters.Alarming}})
                """
            );
            await using var reader = await command.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            var paused = reader.GetFieldValue<string[]>(0);
            var setAside = reader.GetInt64(1);
            var now = TimeProvider.System.GetUtcNow();
            string[] still =
            [
                .. (await readers.HealthAsync(cancel)).Followers.Where(f => f.StandsStill && f.PausedAt is null).Select(f => f.Progress),
                .. services.GetService<ReaderWatch>() is { } watch && watch.Silence > Stale ? ["watch"] : Array.Empty<string>(),
                .. messages.Heartbeat != default && now - messages.Heartbeat > Stale ? ["messages"] : Array.Empty<string>(),
            ];
            var healthy = paused.Length == 0 && setAside == 0 && still.Length == 0 && !space.IsNow;
            return Results.Json(
                new
                {
                    status = healthy ? "healthy" : "degraded",
                    pausedViews = paused,
                    deadLetters = setAside,
                    standingStill = still,
                    storage = space.IsNow ? "full" : "ok",
                }
            );
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return Results.Json(
                new { status = "unhealthy", database = "cannot be reached" },
                statusCode: StatusCodes.Status503ServiceUnavailable
            );
        }
    }
}
