using System.Diagnostics;
using System.Globalization;
using UseIt.Testing;
using Xunit.Abstractions;

namespace UseIt.Marketplace.Tests.Doses;

/// <summary>kill -9 under load: of a node, of PostgreSQL, of everything. The server is on disk with fsync on.</summary>
[Collection("Alone")]
public sealed class KillTests(ITestOutputHelper output)
{
    private enum Victim
    {
        Node,
        Server,
        Everything,
    }

    [Fact]
    public Task three_kills_under_load_lose_skip_and_repeat_nothing() => DoseAsync(facts: 4_000, writers: 8, kills: 3);

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
        var random = new Random(plan.Seed);
        await using var cluster = await DurableCluster.StartAsync();
        await using var dose = await Dose.BeginAsync(cluster.ConnectionString, plan);
        Node[] nodes = [await Node.StartAsync(cluster.ConnectionString), await Node.StartAsync(cluster.ConnectionString)];
        try
        {
            var writing = new Writers(dose);
            writing.Start(writers);
            for (var kill = 0; kill < kills; kill++)
            {
                var at = (int)((kill + 0.2 + 0.6 * random.NextDouble()) * plan.Count / kills);
                await Dose.UntilAsync(() => Task.FromResult(writing.Done >= at || writing.Finished.IsCompleted), TimeSpan.FromMinutes(30));
                // Each kind in turn, so that even a small dose has them all.
                var victim = (Victim)(kill % 3);
                if (victim != Victim.Node)
                    await cluster.KillServerAsync();
                Node[] dead = victim switch
                {
                    Victim.Node => [nodes[random.Next(nodes.Length)]],
                    Victim.Everything => nodes,
                    _ => [],
                };
                foreach (var node in dead)
                    await node.KillAsync();
                if (victim != Victim.Node)
                    await cluster.RestartAsync();
                foreach (var node in dead)
                    node.Start();
            }
            await writing.Finished.WaitAsync(TimeSpan.FromMinutes(30));
            Assert.Empty(writing.Wrong);
            var written = took.Elapsed;
            await dose.DrainAsync(TimeSpan.FromMinutes(10));
            Assert.Empty(nodes.SelectMany(n => n.Wrong));
            var found = await dose.CheckAsync(writing.Written);
            output.WriteLine(
                FormattableString.Invariant(
                    $"seed {plan.Seed}: {found}; {writers} writers, {nodes.Length} nodes, {kills} kills; written in {written.TotalSeconds:0} s, all done in {took.Elapsed.TotalSeconds:0} s; shut out: {nodes.Sum(n => n.ShutOut)}"
                )
            );
        }
        catch
        {
            foreach (var node in nodes)
                output.WriteLine(node.Said);
            throw;
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }
}

/// <summary>These load the whole machine: nothing runs beside them.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public sealed class Alone;
