using System.Text.Json;
using System.Text.Json.Nodes;
using Marten;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tests.Engine;

public enum Weather
{
    Dry,
    VeryWet,
}

public sealed record VisitPutOff(Weather Weather, DateTimeOffset Until, decimal Hours, string? Note) : IFact;

/// <summary>How facts lie in the log, and how facts of other days are read.</summary>
public sealed class StoredFactsTests(Allotment allotment) : IClassFixture<Allotment>
{
    // Shape 1 had minutes, shape 2 fractions of hours.
    private static EventTypes Chained() =>
        new EventTypes()
            .Add<PlotLet>()
            .Add<PlotTended>(3)
            .Upcast("plot_tended", "plot_tended_v2", old => new JsonObject { ["hours"] = old["minutes"]!.GetValue<decimal>() / 60 })
            .Upcast(
                "plot_tended_v2",
                "plot_tended_v3",
                old => new JsonObject { ["hours"] = (int)Math.Ceiling(old["hours"]!.GetValue<decimal>()) }
            );

    [Fact]
    public async Task older_shapes_are_read_through_the_chain()
    {
        await using var store = StoreOf(Chained());
        var plot = await allotment.LetAsync();
        foreach (var (type, data) in new[] { ("plot_tended", """{"minutes": 90}"""), ("plot_tended_v2", """{"hours": 2.4}""") })
        {
            await allotment.DoAsync(new TendPlot(plot, 1));
            await allotment.RunAsync(
                """
                update events.mt_events set type = $2, data = $3::jsonb
                where stream_id = $1 and version = (select version from events.mt_streams where id = $1)
                """,
                plot,
                type,
                data
            );
        }
        await StoreAsync(store, plot, 3, new PlotTended(10));

        Assert.Equal(2 + 3 + 10, (await store.FetchAsync<Plot>(plot)).State.Hours);
        Assert.Equal(
            "plot_tended_v3",
            await allotment.AskAsync<string>("select type from events.mt_events where stream_id = $1 and version = 4", plot)
        );
    }

    [Fact]
    public async Task additive_changes_read_old_json()
    {
        var plot = await allotment.LetAsync();
        await allotment.RunAsync(
            """update events.mt_events set data = '{"holder": "Old", "number": "7", "colour": "a field that is gone"}' where stream_id = $1""",
            plot
        );

        Assert.Equal("Old", (await allotment.PlotAsync(plot)).Holder);
    }

    [Fact]
    public async Task a_fact_nobody_here_knows_stops_only_who_would_decide_on_it_and_is_there_for_who_knows_it()
    {
        var (plot, other) = (await allotment.LetAsync(), await allotment.LetAsync());
        await using var newer = StoreOf(Allotment.Types().Add<GravelDelivered>());
        await StoreAsync(newer, plot, 1, new GravelDelivered(3));
        // The type's own name would do where its assembly is at hand; a program that does not know it has none.
        var known = await allotment.AskAsync<string>(
            "select mt_dotnet_type from events.mt_events where stream_id = $1 and version = 2",
            plot
        );
        await allotment.RunAsync(
            "update events.mt_events set mt_dotnet_type = 'Elsewhere.GravelDelivered, Elsewhere' where stream_id = $1 and version = 2",
            plot
        );

        await Assert.ThrowsAsync<UnknownEventTypeException>(() => allotment.SendAsync(new TendPlot(plot, 1)));
        await allotment.RunAsync("update events.mt_events set mt_dotnet_type = $1 where stream_id = $2 and version = 2", known, plot);
        Assert.Equal(2, (await newer.FetchAsync<Plot>(plot)).Version);
        await allotment.DoAsync(new TendPlot(other, 1));
    }

    public sealed record GravelDelivered(int Tonnes);

    [Fact]
    public void a_fact_is_never_stored_under_two_names_nor_two_facts_under_one()
    {
        var types = new EventTypes().Add<PlotLet>();

        Assert.Throws<InvalidOperationException>(() => types.Add<Elsewhere.PlotLet>());
        Assert.Throws<UnknownEventTypeException>(() => types.Of(typeof(PlotTended)));
        Assert.Equal("plot_let", types.Of(typeof(PlotLet)).Alias);
    }

    private static class Elsewhere
    {
        public sealed record PlotLet;
    }

    [Fact]
    public async Task what_is_stored_has_its_name_its_type_and_its_values_as_json()
    {
        var plot = await allotment.LetAsync();
        var until = new DateTimeOffset(2026, 6, 1, 9, 30, 0, TimeSpan.FromHours(1));
        await StoreAsync(allotment.Store, plot, 1, new VisitPutOff(Weather.VeryWet, until, 1.50m, null));

        Assert.Equal(
            "plot 2 *DEFAULT* f",
            await allotment.AskAsync<string>(
                "select concat_ws(' ', type, version, tenant_id, is_archived) from events.mt_streams where id = $1",
                plot
            )
        );
        Assert.Equal(
            $"visit_put_off|{typeof(VisitPutOff).FullName}, {typeof(VisitPutOff).Assembly.GetName().Name}|*DEFAULT*|f",
            await allotment.AskAsync<string>(
                "select concat_ws('|', type, mt_dotnet_type, tenant_id, is_archived) from events.mt_events where stream_id = $1 and version = 2",
                plot
            )
        );
        using var data = JsonDocument.Parse(
            await allotment.AskAsync<string>("select data::text from events.mt_events where stream_id = $1 and version = 2", plot)
        );
        Assert.Equal(["hours", "until", "weather"], data.RootElement.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal("1.50", data.RootElement.GetProperty("hours").GetRawText());
        Assert.Equal(until, data.RootElement.GetProperty("until").GetDateTimeOffset());
        Assert.EndsWith("Z", data.RootElement.GetProperty("until").GetString(), StringComparison.Ordinal);
        Assert.Equal(nameof(Weather.VeryWet), data.RootElement.GetProperty("weather").GetString());
        // Ids are made by us, in the order of time.
        Assert.Equal(
            "7",
            await allotment.AskAsync<string>(
                "select substring(id::text from 15 for 1) from events.mt_events where stream_id = $1 and version = 1",
                plot
            )
        );
    }

    [Fact]
    public async Task event_times_are_the_stores_clock()
    {
        await StoreClock.SetAsync(allotment.Database, DateTimeOffset.UtcNow.AddDays(100));
        var plot = await allotment.LetAsync();
        await allotment.RunAsync("select events.set_clock_offset(interval '0')");

        Assert.InRange(
            (await allotment.Store.ReadStreamAsync(plot))[0].Timestamp,
            DateTimeOffset.UtcNow.AddDays(99),
            DateTimeOffset.UtcNow.AddDays(101)
        );
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            allotment.RunAsync("update events.mark set kind = 'live', clock_offset = interval '1 second'")
        );
    }

    private DocumentStore StoreOf(EventTypes types) =>
        DocumentStore.For(o =>
        {
            o.Connection(allotment.Database);
            LogSettings.Configure(o, types, [], []);
        });

    private static async Task StoreAsync(IDocumentStore store, Guid stream, long version, params object[] facts)
    {
        await using var session = store.LightweightSession();
        session.Events.Append(stream, version + facts.Length, facts);
        await session.SaveChangesAsync();
    }
}
