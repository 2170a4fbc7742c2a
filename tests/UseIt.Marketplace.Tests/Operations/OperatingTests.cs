using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.CommandLine;

namespace UseIt.Marketplace.Tests.Operations;

/// <summary>What stands still is seen in /health, and goes on when a person has decided.</summary>
public sealed class OperatingTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>, IAsyncLifetime
{
    private static readonly string View = Composites.Search.Progress;
    private static readonly string Other = Composites.Ledger.Progress;
    private HttpClient administrator = null!;
    private Guid person;

    public async Task InitializeAsync()
    {
        var somebody = await app.PersonAsync(
            "Dawn Reid",
            await app.OrganisationAsync("The platform", OrganisationKind.Platform),
            Roles.Administrator
        );
        (person, administrator) = (somebody.Id, somebody.Http);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task a_paused_view_degrades_health_by_its_name_and_readiness_stays_until_an_administrator_lets_it_go_on()
    {
        Assert.Equal("healthy", (string?)(await HealthAsync())["status"]);
        await DoAsync(
            $"insert into events.paused_view (name, position, error, at) values ('{View}', 3, 'InvalidOperationException', events.clock())"
        );

        var health = await HealthAsync();
        Assert.Equal("degraded", (string?)health["status"]);
        Assert.Equal([View], health["pausedViews"]!.AsArray().Select(v => (string?)v));
        using (var ready = await administrator.GetAsync("/health/ready"))
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var readers = (await administrator.GetFromJsonAsync<JsonObject>("/api/v1/operations/readers"))!["followers"]!.AsArray();
        Assert.Equal(3, (long?)readers.Single(r => (string?)r!["progress"] == View)!["pausedAt"]);

        var stranger = (
            await app.PersonAsync("Martin Cole", await app.OrganisationAsync("A buyer", OrganisationKind.Buyer), Roles.Author)
        ).Http;
        Assert.NotEqual(HttpStatusCode.OK, await PostAsync(stranger, $"readers/{View}/resume", new { reason = "I should like to" }));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            await PostAsync(administrator, $"readers/{View}/skip", new { position = 3, reason = " " })
        );
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            await PostAsync(administrator, $"readers/{View}/skip", new { position = 4, reason = "looked at another" })
        );
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            await PostAsync(administrator, "readers/nobody/skip", new { position = 3, reason = "a name misspelt" })
        );
        Assert.Equal(
            HttpStatusCode.OK,
            await PostAsync(administrator, $"readers/{View}/skip", new { position = 3, reason = "a fact of a test" })
        );

        Assert.Equal(
            $"{View} 3 {person} a fact of a test",
            await AskAsync("select concat_ws(' ', name, position, by_person, reason) from events.skipped_event")
        );
        Assert.Equal(
            $"{View} 3 {person} a fact of a test",
            await AskAsync(
                """
                select concat_ws(' ', data ->> 'reader', data ->> 'position', user_name, data ->> 'reason')
                from events.mt_events where type = 'fact_skipped'
                """
            )
        );
        Assert.Equal("healthy", (string?)(await HealthAsync())["status"]);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            await PostAsync(administrator, $"readers/{View}/resume", new { reason = "not paused any more" })
        );
    }

    [Fact]
    public async Task a_paused_view_tries_again_when_somebody_at_the_console_says_so_and_that_is_on_record()
    {
        await DoAsync(
            $"insert into events.paused_view (name, position, error, at) values ('{Other}', 2, 'TimeoutException', events.clock())"
        );
        var on = Verb.On(app.Settings.ConnectionString);
        Assert.Contains($"{Other}  ", (await Verb.RunAsync(["readers"], on)).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Verb.RunAsync(["readers", "skip", Other, "9", "--reason", "another fact"], on)).Code);
        Assert.Equal(0, (await Verb.RunAsync(["readers", "resume", Other, "--reason", "the disk was full"], on)).Code);
        Assert.Equal(1, (await Verb.RunAsync(["readers", "resume", Other, "--reason", "the disk was full"], on)).Code);

        Assert.Equal(
            $"{Other} 2 console:{Environment.UserName} the disk was full",
            await AskAsync(
                """
                select concat_ws(' ', data ->> 'reader', data ->> 'position', headers ->> 'authority', data ->> 'reason')
                from events.mt_events where type = 'reader_resumed'
                """
            )
        );
        Assert.DoesNotContain(Other, (await HealthAsync())["pausedViews"]!.AsArray().Select(v => (string?)v));
    }

    [Fact]
    public async Task a_message_set_aside_is_sent_again_or_given_up_by_an_administrator_and_that_is_on_record()
    {
        var (absent, never) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var subject in new[] { absent, never })
            await SendAsync(new ErasePerson(subject, ErasureReasons.AskedByThePerson));
        await UntilAsync("select count(*) = 2 from wolverine.wolverine_dead_letters");
        Assert.Equal("degraded", (string?)(await HealthAsync())["status"]);
        var letters = (await administrator.GetFromJsonAsync<JsonObject>("/api/v1/operations/dead-letters"))!["items"]!.AsArray();
        Assert.Equal(["person-unknown", "person-unknown"], letters.Select(l => (string?)l!["error"]));
        Assert.DoesNotContain(letters, l => l!.ToJsonString().Contains(absent.ToString(), StringComparison.Ordinal));
        var id = await AskAsync(
            $"select id::text from wolverine.wolverine_dead_letters where position(convert_to('{absent}', 'UTF8') in body) > 0"
        );

        await app.DoAsync(new RegisterPerson(absent, "Amina Yusuf", "amina.yusuf@example.org"));
        Assert.Equal(
            HttpStatusCode.OK,
            await PostAsync(administrator, $"dead-letters/{id}/replay", new { reason = "the person is here now" })
        );
        await UntilAsync($"select exists (select from events.mt_events where stream_id = '{absent}' and type = 'person_erased')");
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            await PostAsync(administrator, $"dead-letters/{id}/replay", new { reason = "again" })
        );

        var other = await AskAsync("select id::text from wolverine.wolverine_dead_letters");
        var on = Verb.On(app.Settings.ConnectionString);
        Assert.Contains($"{other}  ", (await Verb.RunAsync(["letters"], on)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Verb.RunAsync(["letters", "discard", other, "--reason", "nobody by that number"], on)).Code);
        Assert.Equal(1, (await Verb.RunAsync(["letters", "discard", other, "--reason", "nobody by that number"], on)).Code);
        Assert.Equal($"dead_letter_replayed {person} person-unknown the person is here now", await DecisionAsync(id, "user_name"));
        Assert.Equal(
            $"dead_letter_discarded console:{Environment.UserName} person-unknown nobody by that number",
            await DecisionAsync(other, "headers ->> 'authority'")
        );
        Assert.Equal("healthy", (string?)(await HealthAsync())["status"]);
    }

    private Task<string> DecisionAsync(string letter, string who) =>
        AskAsync(
            $"select concat_ws(' ', type, {who}, data ->> 'error', data ->> 'reason') from events.mt_events where stream_id = '{letter}'"
        );

    private async Task<JsonObject> HealthAsync() => (await administrator.GetFromJsonAsync<JsonObject>("/health"))!;

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync($"/api/v1/operations/{path}", body);
        return answer.StatusCode;
    }

    private Task SendAsync(ICommand command) => app.Services.QueueAsync(command);

    private async Task UntilAsync(string condition)
    {
        await using var command = app.Database.CreateCommand(condition);
        while (await command.ExecuteScalarAsync() is not true)
            await Task.Yield();
    }

    private async Task<string> AskAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task DoAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
