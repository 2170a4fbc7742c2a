using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Keeps the nodes that work on one database apart. Each beats once a second; one that stands still is shut out by another: its sessions
/// are ended, it gets no new ones, and only then is its work given away. A node that hung and goes on finds itself shut out, and ends.
/// </summary>
public sealed class NodeFence : IHostedService, IDisposable
{
    /// <summary>What a node that was shut out ends with; whoever watches over it starts it again.</summary>
    public const int ExitCode = 3;

    private const string ShutOut =
        "This node stood still for too long: others have shut it out and taken over its work. It ends here and can be started again.";

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    // Counted in our own beats, never in time: whoever slept himself must not think the others dead.
    private const int Missed = 6;
    private const int MissedWithoutSession = 2;
    private const int SweepEvery = 60;

    private readonly Guid node;
    private readonly ILogger<NodeFence> log;
    private readonly NpgsqlDataSource own;
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<Guid, (long Beat, int Still)> others = [];
    private Thread? beating;
    private volatile bool entered;

    /// <param name="node">This process, by the name Wolverine knows it by.</param>
    /// <param name="connectionString">The database of all nodes.</param>
    /// <param name="log">Told when another was shut out.</param>
    public NodeFence(Guid node, string connectionString, ILogger<NodeFence> log)
    {
        (this.node, this.log) = (node, log);
        var connection = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "useit-node",
            Pooling = false,
            Timeout = 5,
            CommandTimeout = 5,
        };
        own = Around(new NpgsqlDataSourceBuilder(connection.ConnectionString)).Build();
    }

    /// <summary>This process, by the name that the others know.</summary>
    public Guid Node => node;

    /// <summary>
    /// Sessions of such a data source are known to the fence before they do anything, and are there only for nodes that may work.
    /// </summary>
    public NpgsqlDataSourceBuilder Around(NpgsqlDataSourceBuilder builder) =>
        builder.UsePhysicalConnectionInitializer(c => EnterAsync(c).GetAwaiter().GetResult(), EnterAsync);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A thread of its own: a node whose pool is busy is no dead node.
        beating = new Thread(KeepBeating) { IsBackground = true, Name = "node fence" };
        beating.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // Our row stays: others clear it away, and find that nothing was left behind.
        await stopping.CancelAsync();
        beating?.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Dispose();
        own.Dispose();
    }

    // In this order: whoever shuts us out sets the mark first and then looks for our sessions. Either this one is found, or finds the mark.
    private async Task EnterAsync(NpgsqlConnection connection)
    {
        await using var register = new NpgsqlCommand(
            """
            with entered as (insert into messaging.node (name) select $1 where $2 on conflict do nothing)
            insert into messaging.backend (node, pid, since)
            select $1, pid, backend_start from pg_stat_activity where pid = pg_backend_pid()
            """,
            connection
        );
        register.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = node });
        register.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = !entered });
        try
        {
            await register.ExecuteNonQueryAsync();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            End();
        }
        entered = true;
        await using var look = new NpgsqlCommand("select not fenced from messaging.node where name = $1", connection);
        look.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = node });
        if (await look.ExecuteScalarAsync() is not true)
            End();
    }

    private void KeepBeating()
    {
        NpgsqlConnection? session = null;
        for (var (beats, first) = (0, true); !stopping.Token.WaitHandle.WaitOne(Beat); )
            try
            {
                if (session is null)
                {
                    session = own.OpenConnection();
                    others.Clear();
                    beats = 0;
                }
                // After the database was away the others need as long as we did to find their way back.
                Look(session, first || beats > Missed ? MissedWithoutSession : Missed);
                if (++beats % SweepEvery == 0)
                    Sweep(session);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException)
            {
                session?.Dispose();
                (session, first) = (null, false);
            }
        session?.Dispose();
    }

    private void Look(NpgsqlConnection session, int missedWithoutSession)
    {
        if (Run(session, "update messaging.node set beat = beat + 1 where name = $1 and not fenced", node) == 0)
            End();
        foreach (var (name, beat, fenced, sessions) in Others(session))
        {
            var still = others.TryGetValue(name, out var before) && before.Beat == beat ? before.Still + 1 : 0;
            others[name] = (beat, still);
            if (fenced || still >= (sessions == 0 ? missedWithoutSession : Missed))
                TakeOver(session, name);
        }
    }

    private List<(Guid Name, long Beat, bool Fenced, long Sessions)> Others(NpgsqlConnection session)
    {
        using var command = new NpgsqlCommand(
            """
            select n.name, n.beat, n.fenced, count(a.pid) from messaging.node n
            left join messaging.backend b on b.node = n.name
            left join pg_stat_activity a on a.pid = b.pid and a.backend_start = b.since
            where n.name <> $1 group by n.name
            """,
            session
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = node });
        using var reader = command.ExecuteReader();
        var found = new List<(Guid, long, bool, long)>();
        while (reader.Read())
            found.Add((reader.GetGuid(0), reader.GetInt64(1), reader.GetBoolean(2), reader.GetInt64(3)));
        return found;
    }

    // What is cut off half-way is finished at the next beat, by whoever is there.
    private void TakeOver(NpgsqlConnection session, Guid other)
    {
        Run(session, "update messaging.node set fenced = true where name = $1 and not fenced", other);
        using (
            var end = new NpgsqlCommand(
                """
                select coalesce(bool_and(pg_terminate_backend(a.pid, 100)), true) from messaging.backend b
                join pg_stat_activity a on a.pid = b.pid and a.backend_start = b.since where b.node = $1
                """,
                session
            )
        )
        {
            end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = other });
            if (end.ExecuteScalar() is not true)
                return;
        }
        // Wolverine gives away what belongs to a node that has not been seen for so long.
        var left = Run(session, "update wolverine.wolverine_nodes set health_check = '2000-01-01' where id = $1", other);
        Run(session, "delete from messaging.node where name = $1", other);
        others.Remove(other);
        if (left > 0)
            log.LogWarning("Node {Node} stood still and was shut out; its work goes to the others.", other);
    }

    private void Sweep(NpgsqlConnection session) =>
        Run(
            session,
            """
            delete from messaging.backend b where node = $1
            and not exists (select from pg_stat_activity a where a.pid = b.pid and a.backend_start = b.since)
            """,
            node
        );

    private static int Run(NpgsqlConnection session, string sql, Guid name)
    {
        using var command = new NpgsqlCommand(sql, session);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = name });
        return command.ExecuteNonQuery();
    }

    // At once: an orderly end would go on working for a while.
    [DoesNotReturn]
    private static void End()
    {
        Console.Error.WriteLine(ShutOut);
        if (!OperatingSystem.IsWindows())
            ExitNow(ExitCode);
        Environment.FailFast(ShutOut);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void ExitNow(int code);
}
