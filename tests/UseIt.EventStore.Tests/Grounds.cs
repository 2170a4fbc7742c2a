using System.Globalization;
using Npgsql;
using UseIt.Testing;

namespace UseIt.EventStore.Tests;

// A small world for the promises of the log: a job of grounds maintenance, its visits and what they cost.
public sealed record JobOpened(string Title);

public sealed record VisitDone(int Hours, DateTimeOffset At);

public sealed record JobClosed(string Reason);

public sealed record NoteKept(Protected Text);

public sealed record Job(string Title, int Hours, bool Closed) : IState<Job>
{
    public static Job Empty { get; } = new("", 0, false);

    public Job Evolve(object fact) =>
        fact switch
        {
            JobOpened f => this with { Title = f.Title },
            VisitDone f => this with { Hours = Hours + f.Hours },
            JobClosed => this with { Closed = true },
            _ => this,
        };
}

/// <summary>The same stream, with a snapshot after every ten facts; it counts how many it folded.</summary>
public sealed record Timesheet(int Hours, int Facts) : IState<Timesheet>
{
    public static Timesheet Empty { get; } = new(0, 0);
    public static int SnapshotEvery => 10;

    [System.Text.Json.Serialization.JsonIgnore]
    public int Folded { get; init; }

    public Timesheet Evolve(object fact) =>
        this with
        {
            Hours = Hours + (fact is VisitDone v ? v.Hours : 0),
            Facts = Facts + 1,
            Folded = Folded + 1,
        };
}

public sealed record JobRow(string Title, int Hours, int Facts, long Last);

/// <summary>One row per job: what its facts add up to, and the last position it has seen, which must grow.</summary>
public sealed class Jobs(string name = "jobs", int shape = 1) : View<JobRow>
{
    public override string Name => name;
    public override int Shape => shape;
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(JobOpened), typeof(VisitDone), typeof(JobClosed) };

    public override IEnumerable<Guid> Keys(StoredEvent e) => [e.StreamId];

    /// <summary>The position at which it fails, if any.</summary>
    public long FailsAt { get; set; } = -1;

    public override JobRow? Apply(Guid key, JobRow? row, StoredEvent e)
    {
        if (e.Position == FailsAt)
            throw new InvalidOperationException("This row cannot be made.");
        row ??= new JobRow("", 0, 0, 0);
        if (e.Position <= row.Last)
            throw new InvalidOperationException($"Fact {e.Position} came after {row.Last}.");
        return row with
        {
            Title = e.Data is JobOpened o ? o.Title : row.Title,
            Hours = row.Hours + (e.Data is VisitDone v ? v.Hours : 0),
            Facts = row.Facts + 1,
            Last = e.Position,
        };
    }
}

/// <summary>The open jobs, written in the commit of their facts.</summary>
public sealed class OpenJobs : InlineView
{
    public override string Name => "open_jobs";
    public override int Shape => 1;
    public override string Ddl => $"create table if not exists {Table} (job uuid primary key, title text not null)";
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(JobOpened), typeof(JobClosed) };

    public override void Apply(StoredEvent e, NpgsqlBatch batch)
    {
        if (e.Data is JobOpened opened)
            Run(batch, $"insert into {Table} values ($1, $2)", e.StreamId, opened.Title);
        else
            Run(batch, $"delete from {Table} where job = $1", e.StreamId);
    }
}

/// <summary>A database with the log's schema and one open store on it.</summary>
public sealed class Grounds : IAsyncDisposable
{
    private readonly Func<ValueTask> drop;

    private Grounds(string connectionString, Func<ValueTask> drop)
    {
        ConnectionString = connectionString;
        this.drop = drop;
        Database = Source(connectionString);
        Store = StoreOn(Database);
    }

    public string ConnectionString { get; }
    public NpgsqlDataSource Database { get; }
    public EventStore Store { get; }
    public OpenJobs OpenJobs { get; } = new();

    public static EventTypes Types() => new EventTypes().Add<JobOpened>().Add<VisitDone>().Add<JobClosed>().Add<NoteKept>();

    public static NpgsqlDataSource Source(string connectionString) =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString)
            {
                MaxAutoPrepare = 100,
                AutoPrepareMinUsages = 2,
                NoResetOnClose = true,
                MaxPoolSize = 60,
            }.ConnectionString
        );

    public EventStore StoreOn(NpgsqlDataSource database, EventTypes? types = null) => new(database, types ?? Types(), [OpenJobs]);

    public static async Task<Grounds> NewAsync(params View[] views)
    {
        var connection = await PostgresFixture.CreateDatabaseAsync("grounds", c => MigrateAsync(c));
        if (views.Length > 0)
            await MigrateAsync(connection, views);
        return new Grounds(connection, async () => await PostgresFixture.DropDatabaseAsync(connection));
    }

    public static async Task<Grounds> OnAsync(DurableCluster cluster, params View[] views)
    {
        await MigrateAsync(cluster.ConnectionString, views);
        return new Grounds(cluster.ConnectionString, () => ValueTask.CompletedTask);
    }

    public static async Task MigrateAsync(string connection, params View[] views)
    {
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString
        );
        await Migrations.ApplyAsync(database, [typeof(EventStore).Assembly], [new OpenJobs(), .. views]);
        await using var mark = database.CreateCommand("update events.mark set kind = 'test'");
        await mark.ExecuteNonQueryAsync();
    }

    public async Task<T> AskAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        var answer = await command.ExecuteScalarAsync();
        return answer is T found ? found : (T)Convert.ChangeType(answer!, typeof(T), CultureInfo.InvariantCulture);
    }

    public async Task DoAsync(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<Guid> OpenJobAsync(string title = "Mow the verges")
    {
        var id = Guid.CreateVersion7();
        await Store.AppendAsync(new Append().To<Job>(id, 0, new JobOpened(title)));
        return id;
    }

    public static VisitDone Visit(int hours = 1) => new(hours, new DateTimeOffset(2026, 6, 1, 9, 0, 0, TimeSpan.Zero));

    /// <summary>Streams whose versions have holes or differ from what their row says.</summary>
    public Task<long> BrokenStreamsAsync() =>
        AskAsync<long>(
            """
            select count(*) from events.mt_streams s
            left join (select stream_id, count(*) n, max(version) high, min(version) low from events.mt_events group by 1)
            e on e.stream_id = s.id
            where s.version is distinct from e.n or s.version is distinct from e.high or e.low is distinct from 1
            """
        );

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await drop();
    }
}
