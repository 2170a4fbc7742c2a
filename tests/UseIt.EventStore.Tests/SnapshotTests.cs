namespace UseIt.EventStore.Tests;

public sealed class SnapshotTests : IAsyncLifetime
{
    private readonly Guid job = Guid.CreateVersion7();
    private Grounds grounds = null!;

    public async Task InitializeAsync() => grounds = await Grounds.NewAsync();

    public async Task DisposeAsync() => await grounds.DisposeAsync();

    [Fact]
    public async Task a_long_stream_is_read_from_its_last_snapshot()
    {
        await VisitsAsync(23);

        var read = (await grounds.Store.FetchAsync<Timesheet>(job)).State;

        Assert.Equal((23, 23, 3), (read.Facts, read.Hours, read.Folded));
        Assert.Equal(20, await grounds.AskAsync<long>("select version from events.snapshot"));
    }

    [Fact]
    public async Task a_snapshot_of_another_shape_is_folded_again_and_replaced()
    {
        await VisitsAsync(12);
        await grounds.DoAsync("""update events.snapshot set shape = 'an older one', data = '{"hours": 999, "facts": 999}'""");

        var read = await grounds.Store.FetchAsync<Timesheet>(job);
        await VisitsAsync(1);

        Assert.Equal((12, 12), (read.State.Hours, read.State.Folded));
        Assert.Equal(13, await grounds.AskAsync<long>("select version from events.snapshot"));
        Assert.Equal(
            (13, 0),
            ((await grounds.Store.FetchAsync<Timesheet>(job)).State.Hours, (await grounds.Store.FetchAsync<Timesheet>(job)).State.Folded)
        );
    }

    [Fact]
    public async Task a_snapshot_is_written_with_its_facts_or_not_at_all()
    {
        await VisitsAsync(9);
        var stale = Fold.Of<Timesheet>(job);
        await grounds.Store.FetchAsync([stale], null, CancellationToken.None);
        await VisitsAsync(1);
        await grounds.DoAsync("delete from events.snapshot");

        await Assert.ThrowsAsync<StreamConflictException>(() => grounds.Store.AppendAsync(new Append().To(stale, Grounds.Visit(100))));

        Assert.Equal(0, await grounds.AskAsync<long>("select count(*) from events.snapshot"));
        Assert.Equal(10, (await grounds.Store.FetchAsync<Timesheet>(job)).State.Hours);
    }

    private async Task VisitsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var read = Fold.Of<Timesheet>(job);
            await grounds.Store.FetchAsync([read], null, CancellationToken.None);
            await grounds.Store.AppendAsync(new Append().To(read, Grounds.Visit()));
        }
    }
}
