using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;

namespace UseIt.EventStore.Tests;

public sealed class EvolutionTests : IAsyncLifetime
{
    private const string FirstVisit = """{"minutes": 90}""";
    private const string SecondVisit = """{"hours": 2.4}""";
    private Grounds grounds = null!;

    public async Task InitializeAsync() => grounds = await Grounds.NewAsync(new Jobs());

    public async Task DisposeAsync() => await grounds.DisposeAsync();

    // Shape 1 had minutes, shape 2 fractions of hours and no time.
    private static EventTypes Chained() =>
        new EventTypes()
            .Add<JobOpened>()
            .Add<VisitDone>(3)
            .Add<JobClosed>()
            .Upcast("visit_done", "visit_done_v2", old => new JsonObject { ["hours"] = old["minutes"]!.GetValue<decimal>() / 60 })
            .Upcast(
                "visit_done_v2",
                "visit_done_v3",
                old => new JsonObject { ["hours"] = (int)Math.Ceiling(old["hours"]!.GetValue<decimal>()), ["at"] = "2020-01-01T00:00:00Z" }
            );

    [Fact]
    public async Task older_shapes_are_read_through_the_chain_by_folds_and_views()
    {
        var store = grounds.StoreOn(grounds.Database, Chained());
        var job = Guid.CreateVersion7();
        await store.AppendAsync(new Append().To<Job>(job, 0, new JobOpened("Old"), Grounds.Visit(), Grounds.Visit(), Grounds.Visit(10)));
        await grounds.DoAsync("update events.mt_events set type = 'visit_done', data = $1::jsonb where version = 2", FirstVisit);
        await grounds.DoAsync("update events.mt_events set type = 'visit_done_v2', data = $1::jsonb where version = 3", SecondVisit);

        await new Projector(store, [new Jobs()], [], NullLogger<Projector>.Instance).CatchUpAsync();

        Assert.Equal(2 + 3 + 10, (await store.FetchAsync<Job>(job)).State.Hours);
        Assert.Equal(15, await grounds.AskAsync<int>("select (data ->> 'hours')::int from views.jobs_1"));
        Assert.Equal("visit_done_v3", (await store.ReadStreamAsync(job))[3].Type);
    }

    [Fact]
    public async Task additive_changes_read_old_json()
    {
        var job = await grounds.OpenJobAsync();
        await grounds.DoAsync("""update events.mt_events set data = '{"title": "Old", "colour": "a field that is gone"}'""");

        Assert.Equal("Old", (await grounds.Store.FetchAsync<Job>(job)).State.Title);
    }

    [Fact]
    public async Task a_node_that_meets_a_newer_shape_leaves_that_view_to_a_newer_node_and_only_that()
    {
        var (jobs, closings) = (new Jobs(), new Closings());
        await Grounds.MigrateAsync(grounds.ConnectionString, closings);
        var job = await grounds.OpenJobAsync();
        await grounds.Store.AppendAsync(new Append().To<Job>(job, 1, Grounds.Visit(), new JobClosed("Done")));
        await grounds.DoAsync("update events.mt_events set type = 'visit_done_v9' where version = 2");

        var older = new Projector(grounds.Store, [jobs, closings], [], NullLogger<Projector>.Instance);
        await older.CatchUpAsync();

        var health = await older.HealthAsync();
        Assert.True(health.Degraded);
        Assert.Equal(2, health.Followers.Single(f => f.Progress == jobs.Progress).NewerFrom);
        Assert.Null(health.Followers.Single(f => f.Progress == closings.Progress).NewerFrom);
        Assert.Equal(1, await grounds.AskAsync<long>("select count(*) from views.closings_1"));
        await Assert.ThrowsAsync<UnknownEventTypeException>(() => grounds.Store.FetchAsync<Job>(job));

        var newer = grounds.StoreOn(
            grounds.Database,
            new EventTypes().Add<JobOpened>().Add<VisitDone>(9).Add<JobClosed>().Upcast("visit_done", "visit_done_v9", old => old)
        );
        await new Projector(newer, [jobs, closings], [], NullLogger<Projector>.Instance).CatchUpAsync();

        Assert.Equal(3, await grounds.AskAsync<int>("select (data ->> 'facts')::int from views.jobs_1"));
    }

    [Fact]
    public async Task a_fact_nobody_here_knows_stops_only_who_would_decide_on_it_and_is_there_for_the_node_that_knows_it()
    {
        var jobs = new Jobs();
        var job = await grounds.OpenJobAsync();
        var newer = grounds.StoreOn(grounds.Database, Grounds.Types().Add<GravelDelivered>());
        await newer.AppendAsync(new Append().To<Job>(job, 1, new GravelDelivered(3), Grounds.Visit(2)));
        var other = await grounds.OpenJobAsync("Another");

        var older = new Projector(grounds.Store, [jobs], [], NullLogger<Projector>.Instance);
        await older.CatchUpAsync();

        Assert.False((await older.HealthAsync()).Degraded);
        Assert.Equal(
            "2,1",
            await grounds.AskAsync<string>(
                "select string_agg(data ->> 'facts', ',' order by (data ->> 'facts')::int desc) from views.jobs_1"
            )
        );
        Assert.Equal(
            "gravel_delivered",
            (await Assert.ThrowsAsync<UnknownEventTypeException>(() => grounds.Store.FetchAsync<Job>(job))).Type
        );
        Assert.Equal(1, (await grounds.Store.FetchAsync<Job>(other)).Version);
        Assert.Equal(3, (await newer.FetchAsync<Job>(job)).Version);
        var deliveries = new Deliveries();
        await Grounds.MigrateAsync(grounds.ConnectionString, deliveries);
        await new Projector(newer, [jobs, deliveries], [], NullLogger<Projector>.Instance).CatchUpAsync();
        Assert.Equal(3, await grounds.AskAsync<int>("select (data ->> 'hours')::int from views.deliveries_1"));
    }

    public sealed record GravelDelivered(int Tonnes);

    private sealed class Deliveries : View<JobRow>
    {
        public override string Name => "deliveries";
        public override int Shape => 1;
        public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(GravelDelivered) };

        public override IEnumerable<Guid> Keys(StoredEvent e) => [e.StreamId];

        public override JobRow? Apply(Guid key, JobRow? row, StoredEvent e) => new("", ((GravelDelivered)e.Data).Tonnes, 1, e.Position);
    }

    [Fact]
    public void a_fact_is_never_stored_under_two_names_nor_two_facts_under_one()
    {
        var types = new EventTypes().Add<JobOpened>();

        Assert.Throws<InvalidOperationException>(() => types.Add<Elsewhere.JobOpened>());
        Assert.Throws<UnknownEventTypeException>(() => types.Of(typeof(VisitDone)));
        Assert.Equal("job_opened", types.Of(typeof(JobOpened)).Alias);
    }

    private static class Elsewhere
    {
        public sealed record JobOpened;
    }

    private sealed class Closings : View<JobRow>
    {
        public override string Name => "closings";
        public override int Shape => 1;
        public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(JobClosed) };

        public override IEnumerable<Guid> Keys(StoredEvent e) => [e.StreamId];

        public override JobRow? Apply(Guid key, JobRow? row, StoredEvent e) => new("", 0, 1, e.Position);
    }
}
