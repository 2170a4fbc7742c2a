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

    private static async Task<IResult> WholeAsync(IServiceProvider services, CancellationToken cancel)
    {
        try
        {
            var report = await ReadAsync(services, cancel);
            return Results.Json(
                new
                {
                    status = report.Healthy ? "healthy" : "degraded",
                    pausedViews = report.Paused,
                    deadLetters = report.SetAside,
                    standingStill = report.Still,
                    storage = report.Full ? "full" : "ok",
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

    /// <summary>What is wrong with this node and with what all of them share.</summary>
    /// <param name="Paused">Views and reactions that are paused.</param>
    /// <param name="SetAside">How many messages were set aside, those to addresses that nobody has left out.</param>
    /// <param name="Still">What stands still without being paused.</param>
    /// <param name="Full">Whether the disk is full.</param>
    public sealed record Report(IReadOnlyList<string> Paused, long SetAside, IReadOnlyList<string> Still, bool Full)
    {
        public bool Healthy => Paused.Count == 0 && SetAside == 0 && Still.Count == 0 && !Full;
    }

    public static async Task<Report> ReadAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var command = services
            .GetRequiredService<NpgsqlDataSource>()
            .CreateCommand(
                $$"""
                select (select coalesce(array_agg(name order by name), '{}') from events.paused_view), ({{DeadLetters.Alarming}})
                """
            );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var now = TimeProvider.System.GetUtcNow();
        var messages = services.GetRequiredService<MessageWatch>();
        return new Report(
            reader.GetFieldValue<string[]>(0),
            reader.GetInt64(1),
            [
                .. (await services.GetRequiredService<LogReaders>().HealthAsync(cancel))
                    .Followers.Where(f => f.StandsStill && f.PausedAt is null)
                    .Select(f => f.Progress),
                .. services.GetService<ReaderWatch>() is { } watch && watch.Silence > Stale ? ["watch"] : Array.Empty<string>(),
                .. messages.Heartbeat != default && now - messages.Heartbeat > Stale ? ["messages"] : Array.Empty<string>(),
            ],
            services.GetRequiredService<OutOfSpace>().IsNow
        );
    }
}
