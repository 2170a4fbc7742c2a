using Npgsql;
using UseIt.Marketplace.Tests.Story;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Crashes;

public sealed class InterruptedStoryTests
{
    [Fact]
    public async Task a_story_whose_process_is_killed_half_way_is_completed_once()
    {
        var undisturbed = UndisturbedAsync();
        await using var cluster = await DurableCluster.StartAsync();
        await using (var telling = ServeProcess.Launch(cluster.Folder, "--story", "small"))
        {
            await telling.UntilAsync(line => line.Contains("The bids for", StringComparison.Ordinal));
            await telling.KillAsync();
        }
        var half = await FactsAsync(cluster.ConnectionString);
        // It goes on at the size it was begun, whatever is said now.
        await using var again = ServeProcess.Launch(cluster.Folder, "--story", "full");
        await again.UntilServingAsync();
        await again.KillAsync();

        var (whole, expected) = (await FactsAsync(cluster.ConnectionString), await undisturbed);
        Assert.Equal(expected, whole);
        Assert.InRange(half.Values.Sum(), 1, whole.Values.Sum() - 1);
    }

    private static async Task<SortedDictionary<string, long>> UndisturbedAsync()
    {
        var connection = await ToldStory.CreateDatabaseAsync();
        var facts = await FactsAsync(connection);
        await PostgresFixture.DropDatabaseAsync(connection);
        return facts;
    }

    // How often each fact was stored.
    private static async Task<SortedDictionary<string, long>> FactsAsync(string connection)
    {
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString
        );
        await using var count = database.CreateCommand("select type, count(*) from events.mt_events group by type");
        await using var reader = await count.ExecuteReaderAsync();
        var facts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
            facts[reader.GetString(0)] = reader.GetInt64(1);
        return facts;
    }
}
