using System.Diagnostics;
using System.Globalization;
using Npgsql;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests.CommandLine;
using UseIt.Marketplace.Values;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Crashes;

/// <summary>Growth reports of many enterprises, made by a process that is killed and started again.</summary>
public sealed class KilledBatchTests(DurableMarketplace marketplace) : IClassFixture<DurableMarketplace>
{
    private const string Kind = "enterprise-growth";
    private const long Gate = 79;

    [Fact]
    public Task a_killed_batch_started_again_makes_what_is_missing_and_none_twice() => KilledAsync(24);

    [LongFact]
    public Task a_killed_batch_of_a_thousand_started_again_makes_what_is_missing_and_none_twice() => KilledAsync(1_000);

    private async Task KilledAsync(int many)
    {
        await TellAsync(many);
        // In the order they are made in: those of another test are there too.
        var enterprises = await marketplace.AskAsync<Guid[]>(
            "select array_agg(stream_id order by seq_id) from events.mt_events where type = 'organisation_registered'"
        );
        // Half way one report stops in its commit.
        var half = enterprises[enterprises.Length / 2];
        await marketplace.App.SqlAsync(
            $$"""
            create function public.wait_at_the_gate() returns trigger language plpgsql as $$
            begin perform pg_advisory_xact_lock_shared({{Gate}}); return new; end $$
            """
        );
        await marketplace.App.SqlAsync(
            $"""
            create constraint trigger wait_at_the_gate after insert on events.mt_events for each row
            when (new.type = 'report_run' and new.data ->> 'subjectId' = '{half}') execute function public.wait_at_the_gate()
            """
        );
        var folder = Path.Combine(TestFolders.Scratch(), "growth");
        await using var session = await marketplace.SessionAsync();
        await RunAsync(session, $"select pg_advisory_lock({Gate})");
        using (var making = Process.Start(Making(folder))!)
        {
            await marketplace.UntilAsync(
                $"select count(*) = 1 from pg_locks where locktype = 'advisory' and objid = {Gate} and not granted"
            );
            // Nobody else makes them meanwhile.
            var beside = await Verb.RunAsync(Arguments(folder));
            Assert.Equal(1, beside.Code);
            Assert.Contains("Another run makes these reports", beside.Error, StringComparison.Ordinal);
            making.Kill();
            await making.WaitForExitAsync();
        }
        await RunAsync(session, $"select pg_advisory_unlock({Gate})");
        await marketplace.UntilAsync($"select count(*) = 0 from pg_locks where locktype = 'advisory' and objid = {Gate}");
        var made = Files(folder).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        Assert.Equal(enterprises.Length / 2, made.Count);
        await marketplace.App.SqlAsync("drop trigger wait_at_the_gate on events.mt_events");
        await marketplace.App.SqlAsync("drop function public.wait_at_the_gate");

        using (var again = Process.Start(Making(folder))!)
        {
            var said = again.StandardOutput.ReadToEndAsync();
            await again.WaitForExitAsync();
            Assert.Equal(0, again.ExitCode);
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"{enterprises.Length:N0} reports, 0 not"),
                await said,
                StringComparison.Ordinal
            );
        }
        Assert.All(made, m => Assert.Equal(m.Value, File.GetLastWriteTimeUtc(m.Key)));
        Assert.Equal(
            enterprises.Select(e => $"{Kind}-{e}.csv").Order(StringComparer.Ordinal),
            Files(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)
        );
        Assert.All(
            enterprises,
            e => Assert.Contains(NameOf(e), File.ReadAllText(Path.Combine(folder, $"{Kind}-{e}.csv")), StringComparison.Ordinal)
        );
        var cut = (await File.ReadAllLinesAsync(Path.Combine(folder, $"{Kind}.cut")))[0];
        foreach (var counted in new[] { "*", "distinct data ->> 'subjectId'" })
            Assert.Equal(
                enterprises.Length,
                await marketplace.AskAsync<long>(
                    $"select count({counted}) from events.mt_events where type = 'report_run' and data ->> 'dataCut' = '{cut}'"
                )
            );
    }

    // Registered, and with a figure from before and one from now.
    private async Task TellAsync(int many)
    {
        Guid[] enterprises = [.. Enumerable.Range(0, many).Select(_ => Guid.CreateVersion7())];
        foreach (var some in enterprises.Chunk(100))
            await marketplace.App.StoreAsync(
                Guid.Empty,
                some.SelectMany(e =>
                    new (Guid, string, long, IReadOnlyList<object>)[]
                    {
                        (
                            e,
                            "organisation",
                            0,
                            [new OrganisationRegistered(e, NameOf(e), [OrganisationKind.Enterprise], [], null, null, true)]
                        ),
                        (Observation(e, "before"), "observation", 0, [Observed(e, "before", 80_000m, true)]),
                        (Observation(e, "now"), "observation", 0, [Observed(e, "now", 90_000.5m, false)]),
                    }
                )
            );
    }

    private static string NameOf(Guid enterprise) => $"Enterprise {enterprise:N} CIC";

    private static Guid Observation(Guid enterprise, string when) => UuidV5.Of(enterprise, when);

    private static GrowthObserved Observed(Guid enterprise, string when, decimal value, bool baseline) =>
        new(
            Observation(enterprise, when),
            enterprise,
            UuidV5.Of(enterprise, "case"),
            GrowthMeasure.Turnover,
            value,
            "pounds a year",
            baseline ? new(2025, 3, 31) : new(2026, 3, 31),
            "Accounts",
            null,
            baseline
        );

    private static IEnumerable<string> Files(string folder) => Directory.GetFiles(folder, $"{Kind}-*.csv");

    private string[] Arguments(string folder) =>
        ["report", Kind, "--all", "--format", "csv", "--out", folder, "--data", marketplace.Folder];

    private ProcessStartInfo Making(string folder)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(MarketplaceHost).Assembly.Location, .. Arguments(folder)])
        {
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("ConnectionStrings__Marketplace");
        return start;
    }

    private static async Task RunAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }
}
