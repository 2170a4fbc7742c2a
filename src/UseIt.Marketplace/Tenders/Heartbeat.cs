using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;
using UseIt.PrivatePostgres;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Notes every five seconds that the marketplace is there: in the database, where closings read it, and in one file of the data folder,
/// which can be read when the database is what failed. After a break a new row begins; what lies between is an outage. With each beat the
/// node says up to when it speaks for the bids that arrive at it.
/// </summary>
public sealed class Heartbeat(
    NpgsqlDataSource database,
    Settings settings,
    Arrivals arrivals,
    ILogger<Heartbeat> log,
    NodeFence? fence = null
) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>So much silence is no break: a beat may be slow.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(15);

    // So that an outage is not made longer by our own rhythm.
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private const int StretchesRead = 1000;

    private sealed record Beat(DateTimeOffset Seen, long Wall);

    // One beat at a time, so that what this process remembers is what the row says.
    private readonly SemaphoreSlim beating = new(1, 1);
    private Beat? lastOwn;
    private bool beaten;

    private Guid Node => fence?.Node ?? Guid.Empty;

    private string File => Path.Combine(settings.DataFolder, "heartbeat");

    /// <summary>The first beat comes before the first request: from then on what arrives counts from its arrival.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        while (await timer.TicksAsync(stoppingToken))
            timer.Period = await TryAsync(stoppingToken) ? Every : AfterFailure;
    }

    private async Task<bool> TryAsync(CancellationToken cancel)
    {
        try
        {
            if (await BeatAsync(cancel) is { } away && !beaten)
                log.LogWarning(
                    "The marketplace was out of reach from {From:O} until now; this process's file was last written at {File}.",
                    away,
                    LastInFile()
                );
            beaten = true;
            await WriteFileAsync(cancel);
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception e)
        {
            // The missing beat is itself the record of what is wrong.
            log.LogWarning("The heartbeat was not stored ({Kind}).", e.GetType().Name);
            return e is not (NpgsqlException or TimeoutException);
        }
    }

    /// <summary>Notes that the marketplace is there; where there was a break before, the instant it began.</summary>
    public async Task<DateTimeOffset?> BeatAsync(CancellationToken cancel = default)
    {
        await beating.WaitAsync(cancel);
        try
        {
            return await StoreAsync(cancel);
        }
        finally
        {
            beating.Release();
        }
    }

    private async Task<DateTimeOffset?> StoreAsync(CancellationToken cancel)
    {
        // Where the clock of a demo or test store was bent under a running process, the row still says what this process wrote last: that
        // is no break.
        var own = lastOwn is { } last && TimeProvider.System.GetElapsedTime(last.Wall) <= Tolerance ? last.Seen : (DateTimeOffset?)null;
        await using var connection = await database.OpenConnectionAsync(cancel);
        // Where even the clock cannot be read well nobody can bid in time: no beat.
        var earliest = arrivals.Earliest();
        var clock = await ClockReading.OfAsync(connection, cancel: cancel);
        await SpeakAsync(connection, clock.Earliest(earliest), cancel);
        await using var beat = new NpgsqlCommand(
            """
            with clock as (select events.clock() as now),
                 last as (select id, seen from tenders.heartbeat order by id desc limit 1),
                 held as (update tenders.heartbeat h set seen = clock.now from last, clock
                          where h.id = last.id and last.seen <= clock.now and (last.seen > clock.now - $1 or last.seen = $2)
                          returning h.id),
                 fresh as (insert into tenders.heartbeat (began, seen) select now, now
                 from clock where not exists (select from held) returning id)
            select clock.now, (select seen from last where exists (select from fresh) and seen <= clock.now) from clock
            """,
            connection
        );
        beat.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Tolerance });
        beat.Parameters.Add(
            new NpgsqlParameter { Value = (object?)own?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        await using var reader = await beat.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        lastOwn = new Beat(reader.GetFieldValue<DateTimeOffset>(0), TimeProvider.System.GetTimestamp());
        return reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1);
    }

    private async Task SpeakAsync(NpgsqlConnection connection, DateTimeOffset through, CancellationToken cancel)
    {
        arrivals.Speak(through);
        await using var speak = new NpgsqlCommand(
            """
            with gone as (delete from tenders.door d where node <> $1
                          and not exists (select from messaging.node n where n.name = d.node))
            insert into tenders.door (node, through) values ($1, $2) on conflict (node) do update set through = excluded.through
            """,
            connection
        );
        speak.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Node });
        speak.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = through.UtcDateTime });
        await speak.ExecuteNonQueryAsync(cancel);
        arrivals.Spoken();
    }

    /// <summary>
    /// Whether a bid that arrived by the deadline may still be on its way at a node. Beat before it, so that this one has spoken. A node
    /// that hangs is waited for until the others have shut it out.
    /// </summary>
    public async Task<bool> MayStillComeAsync(DateTimeOffset deadline, CancellationToken cancel = default)
    {
        await using var look = database.CreateCommand(
            """
            select exists (select from tenders.door d where d.through <= $1
                and (d.node = $2 or exists (select from messaging.node n where n.name = d.node)))
            """
        );
        look.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = deadline.UtcDateTime });
        look.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Node });
        return (bool)(await look.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>When the marketplace was there, by the store's clock, as far back as a closing can want to know.</summary>
    public async Task<IReadOnlyList<Stretch>> StretchesAsync(CancellationToken cancel = default)
    {
        await using var read = database.CreateCommand("select began, seen from tenders.heartbeat order by id desc limit $1");
        read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = StretchesRead });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var stretches = new List<Stretch>();
        while (await reader.ReadAsync(cancel))
            stretches.Add(new Stretch(reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateTimeOffset>(1)));
        return stretches;
    }

    public override void Dispose()
    {
        beating.Dispose();
        base.Dispose();
    }

    private string LastInFile() => System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : "no time";

    private async Task WriteFileAsync(CancellationToken cancel)
    {
        // Claims the folder, so that the first beat never leaves one that looks like somebody else's.
        DataFolder.Open(settings.DataFolder);
        var next = $"{File}.{Environment.ProcessId}";
        await System.IO.File.WriteAllTextAsync(
            next,
            $"{TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)}\n",
            cancel
        );
        System.IO.File.Move(next, File, overwrite: true);
    }
}
