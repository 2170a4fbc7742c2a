using System.Diagnostics;
using System.Globalization;
using Npgsql;
using UseIt.Marketplace.CommandLine;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Doses;

/// <summary>
/// Taken from a node that was killed with messages in hand, and restored elsewhere: readers, reactions and messages go on where they stood.
/// </summary>
[Collection("Alone")]
public sealed class RestoredTests : IAsyncLifetime
{
    private DurableCluster cluster = null!;
    private string restored = "";

    public async Task InitializeAsync()
    {
        cluster = await DurableCluster.StartAsync();
        restored = new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = "restored" }.ConnectionString;
    }

    public async Task DisposeAsync() => await cluster.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task readers_and_messages_go_on_and_skip_and_repeat_nothing(bool byTheServersOwnTools)
    {
        var plan = Plan.For(seed: 77, facts: 600);
        await using (var before = await Dose.BeginAsync(cluster.ConnectionString, plan))
        {
            await before.RunAsync("create database restored");
            await using var gate = await before.Database.OpenConnectionAsync();
            var writing = new Writers(before);
            await using (var node = await Node.StartAsync(cluster.ConnectionString))
            {
                // From here on effects wait, readers run into messages that nobody finishes, and the last numbers are dead.
                await using var closed = await gate.BeginTransactionAsync();
                await using (var close = new NpgsqlCommand("lock table notifications.inbox in share mode", gate))
                    await close.ExecuteNonQueryAsync();
                writing.Start(4);
                await writing.Finished.WaitAsync(Patience.Long);
                await Dose.UntilAsync(() =>
                    before.AskAsync<bool>(
                        "select count(*) > 10 from wolverine.wolverine_incoming_envelopes where status = 'Incoming' and owner_id > 0"
                    )
                );
                await node.KillAsync();
            }
            Assert.Empty(writing.Wrong);
            await before.RunAsync("select nextval('events.mt_events_sequence'), nextval('events.mt_events_sequence')");
            if (byTheServersOwnTools)
                await DumpAndRestoreAsync();
            else
                await BackUpAndRestoreAsync(before.Settings);
        }

        await using var after = await Dose.JoinAsync(restored, plan);
        if (!byTheServersOwnTools)
        {
            Assert.Equal(0, await after.AskAsync<long>("select count(*) from wolverine.wolverine_nodes"));
            Assert.Equal(0, await after.AskAsync<long>("select count(*) from messaging.node"));
            Assert.Equal(0, await after.AskAsync<long>("select count(*) from wolverine.wolverine_incoming_envelopes where owner_id <> 0"));
            await after.RunAsync("create table public.told (id uuid not null)");
        }
        await using (var node = await Node.StartAsync(restored))
        {
            await after.DrainAsync();
            Assert.Empty(node.Wrong);
            Assert.Equal(0, node.ShutOut);
            await after.CheckAsync(plan);
        }
    }

    private async Task BackUpAndRestoreAsync(Settings settings)
    {
        var file = Path.Combine(TestFolders.Scratch(), "monday.backup");
        await Backup.WriteAsync(settings, file, withSecrets: true);
        await Restore.ReadAsync(Dose.SettingsOf(restored), file);
    }

    private async Task DumpAndRestoreAsync()
    {
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var ask = source.CreateCommand("select setting from pg_config where name = 'BINDIR'");
        var tools = (string)(await ask.ExecuteScalarAsync())!;
        var (from, to) = (new NpgsqlConnectionStringBuilder(cluster.ConnectionString), new NpgsqlConnectionStringBuilder(restored));
        var file = Path.Combine(TestFolders.Scratch(), "monday.dump");
        await RunAsync("pg_dump", from, "-Fc", "-f", file);
        await RunAsync("pg_restore", to, "--exit-on-error", file);

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
}
