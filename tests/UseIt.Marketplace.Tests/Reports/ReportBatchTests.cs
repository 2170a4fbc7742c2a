using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Tests.Contracts;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Reports;

/// <summary>Reports about everything of a kind, at one cut.</summary>
public sealed class ReportBatchTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Kind = "impact";
    private const string Enterprises =
        "select count(*) from events.mt_events where type = 'organisation_registered' and data -> 'kinds' ? 'Enterprise'";

    [Fact]
    public async Task a_batch_that_was_stopped_goes_on_at_its_cut_and_runs_none_twice()
    {
        var before = await app.AskAsync<long>(Enterprises);
        foreach (var _ in Enumerable.Range(0, 3))
            await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        var all = before + 6;
        var folder = Path.Combine(TestFolders.Scratch(), $"batch-{Guid.NewGuid():N}");
        using var stop = new CancellationTokenSource();
        var bar = new StopsAt(2, stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(folder, bar, stop.Token));
        var begun = Directory.GetFiles(folder, "*.csv").ToDictionary(f => f, File.GetLastWriteTimeUtc);
        Assert.Equal(2, begun.Count);
        var cut = await File.ReadAllTextAsync(Path.Combine(folder, $"{Kind}.cut"));

        // Half a file is none.
        var half = begun.Keys.First();
        File.Move(half, $"{half}.part");
        using var said = new StringWriter();
        Assert.Equal(0, await RunAsync(folder, said, CancellationToken.None));
        Assert.Contains($"#] {all} of {all}", said.ToString(), StringComparison.Ordinal);
        Assert.Equal(all, Directory.GetFiles(folder, "*.csv").Length);
        Assert.Equal(begun.Last().Value, File.GetLastWriteTimeUtc(begun.Last().Key));
        Assert.Equal(cut, await File.ReadAllTextAsync(Path.Combine(folder, $"{Kind}.cut")));
        Assert.Equal(
            all,
            await app.AskAsync<long>(
                $"select count(*) from events.mt_events where type = 'report_run' and (data ->> 'dataCut')::bigint = {cut.Split('\n')[0]}"
            )
        );
        await Assert.ThrowsAsync<CommandException>(() =>
            ReportBatch.RunAsync(app.Services, Kind, "csv", folder, 1, TextWriter.Null, null, CancellationToken.None)
        );
    }

    [Fact]
    public async Task what_has_come_since_is_not_of_the_batch_and_two_runs_at_once_are_one()
    {
        await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        var folder = Path.Combine(TestFolders.Scratch(), $"batch-{Guid.NewGuid():N}");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(folder, new StopsAt(1, stop), stop.Token));
        var begun = File.ReadAllLines(Path.Combine(folder, $"{Kind}.cut")).Length - 1;
        await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
        using (File.Open(Path.Combine(folder, $"{Kind}.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            await Assert.ThrowsAsync<CommandException>(() => RunAsync(folder, TextWriter.Null, CancellationToken.None));
        Assert.Single(Directory.GetFiles(folder, "*.csv"));
        Assert.Equal(0, await RunAsync(folder, TextWriter.Null, CancellationToken.None));
        Assert.Equal(begun, Directory.GetFiles(folder, "*.csv").Length);
    }

    private Task<int> RunAsync(string folder, TextWriter bar, CancellationToken cancel) =>
        ReportBatch.RunAsync(app.Services, Kind, "csv", folder, null, TextWriter.Null, bar, cancel);

    private sealed class StopsAt(int done, CancellationTokenSource stop) : StringWriter
    {
        public override void Write(string? value)
        {
            if (value?.Contains($" {done} of ", StringComparison.Ordinal) == true)
                stop.Cancel();
        }
    }
}
