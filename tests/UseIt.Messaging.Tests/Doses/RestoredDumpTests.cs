using System.Diagnostics;
using System.Globalization;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Testing;

namespace UseIt.Messaging.Tests.Doses;

/// <summary>
/// A dump taken with PostgreSQL's own tools and restored elsewhere: readers, reactions and messages go on where they stood.
/// </summary>
public sealed class RestoredDumpTests : IAsyncLifetime
{
    private string original = "";
    private string restored = "";

    public async Task InitializeAsync() =>
        (original, restored) = (
            await PostgresFixture.CreateDatabaseAsync("garden", GardenNode.MigrateAsync),
            await PostgresFixture.CreateDatabaseAsync()
        );

    public async Task DisposeAsync()
    {
        await PostgresFixture.DropDatabaseAsync(original);
        await PostgresFixture.DropDatabaseAsync(restored);
    }

    [Fact]
    public async Task readers_and_messages_of_a_restored_dump_go_on_and_skip_and_repeat_nothing()
    {
        var steps = Plan.For(seed: 77, facts: 1500).Steps.Where(s => s.Way is Plan.Way.Command or Plan.Way.PausedCommand).ToArray();
        var third = steps.Length / 3;
        await using (var garden = new GardenNode(original, Stream.Null))
        {
            await SowAsync(garden, steps[..third]);
            await garden.Projector.CatchUpAsync();
            await garden.Outbox.RunDueAsync();
            // From here on readers are behind, messages wait, and the last numbers are dead.
            await SowAsync(garden, steps[third..(2 * third)]);
            await using var connection = await garden.Database.OpenConnectionAsync();
            await using var lost = await connection.BeginTransactionAsync();
            await garden.Store.AppendAsync(new Append().To<Bed>(Guid.CreateVersion7(), 0, new BedDug(1), new BedDug(2)), connection);
            await lost.RollbackAsync();
        }
        await DumpAndRestoreAsync();

        await using var there = new GardenNode(restored, Stream.Null);
        var behind = await there.Projector.HealthAsync();
        Assert.All(behind.Followers, f => Assert.True(f.Lag > 0));
        Assert.Equal(await AskAsync<long>(there, "select last_value from events.mt_events_sequence"), behind.Ceiling);
        await SowAsync(there, steps[(2 * third)..]);
        await DoAsync(there, "update events.mark set kind = 'test', clock_offset = interval '1 hour'");
        do await there.Projector.CatchUpAsync();
        while (await there.Outbox.RunDueAsync() > 0);
        await there.Projector.CatchUpAsync();

        Assert.Equal(steps.Sum(s => (long)s.Facts), await AskAsync<long>(there, "select count(*) from events.mt_events"));
        Assert.Equal(
            steps.Count(s => s.Tended),
            await AskAsync<long>(
                there,
                """
                select count(*) from views.sowings_1
                where (data ->> 'watered')::int = 1 and (data ->> 'fed')::int = 1 and (data ->> 'harvested')::int = 1
                """
            )
        );
        Assert.Equal(0, await AskAsync<long>(there, "select count(*) from messaging.outgoing"));
        Assert.Empty(await new LogVerifier(there.Store, GardenNode.Views, there.Handlers).VerifyAsync());
    }

    private static async Task SowAsync(GardenNode garden, IEnumerable<Plan.Step> steps)
    {
        foreach (var step in steps)
            Assert.IsType<Outcome.Done>(
                await garden.Dispatcher.SendAsync(
                    new SowBed(step.Bed, step.Number, step.Weedings, step.Tended),
                    new CommandContext(Actor.System, $"{step.Number}", "")
                )
            );
    }

    private async Task DumpAndRestoreAsync()
    {
        await using var source = NpgsqlDataSource.Create(original);
        await using var ask = source.CreateCommand("select setting from pg_config where name = 'BINDIR'");
        var tools = (string)(await ask.ExecuteScalarAsync())!;
        var (from, to) = (new NpgsqlConnectionStringBuilder(original), new NpgsqlConnectionStringBuilder(restored));
        var file = Path.GetTempFileName();
        await RunAsync("pg_dump", from, "-Fc", "-f", file);
        await RunAsync("pg_restore", to, "--exit-on-error", file);
        File.Delete(file);

        async Task RunAsync(string tool, NpgsqlConnectionStringBuilder database, params string[] arguments)
        {
            using var process = Process.Start(
                Path.Combine(tools, tool),
                [
                    "-h",
                    database.Host!,
                    "-p",
                    database.Port.ToString(CultureInfo.InvariantCulture),
                    "-U",
                    database.Username!,
                    "-d",
                    database.Database!,
                    .. arguments,
                ]
            );
            await process.WaitForExitAsync();
            Assert.Equal((tool, 0), (tool, process.ExitCode));
        }
    }

    private static async Task<T> AskAsync<T>(GardenNode garden, string sql)
    {
        await using var command = garden.Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static async Task DoAsync(GardenNode garden, string sql)
    {
        await using var command = garden.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
