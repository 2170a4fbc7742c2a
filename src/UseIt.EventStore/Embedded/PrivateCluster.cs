using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace UseIt.EventStore;

/// <summary>
/// A PostgreSQL of our own in a data folder: found or started, reached through a unix socket only, shared by every
/// process on that folder, stopped by the last one that leaves. It outlives a killed process and is found again by the next.
/// </summary>
public sealed partial class PrivateCluster : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>After kill -9 the old server's shared memory stays attached until its last backend has noticed.</summary>
    private static readonly TimeSpan PatienceWithRemains = TimeSpan.FromSeconds(20);

    private readonly DataFolder folder;
    private readonly PrivateClusterOptions options;
    private readonly PostgresBinaries binaries;
    private readonly ServerAccount account;
    private FileLock? lease;

    private PrivateCluster(DataFolder folder, PrivateClusterOptions options, PostgresBinaries binaries, ServerAccount account)
    {
        this.folder = folder;
        this.options = options;
        this.binaries = binaries;
        this.account = account;
    }

    /// <summary>/var/lib/useit for root, otherwise useit in $XDG_DATA_HOME or ~/.local/share.</summary>
    public static string DefaultFolder => Environment.IsPrivilegedProcess
        ? "/var/lib/useit"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "useit");

    /// <summary>How to reach the database named in the options.</summary>
    public string ConnectionString => ConnectionTo(options.Database);

    /// <summary>The data folder, for what else is kept there (keys, mail).</summary>
    public DataFolder Folder => folder;

    /// <summary>PostgreSQL's major version.</summary>
    public int MajorVersion => binaries.Major;

    /// <summary>How to reach another database of this cluster.</summary>
    public string ConnectionTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = SocketFolder,
        Username = "postgres",
        Database = database,
        // Several processes share one server.
        MaxPoolSize = 50,
    }.ConnectionString;

    private string Cluster => ClusterIn(folder);
    private string ServerLog => Path.Combine(Cluster, "server.log");
    private string SocketFile => Path.Combine(SocketFolder, ".s.PGSQL.5432");
    private bool Initialised => File.Exists(Path.Combine(Cluster, "PG_VERSION"));

    /// <summary>In /tmp because a socket's path has at most 107 bytes; the data folder's may be longer.</summary>
    private string SocketFolder { get; init; } = "";

    /// <summary>Joins the folder's running server, or starts one (making the cluster the first time), and holds it until disposed.</summary>
    /// <exception cref="PrivateClusterException">It cannot be had; the message says why and what to do.</exception>
    public static async Task<PrivateCluster> StartAsync(PrivateClusterOptions options, CancellationToken cancellation = default)
    {
        if (!OperatingSystem.IsLinux())
            throw new PrivateClusterException("The private PostgreSQL runs on Linux only. Configure a connection string to a PostgreSQL of yours.");
        if (!PlainName().IsMatch(options.Database))
            throw new PrivateClusterException($"The database name {options.Database} is not plain. Use lower-case letters, digits and _.");

        var folder = DataFolder.Open(options.Folder);
        using var turn = await TakeTurnAsync(folder, cancellation);
        var cluster = ClusterIn(folder);
        var account = await ServerAccount.ChooseAsync(cluster, cancellation);
        var binaries = await PostgresBinaries.FindAsync(folder, MajorOf(cluster), options.FromNpm, options.Progress ?? (_ => { }), cancellation);
        await account.RequireReachAsync([folder.Path, binaries.Folder], cancellation);

        var started = new PrivateCluster(folder, options, binaries, account)
        {
            SocketFolder = "/tmp/useit-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cluster)))[..16],
            // Only who leaves takes it alone, and that needs the turn.
            lease = FileLock.TryShared(folder.Entry(LeaseName)) ?? throw new PrivateClusterException($"The lock {folder.Entry(LeaseName)} is held by another program."),
        };
        try
        {
            await account.MakePrivateFolderAsync(started.SocketFolder, cancellation);
            await started.BringUpAsync(cancellation);
            await started.CreateDatabaseAsync(cancellation);
            return started;
        }
        catch
        {
            started.lease.Dispose();
            await started.RemoveSocketFolderAsync();
            throw;
        }
    }

    /// <summary>Leaves; the last process to leave stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref lease, null) is not { } held) return;
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        using var turn = await TakeTurnAsync(folder, CancellationToken.None);
        held.Dispose();
        using var alone = await FileLock.TryAloneAsync(folder.Entry(LeaseName));
        if (alone is not null) await StopAsync();
    }

    private async Task StopAsync()
    {
        // A dead server's pid may still look alive to pg_ctl, which would then wait for it; and PostgreSQL hangs for ever
        // when a fast stop meets its recovery from a crash, so that is waited for first.
        while (await KnockAsync(CancellationToken.None) is var answer && answer != Answer.Ready)
        {
            if (answer == Answer.Silence) return;
            await Task.Delay(Pause);
        }
        var stop = await StopAsync(options.Volatile ? "immediate" : "fast");
        if (!stop.Well) stop = await StopAsync("immediate");
        if (!stop.Well) throw new PrivateClusterException($"PostgreSQL in {folder.Path} did not stop.\n{stop.Tail}");
        await RemoveSocketFolderAsync();
    }

    /// <summary>Unless a server still uses it.</summary>
    private async Task RemoveSocketFolderAsync() => await account.ShellAsync("""rmdir "$1" """, CancellationToken.None, SocketFolder);

    private Task<Ran> StopAsync(string mode) =>
        account.RunAsync(binaries.PgCtl, CancellationToken.None, "stop", "-D", Cluster, "-m", mode, "-w", "-t", "60", "-s");

    private const string LeaseName = "cluster.lease";

    private static string ClusterIn(DataFolder folder) => folder.Entry("postgres");

    private static async Task<FileLock> TakeTurnAsync(DataFolder folder, CancellationToken cancellation)
    {
        try
        {
            return await FileLock.ExclusiveAsync(folder.Entry("cluster.lock"), cancellation);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new PrivateClusterException($"The data folder {folder.Path} cannot be written by {Environment.UserName}: {e.Message} Free or open it, or choose another.", e);
        }
    }

    private static int? MajorOf(string cluster)
    {
        try
        {
            return int.Parse(File.ReadAllText(Path.Combine(cluster, "PG_VERSION")), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FormatException)
        {
            throw new PrivateClusterException($"The database folder {cluster} cannot be read by {Environment.UserName}: {e.Message} Run as the user it belongs to.", e);
        }
    }

    private enum Answer { Silence, NotYet, Ready }

    private async Task BringUpAsync(CancellationToken cancellation)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await KnockAsync(cancellation);
            if (answer == Answer.Ready) return;
            if (answer == Answer.Silence)
            {
                if (!Initialised) await InitialiseAsync(cancellation);
                await ForgetDeadServerAsync(cancellation);
                var start = await StartServerAsync(cancellation);
                if (start.Well) continue;
                var said = start.Tail + '\n' + await LogTailAsync(cancellation);
                if (!SpeaksOfRemains(said) || TimeProvider.System.GetElapsedTime(since) > PatienceWithRemains)
                    throw new PrivateClusterException($"PostgreSQL does not start in {folder.Path}. It said:\n{said.Trim()}");
            }
            await Task.Delay(Pause, cancellation);
        }
    }

    /// <summary>Whether a server answers here. A pid says nothing: it may be dead and not yet reaped, or another program's by now.</summary>
    private async Task<Answer> KnockAsync(CancellationToken cancellation)
    {
        if (!File.Exists(SocketFile)) return Answer.Silence;
        try
        {
            await using var connection = new NpgsqlConnection(AdministrativeConnection);
            await connection.OpenAsync(cancellation);
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

    private string AdministrativeConnection =>
        new NpgsqlConnectionStringBuilder(ConnectionTo("postgres")) { Pooling = false, Timeout = 5 }.ConnectionString;

    /// <summary>Made beside its place and then moved there: a start that was cut off half-way leaves nothing behind that looks whole.</summary>
    private async Task InitialiseAsync(CancellationToken cancellation)
    {
        options.Progress?.Invoke($"Making a PostgreSQL {binaries.Major} cluster in {folder.Path}");
        var draft = Cluster + ".new";
        if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        Directory.CreateDirectory(draft);
        await account.OwnAsync(draft, cancellation);
        string[] durability = options.Volatile ? ["--no-sync"] : ["--data-checksums"];
        // The sockets' folder is closed to everybody else: that is the guard.
        var made = await account.RunAsync(binaries.InitDb, cancellation,
            ["-D", draft, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--lc-messages=C", "--no-instructions", .. durability]);
        if (made.Well) made = await account.ShellAsync("""echo "include '../postgres.conf'" >> "$1/postgresql.conf" """, cancellation, draft);
        if (!made.Well) throw new PrivateClusterException($"PostgreSQL could not make a cluster in {folder.Path}. It said:\n{made.Tail}");
        Directory.Move(draft, Cluster);
    }

    private async Task<Ran> StartServerAsync(CancellationToken cancellation)
    {
        await ClusterSettings.WriteAsync(folder.Entry("postgres.conf"), SocketFolder, options.Volatile, cancellation);
        await account.ShellAsync("""[ ! -e "$1" ] || mv -f "$1" "$1.old" """, cancellation, ServerLog);
        return await account.RunAsync(binaries.PgCtl, cancellation, "start", "-D", Cluster, "-l", ServerLog, "-w", "-t", "300", "-s");
    }

    private async Task<string> LogTailAsync(CancellationToken cancellation) =>
        Ran.LastLines((await account.ShellAsync("""tail -n 12 "$1" """, cancellation, ServerLog)).Output);

    private static bool SpeaksOfRemains(string said) => said.Contains("shared memory block", StringComparison.Ordinal);

    /// <summary>
    /// Lock files whose process is a corpse nobody has reaped, or another program by now, would block the start for ever.
    /// A postmaster's working folder is its cluster. PostgreSQL still looks for old backends at their shared memory by itself.
    /// </summary>
    private async Task ForgetDeadServerAsync(CancellationToken cancellation)
    {
        foreach (var file in new[] { Path.Combine(Cluster, "postmaster.pid"), SocketFile + ".lock" })
        {
            if (!File.Exists(file)) continue;
            var pid = File.ReadLines(file).FirstOrDefault();
            if (new FileInfo($"/proc/{pid}/cwd").LinkTarget != Cluster) await account.ShellAsync("""rm -f "$1" """, cancellation, file);
        }
    }

    private async Task CreateDatabaseAsync(CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(AdministrativeConnection);
        await connection.OpenAsync(cancellation);
        await using var known = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = options.Database } } };
        if (await known.ExecuteScalarAsync(cancellation) is not null) return;
        await using var create = new NpgsqlCommand($"create database {options.Database}", connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex PlainName();
}
