using Npgsql;

namespace UseIt.PrivatePostgres;

/// <summary>The server of one cluster folder. Whoever calls it holds the turn: nobody else starts or stops it meanwhile.</summary>
internal sealed class PostgresServer(
    DataFolder folder,
    string cluster,
    ServerAccount account,
    PostgresBinaries binaries,
    bool isVolatile,
    Action<string> progress
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>After kill -9 the old server's shared memory stays attached until its last backend has noticed.</summary>
    private static readonly TimeSpan PatienceWithRemains = TimeSpan.FromSeconds(20);

    private enum Answer
    {
        Silence,
        NotYet,
        Ready,
    }

    public PostgresBinaries Binaries => binaries;

    public required string Sockets { get; init; }

    private string Socket => Path.Combine(Sockets, ".s.PGSQL.5432");
    private string Log => Path.Combine(cluster, "server.log");
    private string Administration =>
        new NpgsqlConnectionStringBuilder(ConnectionTo("postgres")) { Pooling = false, Timeout = 5 }.ConnectionString;

    public string ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = Sockets,
            Username = "postgres",
            Database = database,
            // Several processes share one server.
            MaxPoolSize = 50,
        }.ConnectionString;

    /// <summary>
    /// Returns when the connection it holds ends: with the server, with the crash of any of its processes, or because none could be had.
    /// </summary>
    public async Task UntilGoneAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                new NpgsqlConnectionStringBuilder(Administration) { ApplicationName = "useit-guard" }.ConnectionString
            );
            await connection.OpenAsync(cancellation);
            while (true)
                await connection.WaitAsync(cancellation);
        }
        catch (NpgsqlException)
        {
            // That is what is waited for.
        }
    }

    /// <summary>
    /// The same as <see cref="BringUpAsync"/> for a cluster that was there before: what is lost is never replaced by an empty one.
    /// </summary>
    public async Task BringBackAsync(CancellationToken cancellation)
    {
        if (!Directory.Exists(cluster))
            throw new PrivateClusterException($"The database folder {cluster} is gone. Restore it from a backup.");
        await BringUpAsync(cancellation);
    }

    /// <summary>Returns when a server answers: the one that runs, or a new one.</summary>
    public async Task BringUpAsync(CancellationToken cancellation)
    {
        await account.MakePrivateFolderAsync(Sockets, cancellation);
        var since = TimeProvider.System.GetTimestamp();
        while (await KnockAsync(cancellation) is var answer && answer != Answer.Ready)
        {
            if (answer == Answer.Silence)
            {
                if (!Directory.Exists(cluster))
                    await InitialiseAsync(cancellation);
                await ForgetDeadServerAsync(cancellation);
                Orphans.End(cluster);
                var start = await StartAsync(cancellation);
                if (start.Well)
                    continue;
                var said = $"{start.Tail}\n{await LogTailAsync(cancellation)}".Trim();
                if (!SpeaksOfRemains(said) || TimeProvider.System.GetElapsedTime(since) > PatienceWithRemains)
                {
                    await RemoveSocketsAsync();
                    throw new PrivateClusterException($"PostgreSQL does not start in {folder.Path}. It said:\n{said}");
                }
            }
            await Task.Delay(Pause, cancellation);
        }
    }

    public async Task CreateDatabaseAsync(string database, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(Administration);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var known = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        {
            Parameters = { new() { Value = database } },
        };
        if (await known.ExecuteScalarAsync(cancellation) is not null)
            return;
        await using var create = new NpgsqlCommand($"create database {database}", connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    public async Task StopAsync()
    {
        // A dead server's pid may still look alive to pg_ctl, which would then wait for it; and PostgreSQL hangs for ever
        // when a fast stop meets its recovery from a crash, so that is waited for first.
        while (await KnockAsync(CancellationToken.None) is var answer && answer != Answer.Ready)
        {
            if (answer == Answer.Silence)
                return;
            await Task.Delay(Pause);
        }
        var stop = await StopAsync(isVolatile ? "immediate" : "fast");
        if (!stop.Well)
            stop = await StopAsync("immediate");
        if (!stop.Well)
            throw new PrivateClusterException($"PostgreSQL in {folder.Path} did not stop.\n{stop.Tail}");
        await RemoveSocketsAsync();
    }

    /// <summary>
    /// Whether a server answers here. A pid says nothing: it may be dead and not yet reaped, or another program's by now.
    /// </summary>
    private async Task<Answer> KnockAsync(CancellationToken cancellation)
    {
        if (!File.Exists(Socket))
            return Answer.Silence;
        try
        {
            await using var source = NpgsqlDataSource.Create(Administration);
            await using var connection = await source.OpenConnectionAsync(cancellation);
            return Answer.Ready;
        }
        catch (PostgresException e)
        {
            return e.SqlState == PostgresErrorCodes.CannotConnectNow ? Answer.NotYet : Answer.Ready;
        }
        catch (NpgsqlException)
        {
            return Answer.Silence;
        }
    }

    private async Task InitialiseAsync(CancellationToken cancellation)
    {
        progress($"Making a PostgreSQL {binaries.Major} cluster in {folder.Path}");
        var draft = folder.NewDraft("postgres");
        await account.OwnAsync(draft, cancellation);
        // No password: the sockets' folder is closed to everybody else.
        var made = await account.RunAsync(
            binaries.InitDb,
            cancellation,
            "-D",
            draft,
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--lc-messages=C",
            "--no-instructions",
            isVolatile ? "--no-sync" : "--data-checksums"
        );
        if (made.Well)
            made = await account.ShellAsync("""echo "include '../postgres.conf'" >> "$1/postgresql.conf" """, cancellation, draft);
        if (!made.Well)
            throw new PrivateClusterException($"PostgreSQL could not make a cluster in {folder.Path}. It said:\n{made.Tail}");
        Directory.Move(draft, cluster);
    }

    private async Task<Ran> StartAsync(CancellationToken cancellation)
    {
        await ClusterSettings.WriteAsync(folder.Entry("postgres.conf"), Sockets, isVolatile, cancellation);
        await account.ShellAsync("""[ ! -e "$1" ] || mv -f "$1" "$1.old" """, cancellation, Log);
        return await account.RunAsync(binaries.PgCtl, cancellation, "start", "-D", cluster, "-l", Log, "-w", "-t", "300", "-s");
    }

    private Task<Ran> StopAsync(string mode) =>
        account.RunAsync(binaries.PgCtl, CancellationToken.None, "stop", "-D", cluster, "-m", mode, "-w", "-t", "60", "-s");

    private async Task<string> LogTailAsync(CancellationToken cancellation) =>
        (await account.ShellAsync("""tail -n 12 "$1" """, cancellation, Log)).Output;

    /// <summary>Backends of a killed server that have not noticed yet, or a start whose application was killed.</summary>
    private static bool SpeaksOfRemains(string said) =>
        said.Contains("shared memory block", StringComparison.Ordinal) || said.Contains("lock file \"", StringComparison.Ordinal);

    /// <summary>
    /// Lock files whose process is a corpse nobody has reaped, or another program by now, would block the start for ever.
    /// A postmaster's working folder is its cluster. PostgreSQL still looks for old backends at their shared memory by itself.
    /// </summary>
    private async Task ForgetDeadServerAsync(CancellationToken cancellation)
    {
        foreach (var file in new[] { Path.Combine(cluster, "postmaster.pid"), Socket + ".lock" })
        {
            if (!File.Exists(file))
                continue;
            var pid = File.ReadLines(file).FirstOrDefault();
            if (new FileInfo($"/proc/{pid}/cwd").LinkTarget != cluster)
                await account.ShellAsync("""rm -f "$1" """, cancellation, file);
        }
    }

    /// <summary>Unless somebody still uses them.</summary>
    private async Task RemoveSocketsAsync() => await account.ShellAsync("""rmdir "$1" """, CancellationToken.None, Sockets);
}
