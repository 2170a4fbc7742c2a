using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Accounts;

/// <summary>What happens at the door, and at every door inside.</summary>
public enum SecurityEvent
{
    SignedIn,
    SignInFailed,
    SignedOut,
    TokenRefused,

    /// <summary>What cannot be read, or is a form that this marketplace did not give to that person.</summary>
    Malformed,

    /// <summary>Not with the roles the person has, or not signed in.</summary>
    Denied,

    /// <summary>Not there, or there and not theirs: the two look the same.</summary>
    NotFound,
    RateLimited,

    /// <summary>A second factor was set up, shown, not shown, taken away by its person, or by two administrators.</summary>
    FactorEnrolled,
    FactorShown,
    FactorFailed,
    FactorRemoved,
    FactorReset,
}

/// <summary>
/// Counts security events by day, and writes a line of each: its kind, the route without ids, the person's number. Never an address, a name
/// or what was sent. However many there are, no caller fills the log: what goes beyond a hundred lines a minute is only counted.
/// </summary>
public sealed class SecurityEvents(NpgsqlDataSource database, ILogger<SecurityEvents> log) : BackgroundService
{
    public const string MeterName = "UseIt.Marketplace.Security";

    internal static readonly RetentionClass Kept = new(
        "counts of security events",
        400,
        "a year can be compared with the one before; they name nobody",
        "select day::timestamp at time zone 'UTC' from accounts.security_event"
    )
    {
        Erase = async (services, before, cancel) =>
        {
            await using var command = services
                .GetRequiredService<NpgsqlDataSource>()
                .CreateCommand("delete from accounts.security_event where day::timestamp at time zone 'UTC' < $1");
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            return await command.ExecuteNonQueryAsync(cancel);
        },
    };

    private const int LinesAMinute = 100;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly Meter meter = new(MeterName);
    private readonly ConcurrentDictionary<SecurityEvent, long> counted = new(),
        unsaid = new();
    private readonly PartitionedRateLimiter<SecurityEvent> lines = PartitionedRateLimiter.Create<SecurityEvent, SecurityEvent>(kind =>
        RateLimitPartition.GetTokenBucketLimiter(
            kind,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = LinesAMinute,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = TimeSpan.FromMinutes(1) / LinesAMinute,
            }
        )
    );
    private Counter<long>? counter;

    /// <summary>How often a kind of event happened on a day.</summary>
    public sealed record Number(DateOnly Day, string Kind, long Times);

    /// <param name="kind">What happened.</param>
    /// <param name="http">The request.</param>
    /// <param name="person">Who it was, where that is known.</param>
    /// <param name="detail">In one word of ours, how.</param>
    public void Note(SecurityEvent kind, HttpContext http, Guid? person = null, string? detail = null)
    {
        (counter ??= meter.CreateCounter<long>("useit.security.events")).Add(1, KeyValuePair.Create("event", (object?)kind.ToString()));
        counted.AddOrUpdate(kind, 1, (_, n) => n + 1);
        using var line = lines.AttemptAcquire(kind);
        if (line.IsAcquired)
            log.LogInformation(
                "Security event {Event} ({Detail}) at {Route} by {Person}.",
                kind,
                detail ?? "-",
                (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-",
                (object?)person ?? "nobody"
            );
        else
            unsaid.AddOrUpdate(kind, 1, (_, n) => n + 1);
    }

    /// <summary>
    /// How often each kind happened on each of the last days, the latest first; what other nodes counted a moment ago may be missing.
    /// </summary>
    public async Task<IReadOnlyList<Number>> NumbersAsync(int days, CancellationToken cancel)
    {
        await SaveAsync(cancel);
        await using var command = database.CreateCommand(
            """
            select day, kind, number from accounts.security_event
            where day > (clock_timestamp() at time zone 'UTC')::date - $1 order by day desc, kind
            """
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = days });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var numbers = new List<Number>();
        while (await reader.ReadAsync(cancel))
            numbers.Add(new Number(reader.GetFieldValue<DateOnly>(0), reader.GetString(1), reader.GetInt64(2)));
        return numbers;
    }

    public override void Dispose()
    {
        meter.Dispose();
        lines.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        while (await Ticking.TicksAsync(timer, stoppingToken))
        {
            foreach (var kind in unsaid.Keys)
                if (unsaid.TryRemove(kind, out var more))
                    log.LogInformation("{Number} more security events {Event} were counted and not written down one by one.", more, kind);
            try
            {
                await SaveAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                log.LogWarning("Security events could not be counted ({Kind}); it is tried again.", e.GetType().Name);
            }
        }
    }

    private async Task SaveAsync(CancellationToken cancel)
    {
        foreach (var kind in counted.Keys)
        {
            if (!counted.TryRemove(kind, out var number))
                continue;
            try
            {
                await using var command = database.CreateCommand(
                    """
                    insert into accounts.security_event as e (day, kind, number)
                    values ((clock_timestamp() at time zone 'UTC')::date, $1, $2)
                    on conflict (day, kind) do update set number = e.number + excluded.number
                    """
                );
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = kind.ToString() });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
                await command.ExecuteNonQueryAsync(cancel);
            }
            catch
            {
                counted.AddOrUpdate(kind, number, (_, n) => n + number);
                throw;
            }
        }
    }
}
