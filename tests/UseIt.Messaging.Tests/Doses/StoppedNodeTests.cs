using System.Globalization;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Testing;
using Xunit.Abstractions;

namespace UseIt.Messaging.Tests.Doses;

/// <summary>A node that hangs: it does not end, does not answer, and goes on later as if nothing had been.</summary>
[Collection("Alone")]
public sealed class StoppedNodeTests(ITestOutputHelper output) : IAsyncLifetime
{
    // Nothing is asserted about time; this only ends a test that would wait for ever.
    private const string InsideAPage = """
        select coalesce(max(pid), 0) from pg_stat_activity
        where application_name like 'useit projector %' and wait_event = 'PgSleep' and datname = current_database()
        """;

    private string connection = "";
    private GardenNode garden = null!;

    public async Task InitializeAsync()
    {
        connection = await PostgresFixture.CreateDatabaseAsync("garden", GardenNode.MigrateAsync);
        garden = new GardenNode(connection, Stream.Null);
    }

    public async Task DisposeAsync()
    {
        await garden.DisposeAsync();
        await PostgresFixture.DropDatabaseAsync(connection);
    }

    [Fact]
    public async Task another_node_takes_over_from_one_that_is_stopped_under_load_and_nothing_is_doubled_when_it_wakes()
    {
        var plan = Plan.For(seed: 20260602, facts: 12_000);
        var heard = new Heard(plan.Count);
        using var first = OtherNode.Start(connection, plan, 0, 2, 2, heard);
        await LeaderAsync(other: null);
        using var second = OtherNode.Start(connection, plan, 1, 2, 2, heard);
        var leading = first;
        foreach (var next in new[] { second, first })
        {
            var done = heard.Done;
            await UntilAsync(() => Task.FromResult(heard.Done > done + 100 || leading.Finished.IsCompleted));
            var before = await LeaderAsync(other: null);
            await leading.StopAsync();
            var stopped = await garden.Store.ClockAsync();
            await LeaderAsync(other: before);
            var took = await garden.Store.ClockAsync() - stopped;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"taken over {took.TotalSeconds:0.0} s after the stop"));
            // What is written from now on is seen though the one that led still sleeps.
            var written = await garden.Store.AppendAsync(new Append().To<Bed>(Guid.CreateVersion7(), 0, new BedDug(0)));
            Assert.True(await garden.Projector.WaitAllAsync(written.Position, Patience.Long));
            await leading.ContinueAsync();
            leading = next;
        }
        await Task.WhenAll(first.Finished, second.Finished).WaitAsync(Patience.Long);
        await CheckAsync(plan, heard, others: 2, first, second);
    }

    [Fact]
    public async Task a_node_stopped_in_the_middle_of_a_page_loses_its_locks_to_the_one_that_takes_over()
    {
        // A page stays inside its own transaction, with the positions locked, for as long as we hold a lock; as when its sender stops in
        // the middle of a statement.
        await DoAsync(
            """
            create function wait_for_test() returns trigger language plpgsql as $$
            begin
              while not pg_try_advisory_xact_lock(42) loop perform pg_sleep(0.02); end loop;
              return new;
            end $$;
            create trigger wait_for_test before insert or update on views.beds_1 for each row execute function wait_for_test()
            """
        );
        var plan = new Plan(Seed: 3, Count: 40);
        var heard = new Heard(plan.Count);
        await using var gate = await garden.Database.OpenConnectionAsync();
        await RunAsync(gate, "select pg_advisory_lock(42)");
        using var first = OtherNode.Start(connection, plan, 0, 1, 4, heard);
        var inside = 0;
        await UntilAsync(async () => (inside = await AskAsync<int>(InsideAPage)) > 0);
        await first.Finished.WaitAsync(Patience.Long);
        var before = await LeaderAsync(other: null);

        await first.StopAsync();
        Assert.True(
            await AskAsync<bool>(
                $"select exists (select from pg_locks where pid = {inside} and relation = 'events.mt_event_progression'::regclass)"
            )
        );
        // Whoever comes next does not wait; the one inside waits on, and holds what it holds.
        await DoAsync("create or replace function wait_for_test() returns trigger language plpgsql as $$ begin return new; end $$");
        using var second = OtherNode.Start(connection, plan, 0, 1, 4, heard);
        await LeaderAsync(other: before);
        Assert.True(await garden.Projector.WaitAllAsync(await garden.Store.CeilingAsync(), Patience.Long));
        Assert.False(await AskAsync<bool>($"select exists (select from pg_stat_activity where pid = {inside})"));

        await first.ContinueAsync();
        await RunAsync(gate, "select pg_advisory_unlock(42)");
        await CheckAsync(plan, heard, others: 0, first, second);
    }

    private async Task CheckAsync(Plan plan, Heard heard, int others, params OtherNode[] nodes)
    {
        await UntilAsync(async () => await AskAsync<long>("select count(*) from messaging.outgoing") == 0);
        Assert.True(await garden.Projector.WaitAllAsync(await garden.Store.CeilingAsync(), Patience.Long));
        foreach (var node in nodes)
            Assert.Equal(0, await node.LeaveAsync());
        Assert.Empty(heard.Wrong);
        Assert.Equal(plan.Steps.Sum(s => (long)s.Facts) + others, await AskAsync<long>("select count(*) from events.mt_events"));
        var tended = plan.Steps.Count(s => s.Tended);
        Assert.Equal(
            tended,
            await AskAsync<long>(
                """
                select count(*) from views.sowings_1
                where (data ->> 'watered')::int = 1 and (data ->> 'fed')::int = 1 and (data ->> 'harvested')::int = 1
                """
            )
        );
        Assert.Equal(tended, heard.Told.Values.Sum());
        Assert.Empty(await new LogVerifier(garden.Store, GardenNode.Views, garden.Handlers).VerifyAsync());
    }

    /// <summary>Who leads, once it is another than the one given.</summary>
    private async Task<Guid> LeaderAsync(Guid? other)
    {
        var leader = Guid.Empty;
        await UntilAsync(async () =>
        {
            await using var command = garden.Database.CreateCommand("select owner from events.lease where name = 'projector'");
            return await command.ExecuteScalarAsync() is Guid owner && (leader = owner) != other;
        });
        return leader;
    }

    private static async Task UntilAsync(Func<Task<bool>> so)
    {
        using var patience = Patience.Begin();
        while (!await so())
            await Task.Delay(5, patience.Token);
    }

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = garden.Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task DoAsync(string sql)
    {
        await using var command = garden.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
