using Npgsql;
using UseIt.Testing;

namespace UseIt.EventStore.Tests;

public sealed class StaleAppendTests(StaleAppendTests.Log log) : IClassFixture<StaleAppendTests.Log>
{
    public sealed record Counted(int N);

    public sealed record Counter(int N) : IState<Counter>
    {
        public static Counter Empty { get; } = new(0);

        public Counter Evolve(object fact) => fact is Counted c ? new Counter(c.N) : this;
    }

    public sealed class Log : DatabaseFixture
    {
        public EventStore Store => new(DataSource, new EventTypes().Add<Counted>());

        protected override async Task FillAsync(string connectionString)
        {
            await using var database = NpgsqlDataSource.Create(connectionString);
            await Migrations.ApplyAsync(database, [typeof(EventStore).Assembly], []);
        }
    }

    [Fact]
    public async Task a_stale_write_is_a_conflict_that_names_both_versions_and_writes_nothing()
    {
        var stream = await StartedAsync(2);
        var conflict = await Assert.ThrowsAsync<StreamConflictException>(() =>
            log.Store.AppendAsync(new Append().To<Counter>(stream, 1, new Counted(9)))
        );
        Assert.Equal((stream, 1L, (long?)2), (conflict.Stream, conflict.Expected, conflict.Actual));
        Assert.Equal(2, (await log.Store.FetchAsync<Counter>(stream)).Version);
    }

    [Fact]
    public async Task a_stale_guard_is_a_conflict_that_names_both_versions_and_writes_nothing()
    {
        var (guarded, written) = (await StartedAsync(3), await StartedAsync(1));
        var conflict = await Assert.ThrowsAsync<StreamConflictException>(() =>
            log.Store.AppendAsync(new Append().To<Counter>(written, 1, new Counted(9)).Guard(guarded, 2))
        );
        Assert.Equal((guarded, 2L, (long?)3), (conflict.Stream, conflict.Expected, conflict.Actual));
        Assert.Equal(1, (await log.Store.FetchAsync<Counter>(written)).Version);
    }

    private async Task<Guid> StartedAsync(int facts)
    {
        var stream = Guid.CreateVersion7();
        await log.Store.AppendAsync(new Append().To<Counter>(stream, 0, [.. Enumerable.Range(1, facts).Select(n => new Counted(n))]));
        return stream;
    }
}
