using Npgsql;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.PrivatePostgres;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Crashes;

/// <summary>
/// A marketplace on disk with every safeguard on. Processes serve it and are killed; this process prepares what they serve and looks at
/// what they leave.
/// </summary>
public sealed class DurableMarketplace : IAsyncLifetime
{
    public DurableCluster Cluster { get; private set; } = null!;
    public MarketplaceApp App { get; private set; } = null!;
    public string Folder => Cluster.Folder;

    public async Task InitializeAsync()
    {
        Cluster = await DurableCluster.StartAsync();
        var keys = DataFolder.Open(Folder).PrivateFolder("keys");
        await File.WriteAllTextAsync(Path.Combine(keys, "key-encryption.key"), Convert.ToBase64String(MarketplaceApp.TestKey));
        App = await MarketplaceApp.BesideAsync(Cluster.ConnectionString, Folder);
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    /// <summary>A process that was there without a break in the hour before the deadline, until this instant.</summary>
    internal async Task<ServeProcess> ServedUntilAsync(TestTender tender, DateTimeOffset instant)
    {
        // However long the process takes to start, it is there before the minutes that count.
        var before = tender.Deadline - Outage.Window - Patience.Long;
        await App.ClockToAsync(before);
        var serving = await ServeProcess.StartAsync(Folder);
        await UntilAsync("select exists (select from tenders.heartbeat where seen >= $1)", before.UtcDateTime);
        await App.ClockToAsync(instant);
        await UntilAsync("select exists (select from tenders.heartbeat where seen >= $1)", instant.UtcDateTime);
        return serving;
    }

    /// <summary>A session of the test's own, outside every pool.</summary>
    public async Task<NpgsqlConnection> SessionAsync()
    {
        var session = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(Cluster.ConnectionString) { Pooling = false, ApplicationName = "test" }.ConnectionString
        );
        await session.OpenAsync();
        return session;
    }

    public Task<T> UntilFactAsync<T>(Guid stream)
        where T : class => UntilAsync(async () => (await App.FactsAsync<T>(stream)).FirstOrDefault(), typeof(T).Name);

    /// <summary>Waits until this query says true.</summary>
    public Task UntilAsync(string sql, params object[] values) =>
        UntilAsync(async () => await AskAsync<bool>(sql, values) ? sql : null, sql);

    public async Task<T> AskAsync<T>(string sql, params object[] values)
    {
        await using var command = App.Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> look, string what)
        where T : class
    {
        using var patience = Patience.Begin();
        while (!patience.IsCancellationRequested)
        {
            if (await look() is { } found)
                return found;
            await Task.Delay(10);
        }
        throw new TimeoutException($"Waited in vain for {what}.");
    }
}
