using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Tests.Contracts;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Reports;

/// <summary>Reports about everything of a kind, at one cut.</summary>
public sealed class ReportBatchTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Kind = "impact";

    [Fact]
    public async Task a_batch_that_was_stopped_goes_on_at_its_cut_and_runs_none_twice()
    {
        foreach (var _ in Enumerable.Range(0, 3))
            await ToldCommitments.TellAsync(app);
        await app.SettledAsync();
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
        Assert.Contains("#] 6 of 6", said.ToString(), StringComparison.Ordinal);
        Assert.Equal(6, Directory.GetFiles(folder, "*.csv").Length);
        Assert.Equal(begun.Last().Value, File.GetLastWriteTimeUtc(begun.Last().Key));
        Assert.Equal(cut, await File.ReadAllTextAsync(Path.Combine(folder, $"{Kind}.cut")));
        Assert.Equal(6L, await app.AskAsync<long>("select count(*) from events.mt_events where type = 'report_run'"));
        await Assert.ThrowsAsync<CommandException>(() =>
            ReportBatch.RunAsync(app.Services, Kind, "csv", folder, 1, TextWriter.Null, null, CancellationToken.None)
        );
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
