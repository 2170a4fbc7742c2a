using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// Removes what has been kept for as long as its class says, once an hour, and tells how each class stands. While the clock is bent nothing
/// goes.
/// </summary>
public sealed class Retention(
    IEnumerable<RetentionClass> classes,
    NpgsqlDataSource database,
    IServiceProvider services,
    ILogger<Retention> log
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    /// <summary>How one class stands: how many rows there are, since when, and how many of them are due to go.</summary>
    public sealed record Standing(string Name, int? Days, string Basis, bool IsErased, long Rows, DateTimeOffset? Oldest, long Due);

    public async Task<IReadOnlyList<Standing>> ReportAsync(CancellationToken cancel = default)
    {
        var standings = new List<Standing>();
        foreach (var kept in classes.OrderBy(c => c.Name, StringComparer.Ordinal))
        {
            await using var command = database.CreateCommand(
                $"""
                select count(*), min(since), count(*) filter (where since < events.clock() - make_interval(days => $1))
                from ({kept.Rows}) as kept (since)
                """
            );
            command.Parameters.Add(
                new NpgsqlParameter { Value = (object?)kept.Days ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer }
            );
            await using var reader = await command.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            standings.Add(
                new Standing(
                    kept.Name,
                    kept.Days,
                    kept.Basis,
                    kept.Erase is not null,
                    reader.GetInt64(0),
                    reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1),
                    reader.GetInt64(2)
                )
            );
        }
        return standings;
    }

    /// <summary>Removes what is due; how much of each class went.</summary>
    public async Task<IReadOnlyDictionary<string, long>> EraseAsync(CancellationToken cancel = default)
    {
        var gone = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var kept in classes.Where(c => c is { Days: not null, Erase: not null }))
        {
            await using var command = database.CreateCommand(
                "select case when clock_offset = interval '0' then events.clock() - make_interval(days => $1) end from events.mark"
            );
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = kept.Days!.Value });
            if (await command.ExecuteScalarAsync(cancel) is DateTime before)
                gone[kept.Name] = await kept.Erase!(services, new DateTimeOffset(before, TimeSpan.Zero), cancel);
        }
        return gone;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        do
        {
            try
            {
                foreach (var (name, number) in await EraseAsync(stoppingToken))
                    if (number > 0)
                        log.LogInformation("{Number} of {Class} were kept long enough and are removed.", number, name);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                log.LogWarning("What is due to go could not be removed ({Kind}).", e.GetType().Name);
            }
        } while (await Ticking.TicksAsync(timer, stoppingToken));
    }
}
