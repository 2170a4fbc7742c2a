using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace UseIt.PrivatePostgres;

/// <summary>
/// A PostgreSQL of our own in a data folder: found or started, reached through a unix socket only, shared by every
/// process on that folder, started again when it is killed, stopped by the last one that leaves. It outlives a killed process and is found
/// again by the next.
/// </summary>
public sealed partial class PrivateCluster : IAsyncDisposable
{
    private readonly PostgresServer server;
    private readonly PrivateClusterOptions options;
    private readonly ServerGuard guard;
    private FileLock? lease;

    private PrivateCluster(DataFolder folder, PostgresServer server, PrivateClusterOptions options, FileLock lease)
    {
        Folder = folder;
        this.server = server;
        this.options = options;
        this.lease = lease;
        // Reaches us, and so keeps the lease: whoever guards holds it.
        guard = new ServerGuard(server, cancellation => TakeTurnAsync(Folder, cancellation), options.Progress ?? (_ => { }));
    }

    /// <summary>/var/lib/useit for root, otherwise useit in $XDG_DATA_HOME or ~/.local/share.</summary>
    public static string DefaultFolder =>
        Environment.IsPrivilegedProcess
            ? "/var/lib/useit"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "useit"
            );

    /// <summary>The data folder, for what else is kept there (keys, mail).</summary>
    public DataFolder Folder { get; }

    /// <summary>PostgreSQL's major version.</summary>
    public int MajorVersion => server.Binaries.Major;

    /// <summary>How to reach the database named in the options.</summary>
    public string ConnectionString => ConnectionTo(options.Database);

    /// <summary>How to reach another database of this cluster.</summary>
    public string ConnectionTo(string database) => server.ConnectionTo(database);

    /// <summary>
    /// Joins the folder's running server, or starts one (making the cluster the first time), and holds it until disposed: as long as that,
    /// a server that ends for whatever reason is started again.
    /// </summary>
    /// <exception cref="PrivateClusterException">It cannot be had; the message says why and what to do.</exception>
    public static async Task<PrivateCluster> StartAsync(PrivateClusterOptions options, CancellationToken cancellation = default)
    {
        if (!OperatingSystem.IsLinux())
            throw new PrivateClusterException(
                "The private PostgreSQL runs on Linux only. Configure a connection string to a PostgreSQL of yours."
            );
        if (!PlainName().IsMatch(options.Database))
            throw new PrivateClusterException($"The database name {options.Database} is not plain. Use lower-case letters, digits and _.");

        var folder = DataFolder.Open(options.Folder);
        using var turn = await TakeTurnAsync(folder, cancellation);
        await SettleHereAsync(folder, cancellation);
        var server = await PrepareAsync(folder, options, cancellation);
        // Only a process that leaves takes the lease alone, and it needs the turn for that.
        var lease =
            FileLock.TryShared(LeaseOf(folder))
            ?? throw new PrivateClusterException($"The lock {LeaseOf(folder)} is held by another program.");
        try
        {
            await server.BringUpAsync(cancellation);
            await server.CreateDatabaseAsync(options.Database, cancellation);
            return new PrivateCluster(folder, server, options, lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Leaves; the last process to leave stops the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref lease, null) is not { } held)
            return;
        await guard.DisposeAsync();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        using var turn = await TakeTurnAsync(Folder, CancellationToken.None);
        held.Dispose();
        using var alone = await FileLock.TryAloneAsync(LeaseOf(Folder));
        if (alone is not null)
            await server.StopAsync();
    }

    private static string LeaseOf(DataFolder folder) => folder.Entry("cluster.lease");

    /// <summary>Starting and leaving happen one process at a time.</summary>
    private static async Task<FileLock> TakeTurnAsync(DataFolder folder, CancellationToken cancellation)
    {
        try
        {
            return await FileLock.ExclusiveAsync(folder.Entry("cluster.lock"), cancellation);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new PrivateClusterException(
                $"The data folder {folder.Path} cannot be written by {Environment.UserName}: {e.Message} Free or open it, or choose another.",
                e
            );
        }
    }

    /// <summary>
    /// Two containers on one volume share the lease, but see neither each other's sockets nor processes;
    /// a second server on the same files would ruin them, and PostgreSQL itself could not tell.
    /// </summary>
    private static async Task SettleHereAsync(DataFolder folder, CancellationToken cancellation)
    {
        var home = folder.Entry("cluster.home");
        var here =
            $"{await File.ReadAllTextAsync("/proc/sys/kernel/random/boot_id", cancellation)}{new FileInfo("/proc/self/ns/pid").LinkTarget}\n";
        if (File.Exists(home) && await File.ReadAllTextAsync(home, cancellation) == here)
            return;
        using var alone =
            await FileLock.TryAloneAsync(LeaseOf(folder))
            ?? throw new PrivateClusterException(
                $"The data folder {folder.Path} is in use on another machine or in another container. Stop it there, or give both a connection string to one PostgreSQL."
            );
        await File.WriteAllTextAsync(home, here, cancellation);
    }

    private static async Task<PostgresServer> PrepareAsync(DataFolder folder, PrivateClusterOptions options, CancellationToken cancellation)
    {
        var cluster = folder.Entry("postgres");
        var progress = options.Progress ?? (_ => { });
        var account = await ServerAccount.ChooseAsync(cluster, cancellation);
        var binaries = await PostgresBinaries.FindAsync(folder, PostgresBinaries.MajorOf(cluster), options.FromNpm, progress, cancellation);
        await account.RequireReachAsync(folder.Path, "choose a data folder elsewhere", cancellation);
        await account.RequireReachAsync(binaries.Folder, "set PG_BIN to a PostgreSQL elsewhere", cancellation);
        return new PostgresServer(folder, cluster, account, binaries, options.Volatile, progress)
        {
            // In /tmp because a socket's path has at most 107 bytes; the data folder's may be longer.
            Sockets = "/tmp/useit-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cluster)))[..16],
        };
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex PlainName();
}
