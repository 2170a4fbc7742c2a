using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Engine;

public sealed class NewerVersionTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task what_only_a_newer_version_can_read_degrades_health_by_the_views_names_and_readiness_stays()
    {
        var organisation = await app.OrganisationAsync("A buyer", OrganisationKind.Buyer);
        var views = MarketplaceHost
            .Modules()
            .SelectMany(m => m.Views)
            .Where(v => v.Handles.Contains(typeof(OrganisationRegistered)))
            .Select(v => v.Progress)
            .ToArray();
        Assert.NotEmpty(views);

        await using var newer = app.Database.CreateCommand(
            $"""
            with moved as (update events.mt_streams set version = version + 1 where id = '{organisation}' returning id, version)
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp)
            select nextval('events.mt_events_sequence'), gen_random_uuid(), id,
            version, jsonb_build_object(), 'organisation_registered_v9', events.clock()
            from moved
            """
        );
        await newer.ExecuteNonQueryAsync();

        var client = await app.ClientAsync();
        JsonObject health;
        do health = (await client.GetFromJsonAsync<JsonObject>("/health"))!;
        while (views.Except(health["waitingForNewerVersion"]!.AsArray().Select(v => (string)v!)).Any());
        Assert.Equal("degraded", (string?)health["status"]);
        using var ready = await client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
    }
}
