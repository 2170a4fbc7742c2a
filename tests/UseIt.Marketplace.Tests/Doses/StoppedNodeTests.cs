using System.Diagnostics;
using Npgsql;
using UseIt.Testing;
using Xunit.Abstractions;

namespace UseIt.Marketplace.Tests.Doses;

/// <summary>A node that hangs: it does not end, does not answer, and goes on later as if nothing had been.</summary>
[Collection("Alone")]
public sealed class StoppedNodeTests(ITestOutputHelper output) : IAsyncLifetime
{
    /// <summary>What is promised.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(60);

    private readonly Dictionary<Node, Guid> names = [];
    private DurableCluster cluster = null!;
    private Dose dose = null!;

    public async Task InitializeAsync()
    {
        cluster = await DurableCluster.StartAsync();
        dose = await Dose.BeginAsync(cluster.ConnectionString, new Plan(Random.Shared.Next(1, 1_000_000), int.MaxValue));
    }

    public async Task DisposeAsync()
    {
        foreach (var node in names.Keys)
            await node.DisposeAsync();
        await dose.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public Task whoever_stands_still_is_shut_out_and_repeats_nothing_when_it_wakes() => StopAsync(rounds: 1, writers: 4);

    [LongFact]
    public Task whoever_stands_still_five_times_is_shut_out_and_repeats_nothing_when_it_wakes() => StopAsync(rounds: 5, writers: 32);

    [Fact]
    public async Task a_node_stopped_in_the_middle_of_a_page_loses_its_locks_to_the_one_that_takes_over()
    {
        // A page stays inside its own transaction, with its position locked, for as long as we hold a lock; as when its sender stops in the
        // middle of a statement.
        await dose.RunAsync(
            """
            create function public.wait_for_test() returns trigger language plpgsql as $$
            begin
              while not pg_try_advisory_xact_lock(42) loop perform pg_sleep(0.02); end loop;
              return null;
            end $$;
            create trigger wait_for_test after update on events.mt_event_progression for each row
              when (new.name = 'tell_the_invited:All') execute function public.wait_for_test()
            """
        );
        await using var gate = await dose.Database.OpenConnectionAsync();
        await using (var close = new NpgsqlCommand("select pg_advisory_lock(42)", gate))
            await close.ExecuteNonQueryAsync();
        var first = await JoinAsync();
        var writing = new Writers(dose);
        writing.Start(2);
        var inside = 0;
        await Dose.UntilAsync(async () =>
            (
                inside = await dose.AskAsync<int>(
                    """
                    select coalesce(max(a.pid), 0) from pg_stat_activity a join messaging.backend b on b.pid = a.pid
                    join pg_locks l on l.pid = a.pid and l.relation = 'events.mt_event_progression'::regclass
                    and l.mode = 'RowExclusiveLock'
                    where a.query like 'update %mt_event_progression%' and a.wait_event = 'PgSleep'
                    """
                )
            ) > 0
        );
        await writing.EndAsync();

        await first.StopAsync();
        // Whoever comes next does not wait; the one inside waits on, and holds what it holds.
        await dose.RunAsync(
            "create or replace function public.wait_for_test() returns trigger language plpgsql as $$ begin return null; end $$"
        );
        await JoinAsync();
        await dose.DrainAsync();
        Assert.False(await dose.AskAsync<bool>($"select exists (select from pg_stat_activity where pid = {inside})"));

        await first.ContinueAsync();
        await Dose.UntilAsync(() => Task.FromResult(first.ShutOut == 1));
        await CheckAsync(writing);
    }

    private async Task StopAsync(int rounds, int writers)
    {
        await JoinAsync();
        await JoinAsync();
        var writing = new Writers(dose);
        writing.Start(writers);
        for (var round = 0; round < rounds; round++)
            foreach (var stopsLeader in new[] { true, false })
            {
                var leader = await LeaderAsync();
                var stopped = names.Single(n => n.Value == leader == stopsLeader).Key;
                var done = writing.Done;
                await Dose.UntilAsync(() => Task.FromResult(writing.Done > done + 50 || writing.Finished.IsCompleted));
                var shutOut = stopped.ShutOut;
                await stopped.StopAsync();
                var since = Stopwatch.StartNew();
                await GoesOnAsync(names[stopped]);
                output.WriteLine(
                    FormattableString.Invariant(
                        $"{(stopsLeader ? "the leader" : "the other")} stopped: the rest stood still for {since.Elapsed.TotalSeconds:0.0} s"
                    )
                );
                Assert.True(since.Elapsed < Promised);
                await stopped.ContinueAsync();
                await Dose.UntilAsync(() => Task.FromResult(stopped.ShutOut > shutOut));
                await stopped.ServesAsync();
                await NameAsync(stopped);
            }
        await writing.EndAsync();
        await CheckAsync(writing);
    }

    // Every reaction and view moves on from where it stood at the stop, and what the node had in hand is others'. How much is waiting
    // besides is a matter of the machine.
    private async Task GoesOnAsync(Guid stopped)
    {
        await dose.RunAsync(
            """
            drop table if exists public.stood;
            create table public.stood as select name, last_seq_id from events.mt_event_progression where name not like 'HighWater%'
            """
        );
        await Dose.UntilAsync(() =>
            dose.AskAsync<bool>(
                $"""
                select not exists (select from wolverine.wolverine_nodes where id = '{stopped}')
                and not exists (select from public.stood s join events.mt_event_progression p using (name)
                                where p.last_seq_id <= s.last_seq_id)
                """
            )
        );
    }

    private async Task CheckAsync(Writers writing)
    {
        await dose.DrainAsync(TimeSpan.FromMinutes(10));
        Assert.Empty(writing.Wrong);
        Assert.Empty(names.Keys.SelectMany(n => n.Wrong));
        output.WriteLine(await dose.CheckAsync(writing.Written));
    }

    private async Task<Node> JoinAsync()
    {
        var node = await Node.StartAsync(cluster.ConnectionString);
        await NameAsync(node);
        return node;
    }

    // What the others call the node that came last.
    private async Task NameAsync(Node node)
    {
        Guid[] rows = [];
        await Dose.UntilAsync(async () =>
        {
            rows =
            [
                .. (
                    await dose.AskAsync<Guid[]>("select array_agg(id) from wolverine.wolverine_nodes where health_check > '2001-01-01'")
                ).Except(names.Values),
            ];
            return rows.Length == 1;
        });
        names[node] = rows[0];
    }

    private async Task<Guid> LeaderAsync()
    {
        var leader = Guid.Empty;
        await Dose.UntilAsync(async () =>
            (
                leader = await dose.AskAsync<Guid>(
                    """
                    select coalesce((select node_id from wolverine.wolverine_node_assignments where id = 'wolverine://leader/'),
                      '00000000-0000-0000-0000-000000000000')
                    """
                )
            )
                is var found
            && names.ContainsValue(found)
        );
        return leader;
    }
}
