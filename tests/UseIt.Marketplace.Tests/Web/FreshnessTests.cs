using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Web;

public sealed class FreshnessTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_view_that_stands_still_shows_as_at_when_it_is_true_and_health_names_it()
    {
        var view = app.Services.GetRequiredService<OpportunitySearch>();
        await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        await app.SettledAsync();
        await using (
            var pause = app.Database.CreateCommand(
                $"insert into events.paused_view (name, position, error, at) values ('{view.Composite.Progress}', 1, 'Test', events.clock())"
            )
        )
            await pause.ExecuteNonQueryAsync();

        using var browser = new Browsing(app);
        await UntilAsync(browser, marked: true);
        using var http = await app.ClientAsync();
        var answer = await http.GetAsync(new Uri("/api/v1/opportunities", UriKind.Relative));
        Assert.StartsWith("as-at=", answer.Headers.GetValues(ReadYourWrite.Header).Single(), StringComparison.Ordinal);
        var health = await http.ReadAsync("/health");
        Assert.Equal("degraded", (string?)health["status"]);
        Assert.Equal(view.Composite.Progress, (string?)health["pausedViews"]![0]);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/health/ready", UriKind.Relative))).StatusCode);

        await using var resume = app.Database.CreateCommand("delete from events.paused_view");
        await resume.ExecuteNonQueryAsync();
        await UntilAsync(browser, marked: false);
    }

    [Fact]
    public async Task a_change_that_no_view_has_seen_yet_is_said_to_be_on_its_way()
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        var unread = await MarketplaceApp.BesideAsync(database, TestFolders.Scratch(), patience: TimeSpan.FromMilliseconds(1));
        var done = await unread.DoAsync(
            new RegisterOrganisation(Guid.CreateVersion7(), "Ladywood Grounds CIC", [OrganisationKind.Enterprise])
        );
        using var http = await unread.ClientAsync();
        http.DefaultRequestHeaders.Add(
            CommandEndpoints.ConsistencyToken,
            unread.Services.GetRequiredService<PositionTokens>().Of(done.Position)
        );
        var answer = await http.GetAsync(new Uri("/api/v1/opportunities", UriKind.Relative));
        Assert.Equal("on-its-way", answer.Headers.GetValues(ReadYourWrite.Header).Single());
        var page = await http.GetStringAsync(new Uri("/opportunities", UriKind.Relative));
        Assert.Contains("Your last change is stored and on its way to this page", page, StringComparison.Ordinal);

        await using var working = MarketplaceHost.Build(unread.Settings with { Works = true }, [], "http://127.0.0.1:0");
        await working.StartAsync();
        await unread.SettledAsync();
        var seen = await http.GetAsync(new Uri("/api/v1/opportunities", UriKind.Relative));
        Assert.False(seen.Headers.Contains(ReadYourWrite.Header));
        await unread.DisposeAsync();
        await PostgresFixture.DropDatabaseAsync(database);
    }

    // What stands still is looked up once a second.
    private static async Task UntilAsync(Browsing browser, bool marked)
    {
        using var limit = Patience.Begin();
        while ((await browser.GetAsync("/opportunities")).Html.Contains("This page is as at", StringComparison.Ordinal) != marked)
            limit.Token.ThrowIfCancellationRequested();
    }
}
