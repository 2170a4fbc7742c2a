using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Organisations;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Operations;

/// <summary>A fact that some view cannot take stops the views it is with, and nothing else, until a person has decided.</summary>
public sealed class ReadersTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>, IAsyncLifetime
{
    private HttpClient administrator = null!;

    public async Task InitializeAsync() =>
        administrator = (
            await app.PersonAsync("Dawn Reid", await app.OrganisationAsync("The platform", OrganisationKind.Platform), Roles.Administrator)
        ).Http;

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task what_the_database_refuses_is_found_among_the_facts_of_a_page_and_skipped_by_a_person()
    {
        var view = app.Services.GetRequiredService<OrganisationNames>();
        await RefuseAsync(view, "Nobody may be called so");
        var at = await AmongOthersAsync("Nobody may be called so");

        await StopsAsync(Composites.OpenData, at);
        await DecideAsync(Composites.OpenData, "skip", new { position = at, reason = "nobody may" });
        await GoesOnAsync(view);
        Assert.Equal(0, await AskAsync<long>($"select count(*) from {view.Table} where data ->> 'name' = 'Nobody may be called so'"));
        await RunAsync($"alter table {view.Table} drop constraint refused");
    }

    [Fact]
    public async Task what_stopped_a_composite_is_taken_after_all_when_a_person_lets_it_go_on()
    {
        var view = app.Services.GetRequiredService<OrganisationNames>();
        await RefuseAsync(view, "Not yet");
        var at = await AmongOthersAsync("Not yet");

        await StopsAsync(Composites.OpenData, at);
        await RunAsync($"alter table {view.Table} drop constraint refused");
        await DecideAsync(Composites.OpenData, "resume", new { reason = "the constraint is gone" });
        await GoesOnAsync(view);
        Assert.Equal(1, await AskAsync<long>($"select count(*) from {view.Table} where data ->> 'name' = 'Not yet'"));
    }

    [Fact]
    public async Task what_stands_still_for_no_fault_of_a_fact_is_started_three_times_and_then_left_to_a_person()
    {
        await app.SettledAsync();
        // As if the server could not write there: that says nothing about the fact.
        await RunAsync(
            $"""
            create sequence public.refused;
            grant usage on sequence public.refused to public;
            create function public.refuse() returns trigger language plpgsql as $$
            begin perform nextval('public.refused'); raise exception 'no' using errcode = '53100'; end $$;
            create trigger zz_refuse before update on events.mt_event_progression for each row
              when (new.name = '{Composites.OpenData.Progress}' and new.last_seq_id > old.last_seq_id) execute function public.refuse()
            """
        );
        var at = await AmongOthersAsync("Not for now");
        await StopsAsync(Composites.OpenData, await AskAsync<long>(Position) + 1);
        Assert.True(at > await AskAsync<long>(Position));
        // The first page and three more, each perhaps followed by another that was read before it failed.
        Assert.InRange(await AskAsync<long>("select last_value from public.refused"), 4, 40);

        await RunAsync(
            "drop trigger zz_refuse on events.mt_event_progression; drop function public.refuse(); drop sequence public.refused"
        );
        await DecideAsync(Composites.OpenData, "resume", new { reason = "there is room again" });
        await GoesOnAsync(app.Services.GetRequiredService<OrganisationNames>());
    }

    private static readonly string Position =
        $"select last_seq_id from events.mt_event_progression where name = '{Composites.OpenData.Progress}'";

    [Fact]
    public async Task a_view_made_anew_while_facts_come_agrees_with_the_log()
    {
        var view = app.Services.GetRequiredService<OrganisationNames>();
        using var patience = Patience.Begin();
        var coming = Task.Run(
            async () =>
            {
                for (var n = 0; n < 60; n++)
                    await app.OrganisationAsync($"Organisation {n}", OrganisationKind.Enterprise);
            },
            patience.Token
        );
        while (!coming.IsCompleted)
            await app.RebuildAsync(view);
        await coming;
        await app.SettledAsync();
        Assert.Null(await app.CompareAsync(view));
        Assert.Empty((await HealthAsync())["pausedViews"]!.AsArray());
    }

