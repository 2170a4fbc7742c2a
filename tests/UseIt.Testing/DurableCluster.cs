using Npgsql;
using UseIt.PrivatePostgres;

namespace UseIt.Testing;

/// <summary>A cluster on disk with every safeguard on, for tests that kill the server or the application.</summary>
public sealed class DurableCluster : IAsyncDisposable
{
    private PrivateCluster cluster;

    private DurableCluster(PrivateCluster cluster) => this.cluster = cluster;

    public string ConnectionString => cluster.ConnectionString;

    public string Folder => cluster.Folder.Path;

    public static async Task<DurableCluster> StartAsync() => new(await StartAsync(TestFolders.New()));

    /// <summary>kill -9 to the postmaster and its backends; it stays dead, unless another process guards it.</summary>
    public async Task KillServerAsync()
    {
        if (!TestFolders.KillServer(Folder))
            throw new InvalidOperationException($"No server runs in {Folder}.");
        await LeaveAsync();
    }

    /// <summary>Leaves the server to the other processes that hold it; where there is none, it stops.</summary>
    public ValueTask LeaveAsync() => cluster.DisposeAsync();

    /// <summary>Starts the server again after it was killed, and forgets the pooled connections to the dead one.</summary>
    public async Task RestartAsync()
    {
        var before = cluster;
        cluster = await StartAsync(Folder);
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await before.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.DisposeAsync();
        TestFolders.Remove(Folder);
    }

    private static Task<PrivateCluster> StartAsync(string folder) =>
        PrivateCluster.StartAsync(new PrivateClusterOptions { Folder = folder });
}
