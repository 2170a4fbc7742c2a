using System.Diagnostics;
using System.Globalization;
using Npgsql;
using UseIt.Testing;
using Xunit.Abstractions;

namespace UseIt.Messaging.Tests.Doses;

/// <summary>kill -9 under load: of a node, of PostgreSQL, of everything. The server is on disk with fsync on.</summary>
[Collection("Alone")]
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Nodes = 2;

    private enum Victim
    {
        Node,
        Server,
        Everything,
    }

    [Fact]
    public Task six_kills_under_load_lose_skip_and_repeat_nothing() => DoseAsync(facts: 50_000, writers: 32, kills: 6);

    [LongFact]
    public Task fifty_kills_under_load_lose_skip_and_repeat_nothing() => DoseAsync(facts: 300_000, writers: 32, kills: 50);

    private async Task DoseAsync(int facts, int writers, int kills)
    {
        var seed = Environment.GetEnvironmentVariable("USEIT_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next(1, 1_000_000);
        try
        {
            await RunAsync(Plan.For(seed, facts), writers, kills);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Failed with USEIT_SEED={seed}: {e.Message}", e);
        }
    }

    private async Task RunAsync(Plan plan, int writers, int kills)
    {
        var took = Stopwatch.StartNew();
        await using var cluster = await DurableCluster.StartAsync();
        await GardenNode.MigrateAsync(cluster.ConnectionString);
        await SlowCommitsAsync(cluster.ConnectionString);
        var (heard, random) = (new Heard(plan.Count), new Random(plan.Seed));
        var nodes = Enumerable.Range(0, Nodes).Select(share => Start(share)).ToArray();
        try
        {
            for (var kill = 1; kill <= kills; kill++)
            {
                var at = (int)((kill - 1 + 0.2 + 0.6 * random.NextDouble()) * plan.Count / kills);
                while (heard.Done < at && heard.Wrong.IsEmpty && nodes.Any(n => !n.Finished.IsCompleted))
                    await Task.Delay(5);
                // Each kind in turn, so that even a small dose has them all.
                var victim = (Victim)(kill % 3);
                if (victim != Victim.Node)
                    await cluster.KillServerAsync();
                int[] dead = victim switch
                {
                    Victim.Node => [random.Next(Nodes)],
                    Victim.Everything => [0, 1],
                    _ => [],
                };
                foreach (var share in dead)
                    await nodes[share].KillAsync();
                if (victim != Victim.Node)
                    await cluster.RestartAsync();
                foreach (var share in dead)
                {
                    nodes[share].Dispose();
                    nodes[share] = Start(share);
                }
            }
            await Task.WhenAll(nodes.Select(n => n.Finished)).WaitAsync(TimeSpan.FromMinutes(10));
            Assert.Empty(heard.Wrong);
            Assert.Equal(plan.Count, heard.Done);

            await using var garden = new GardenNode(cluster.ConnectionString, Stream.Null);
            await DrainAsync(garden);
            foreach (var node in nodes)
                Assert.Equal(0, await node.LeaveAsync());
            await CheckAsync(garden, plan, heard);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"seed {plan.Seed}: {plan.Steps.Sum(s => s.Facts)} facts of {plan.Count} commands by {writers} writers on {Nodes} nodes, {kills} kills in {took.Elapsed.TotalSeconds:0} s; told again after a kill: {heard.Told.Values.Sum(n => n - 1)}"
                )
            );
        }
        finally
        {
            foreach (var node in nodes)
                node.Dispose();
        }

        OtherNode Start(int share) => OtherNode.Start(cluster.ConnectionString, plan, share, Nodes, writers / Nodes, heard);
    }

    // Some commands take their time between drawing their numbers and their commit.
    private static async Task SlowCommitsAsync(string connection)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        await using var trigger = database.CreateCommand(
            """
            create function slow_commit() returns trigger language plpgsql as $$
            begin perform pg_sleep(random() * 0.1); return null; end $$;
            create constraint trigger slow_commit after insert on events.mt_events deferrable initially deferred
              for each row when (new.correlation_id = 'pause' and new.type = 'bed_sown') execute function slow_commit()
            """
        );
        await trigger.ExecuteNonQueryAsync();
    }

    private static async Task DrainAsync(GardenNode garden)
    {
        using var patience = Patience.Begin();
        while (!await IsDrainedAsync(garden, patience.Token))
        {
            Assert.Equal(0, await CountAsync(garden, "select count(*) from events.paused_view"));
            // Effects that a killed node had claimed are free again after a minute: it has passed.
            await using var pass = garden.Database.CreateCommand("update messaging.claim set until = until - interval '60 seconds'");
            await pass.ExecuteNonQueryAsync(patience.Token);
            await Task.Delay(200, patience.Token);
        }
    }

    // In this order: a reaction stores its messages with its position, so only after it has seen everything is none of them still to come.
    private static async Task<bool> IsDrainedAsync(GardenNode garden, CancellationToken cancel)
    {
        var read = await garden.Store.CeilingAsync(cancel);
        return await garden.Projector.WaitAllAsync(read, TimeSpan.FromSeconds(2), cancel)
            && await CountAsync(
                garden,
                $"""
                select (select count(*) from messaging.outgoing) + (select count(*) from events.mt_events where seq_id > {read})
                """
            ) == 0;
    }

    private static async Task CheckAsync(GardenNode garden, Plan plan, Heard heard)
    {
        var steps = plan.Steps.ToArray();
        var (sown, watered, fed, harvested) = (
            await SowingsAsync(garden, "bed_sown"),
            await SowingsAsync(garden, "bed_watered"),
            await SowingsAsync(garden, "bed_fed"),
            await SowingsAsync(garden, "bed_harvested")
        );
        var tended = steps.Where(s => s.Tended).Select(s => s.Number).ToArray();

        AssertEach("acknowledged", steps.Where(s => s.Way != Plan.Way.RolledBack).Select(s => s.Number), sown);
        AssertEach("watered by a message", tended, watered);
        AssertEach("fed by a reaction", tended, fed);
        AssertEach("harvested on time", tended, harvested);
        Assert.Equal(tended, heard.Told.Keys.Order());
        Assert.Equal(steps.Sum(s => (long)s.Facts), await CountAsync(garden, "select count(*) from events.mt_events"));
        Assert.Equal(
            0,
            await CountAsync(
                garden,
                "select count(*) from events.mt_events where type = 'bed_harvested' and timestamp < (data ->> 'ripe')::timestamptz"
            )
        );
        Assert.Equal(0, await CountAsync(garden, "select count(*) from messaging.dead_letter"));
        Assert.Equal(
            tended.Length,
            await CountAsync(
                garden,
                "select count(*) from views.sowings_1 where (data ->> 'watered')::int = 1 and (data ->> 'fed')::int = 1 and (data ->> 'harvested')::int = 1"
            )
        );
        Assert.Empty(await new LogVerifier(garden.Store, GardenNode.Views, garden.Handlers).VerifyAsync());
    }

    private static void AssertEach(string what, IEnumerable<long> expected, IReadOnlyList<long> found)
    {
        var once = expected.ToHashSet();
        var lost = once.Except(found).ToArray();
        var repeated = found.GroupBy(n => n).Where(g => g.Count() > 1 || !once.Contains(g.Key)).Select(g => g.Key).ToArray();
        Assert.True(
            lost.Length + repeated.Length == 0,
            $"{what}: {lost.Length} lost ({string.Join(", ", lost.Take(5))}), {repeated.Length} repeated ({string.Join(", ", repeated.Take(5))})"
        );
    }

    private static async Task<IReadOnlyList<long>> SowingsAsync(GardenNode garden, string type)
    {
        await using var command = garden.Database.CreateCommand(
            $"select (data ->> 'sowing')::bigint from events.mt_events where type = '{type}'"
        );
        await using var reader = await command.ExecuteReaderAsync();
        var sowings = new List<long>();
        while (await reader.ReadAsync())
            sowings.Add(reader.GetInt64(0));
        return sowings;
    }

    private static async Task<long> CountAsync(GardenNode garden, string sql)
    {
        await using var command = garden.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}

/// <summary>These load the whole machine: nothing runs beside them.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class Alone;