    [Fact]
    public async Task a_position_that_another_reader_has_moved_fails_the_page_of_the_one_that_comes_later()
    {
        await RunAsync("insert into events.mt_event_progression (name, last_seq_id) values ('a:All', 5), ('b:All', 5)");
        await using var connection = await app.Database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (name, was) in new[] { ("a:All", 5), ("b:All", 4) })
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(
                    "update events.mt_event_progression set last_seq_id = $1, last_updated = transaction_timestamp() where name = $2 and last_seq_id = $3"
                )
                {
                    Parameters =
                    {
                        new NpgsqlParameter<long> { TypedValue = 9 },
                        new NpgsqlParameter<string> { TypedValue = name },
                        new NpgsqlParameter<long> { TypedValue = was },
                    },
                }
            );
        Assert.Equal("UI004", (await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync())).SqlState);
        Assert.Equal(
            10,
            await AskAsync<long>("select sum(last_seq_id)::bigint from events.mt_event_progression where name in ('a:All', 'b:All')")
        );
        await RunAsync("delete from events.mt_event_progression where name in ('a:All', 'b:All')");
    }

    [Fact]
    public async Task two_versions_of_a_composite_stand_side_by_side_until_nobody_uses_the_old_one()
    {
        var (one, two) = (new Composite("garden", 1), new Composite("garden", 2));
        await app.OrganisationAsync("Before both", OrganisationKind.Enterprise);
        using var old = await app.FollowAsync(new Counted(one));
        await app.OrganisationAsync("Before the new one", OrganisationKind.Enterprise);
        using var @new = await app.FollowAsync(new Counted(two), new Renamed(two));
        var last = await app.OrganisationAsync("After both", OrganisationKind.Enterprise);
        await app.DoAsync(new RenameOrganisation(last, "After both, renamed"));
        await app.SettledAsync();

        TableView[] views = [new Counted(one), new Counted(two), new Renamed(two)];
        var readers = new LogReaders(app.Database, views, []);
        var top = await app.Database.CeilingAsync();
        foreach (var view in views)
        {
            Assert.True(await readers.WaitAsync(view, top, Patience.Long));
            Assert.Null(await app.CompareAsync(view));
            Assert.NotEqual(0, await AskAsync<long>($"select count(*) from {view.Table}"));
        }
        Assert.Equal(
            await AskAsync<string>("select string_agg(data::text, ',' order by key) from views.counted_1"),
            await AskAsync<string>("select string_agg(data::text, ',' order by key) from views.counted_2")
        );

        await old.StopAllAsync();
        await new ViewTables(app.Database, [new Counted(one)]).MarkAsync();
        Assert.Equal(["views.counted_1"], await new ViewTables(app.Database, [.. views[1..], .. Own]).DropUnusedAsync(TimeSpan.Zero));
        Assert.Equal(
            0,
            await AskAsync<long>("select count(*) from events.mt_event_progression where name in ('garden:All', 'Counted:All')")
        );
        await @new.StopAllAsync();
        await RunAsync("delete from events.mt_event_progression where name like 'garden%'; drop table views.counted_2, views.renamed_2");
    }

    private static IEnumerable<TableView> Own => MarketplaceHost.Modules().SelectMany(m => m.Views);

    private async Task StopsAsync(Composite composite, long at)
    {
        using var patience = Patience.Begin();
        var paused = 0L;
        while (paused == 0)
        {
            await Task.Delay(20, patience.Token);
            paused = await AskAsync<long>($"select coalesce(max(position), 0) from events.paused_view where name = '{composite.Progress}'");
        }
        Assert.Equal(at, paused);
        var health = await HealthAsync();
        Assert.Equal("degraded", (string?)health["status"]);
        Assert.Equal([composite.Progress], health["pausedViews"]!.AsArray().Select(v => (string?)v));
        var done = await app.DoAsync(new RegisterOrganisation(Guid.CreateVersion7(), "Meanwhile", [OrganisationKind.Enterprise]));
        Assert.True(
            await app
                .Services.GetRequiredService<LogReaders>()
                .WaitAsync(app.Services.GetRequiredService<OpportunitySearch>(), done.Position, Patience.Long)
        );
    }

    private Task RefuseAsync(TableView view, string name) =>
        RunAsync($"alter table {view.Table} add constraint refused check (data ->> 'name' is distinct from '{name}')");

    private async Task<long> AmongOthersAsync(string name)
    {
        await app.OrganisationAsync($"Somebody before {name}", OrganisationKind.Enterprise);
        var id = await app.OrganisationAsync(name, OrganisationKind.Enterprise);
        await app.OrganisationAsync($"Somebody after {name}", OrganisationKind.Enterprise);
        return await AskAsync<long>($"select seq_id from events.mt_events where stream_id = '{id}' and type = 'organisation_registered'");
    }

    private async Task DecideAsync(Composite composite, string what, object body)
    {
        using var answer = await administrator.PostAsJsonAsync($"/api/v1/operations/readers/{composite.Progress}/{what}", body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task GoesOnAsync(TableView view)
    {
        await app.SettledAsync();
        Assert.Empty((await HealthAsync())["pausedViews"]!.AsArray());
        Assert.Null(await app.CompareAsync(view));
    }

    private async Task<JsonObject> HealthAsync() => (await administrator.GetFromJsonAsync<JsonObject>("/health"))!;

    private async Task RunAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private sealed record Count(int Facts);

    private sealed class Counted(Composite composite) : TableView<Count>
    {
        public override string Name => "counted";
        public override Composite Composite => composite;
        public override IReadOnlySet<Type> Handles { get; } =
            new HashSet<Type> { typeof(OrganisationRegistered), typeof(OrganisationIdentified) };

        public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

        public override Count Apply(Guid key, Count? row, IEvent e) => new((row?.Facts ?? 0) + 1);
    }

    private sealed class Renamed(Composite composite) : TableView<Count>
    {
        public override string Name => "renamed";
        public override Composite Composite => composite;
        public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(OrganisationRenamed) };

        public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

        public override Count Apply(Guid key, Count? row, IEvent e) => new((row?.Facts ?? 0) + 1);
    }
}
