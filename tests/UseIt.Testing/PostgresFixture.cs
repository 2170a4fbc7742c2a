using System.Collections.Concurrent;
using Npgsql;
using UseIt.PrivatePostgres;

namespace UseIt.Testing;

/// <summary>
/// The real PostgreSQL of one test process: started at first use, gone when the process ends.
/// A database costs a few milliseconds when it is copied from a template, so every test class has one of its own.
/// </summary>
public static class PostgresFixture
{
    private static readonly Lazy<Task<PrivateCluster>> Started = new(StartAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Templates = new();
    private static int databases;

    /// <summary>The process's cluster, started at first use.</summary>
    public static Task<PrivateCluster> ClusterAsync() => Started.Value;

    /// <summary>An empty database; its connection string.</summary>
    public static Task<string> CreateDatabaseAsync() => CopyAsync("template0");

    /// <summary>
    /// A copy of the template of that name, which <paramref name="fill"/> fills once in the process;
    /// it is given the template's connection string; what it leaves connected is ended.
    /// </summary>
    public static async Task<string> CreateDatabaseAsync(string template, Func<string, Task> fill)
    {
        var filled = Templates.GetOrAdd(template, _ => new Lazy<Task<string>>(() => FillAsync(fill)));
        return await CopyAsync(await filled.Value);
    }

    /// <summary>Drops a database, whoever is still connected to it.</summary>
    public static async Task DropDatabaseAsync(string connectionString)
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(connectionString));
        await ExecuteAsync($"drop database if exists {new NpgsqlConnectionStringBuilder(connectionString).Database} with (force)");
    }

    private static async Task<string> FillAsync(Func<string, Task> fill)
    {
        var name = NextName("template");
        await ExecuteAsync($"create database {name} template template0 strategy file_copy");
        var connection = await ConnectionToAsync(name, pooling: true);
        await fill(connection);
        // Whoever is still connected forbids copying.
        NpgsqlConnection.ClearPool(new NpgsqlConnection(connection));
        await ExecuteAsync($"select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '{name}'");
        return name;
    }

    private static async Task<string> CopyAsync(string template)
    {
        var name = NextName("test");
        await ExecuteAsync($"create database {name} template {template} strategy file_copy");
        return await ConnectionToAsync(name, pooling: true);
    }

    private static string NextName(string kind) => $"{kind}_{Interlocked.Increment(ref databases)}";

    private static async Task<string> ConnectionToAsync(string database, bool pooling) =>
        new NpgsqlConnectionStringBuilder((await ClusterAsync()).ConnectionTo(database))
        {
            Pooling = pooling,
            MaxPoolSize = 10,
            Timeout = (int)Patience.Long.TotalSeconds,
            CommandTimeout = (int)Patience.Long.TotalSeconds,
        }.ConnectionString;

    private static async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(await ConnectionToAsync("postgres", pooling: false));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PrivateCluster> StartAsync()
    {
        var folder = TestFolders.New(inMemory: true);
        TestFolders.RemoveWhenWeAreGone(folder);
        return await PrivateCluster.StartAsync(new PrivateClusterOptions { Folder = folder, Volatile = true });
    }
}
