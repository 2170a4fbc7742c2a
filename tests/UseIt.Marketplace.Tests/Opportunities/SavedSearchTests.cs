using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Opportunities;

public sealed class SavedSearchDecisions
{
    private static readonly Guid Search = Guid.CreateVersion7();
    private static readonly Actor Rose = new(Guid.CreateVersion7(), null, new HashSet<string>(), "none");
    private static readonly SearchSaved Saved = new(Search, Rose.Person, null, "Gardens", new SearchedFor("gardens"), Told.AtOnce);

    [Fact]
    public void a_search_needs_a_name_and_something_to_look_for_and_values_the_right_way_round()
    {
        Spec.Given<SavedSearch>()
            .When(s => SaveSearchHandler.Handle(new SaveSearch(Search, " ", new SearchedFor(), Told.Daily), s, Rose))
            .Refused("search-name-missing", "search-for-everything");
        var crossed = new SearchedFor(Cpv: "gardens", ValueFrom: 9, ValueTo: 8);
        Spec.Given<SavedSearch>()
            .When(s => SaveSearchHandler.Handle(new SaveSearch(Search, "Gardens", crossed, Told.Daily), s, Rose))
            .Refused("search-cpv-wrong", "search-values-crossed");
        Spec.Given<SavedSearch>(Saved)
            .When(s => SaveSearchHandler.Handle(new SaveSearch(Search, "Gardens", new SearchedFor("x"), Told.Daily), s, Rose))
            .Nothing();
    }

    [Fact]
    public void what_was_found_is_told_once_and_not_when_nobody_wants_to_know()
    {
        var find = new TellOfFoundWork(Search, 10, 20, 2);
        var found = new WorkFound(Search, Rose.Person, null, 10, 20, 2);
        Spec.Given<SavedSearch>(Saved).When(s => TellOfFoundWorkHandler.Handle(find, s)).Facts(found);
        foreach (var since in new object[] { found, new SearchAlertsChanged(Search, Told.Never), new SearchForgotten(Search, Rose.Person) })
            Spec.Given<SavedSearch>(Saved, since).When(s => TellOfFoundWorkHandler.Handle(find, s)).Nothing();
    }

    [Fact]
    public void a_search_is_its_persons_alone_and_only_the_program_finds()
    {
        var search = SavedSearch.Empty.Evolve(Saved);
        Assert.Equal(Access.Granted, ForgetSearchHandler.Authorise(Rose, search));
        var other = Rose with { Person = Guid.CreateVersion7() };
        Assert.Equal(Access.NotFound, ForgetSearchHandler.Authorise(other, search));
        Assert.Equal(Access.NotFound, ChangeSearchAlertsHandler.Authorise(other, search));
        Assert.Equal(Access.NotFound, ChangeSearchAlertsHandler.Authorise(Actor.Anonymous, SavedSearch.Empty));
        Assert.Equal(Access.NotFound, TellOfFoundWorkHandler.Authorise(Rose));
    }
}

/// <summary>Saved searches over HTTP and on pages, and what they tell.</summary>
public sealed class SavedSearchTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_search_is_saved_on_a_page_and_new_work_is_told_once_with_a_link_to_what_was_new()
    {
        await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        await app.SettledAsync();
        var found = await browser.GetAsync("/opportunities?q=grounds");
        Assert.Contains("Save this search and be told of new work", found.Html, StringComparison.Ordinal);
        using var visitor = new Browsing(app);
        Assert.Contains("Sign in to save this search", (await visitor.GetAsync("/opportunities?q=grounds")).Html, StringComparison.Ordinal);

        var id = Guid.CreateVersion7();
        var path = $"/searches/new/{id}?q=grounds";
        var page = await browser.GetAsync(path);
        Assert.Equal("grounds", page.Typed("Name"));
        Assert.Equal(["Name"], (await browser.SendAsync(page, path, ("Name", ""), ("Told", "AtOnce"))).Mistakes.Select(m => m.Target));
        var saved = await browser.SendAsync(page, path, ("Name", "Grounds near us"), ("Told", "AtOnce"));
        Assert.Equal("/searches", saved.Header("Location"));
        Assert.Contains("Grounds near us", (await browser.GetAsync("/searches")).Html, StringComparison.Ordinal);

        await app.SettledAsync();
        var alerts = ActivatorUtilities.CreateInstance<SearchAlerts>(app.Services);
        await alerts.LookAsync(default);
        Assert.Empty(await app.FactsAsync<WorkFound>(id));
        var tender = await app.PublishedAsync();
        await app.SettledAsync();
        await alerts.LookAsync(default);
        await alerts.LookAsync(default);
        await app.SettledAsync();
        Assert.Equal(1, Assert.Single(await app.FactsAsync<WorkFound>(id)).Number);

        var inbox = JsonNode.Parse(await bidder.Manager.Http.GetStringAsync(new Uri("/api/v1/inbox", UriKind.Relative)))![
            "items"
        ]!.AsArray();
        var told = Assert.Single(inbox, i => i!["kind"]!.GetValue<string>() == "work-found")!;
        var list = await browser.GetAsync((await browser.GetAsync(told["link"]!.GetValue<string>())).Header("Location")!);
        Assert.Contains("New since you were told last", list.Html, StringComparison.Ordinal);
        Assert.Contains($"/tenders/{tender.Id}", list.Html, StringComparison.Ordinal);
        Assert.Contains("1 opportunity", list.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task two_nodes_that_find_the_same_tell_it_once_and_a_second_find_waits_a_quarter_of_an_hour()
    {
        var bidder = await app.EnterpriseAsync("Twice CIC");
        var id = await SaveAsync(bidder.Manager, "grounds", Told.AtOnce);
        await app.PublishedAsync();
        await app.SettledAsync();
        var nodes = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<SearchAlerts>(app.Services)).ToArray();
        await Task.WhenAll(nodes.Select(n => n.LookAsync(default)));
        Assert.Single(await app.FactsAsync<WorkFound>(id));
        await app.PublishedAsync();
        await app.SettledAsync();
        await Task.WhenAll(nodes.Select(n => n.LookAsync(default)));
        Assert.Single(await app.FactsAsync<WorkFound>(id));
    }

    [Fact]
    public async Task a_search_that_fails_holds_up_none_after_it_and_is_told_when_it_can_be()
    {
        var bidder = await app.EnterpriseAsync("Patience CIC");
        var (failing, after) = (
            await SaveAsync(bidder.Manager, "grounds", Told.AtOnce),
            await SaveAsync(bidder.Manager, "grounds", Told.AtOnce)
        );
        await app.SqlAsync(
            $"""
            create function public.refuse_find() returns trigger language plpgsql as 'begin raise exception ''not now''; end';
            create trigger refuse_find before insert on events.mt_events for each row
              when (new.type = 'work_found' and new.stream_id = '{failing}') execute function public.refuse_find()
            """
        );
        await app.PublishedAsync();
        await app.SettledAsync();
        var alerts = ActivatorUtilities.CreateInstance<SearchAlerts>(app.Services);
        await alerts.LookAsync(default);
        Assert.Empty(await app.FactsAsync<WorkFound>(failing));
        Assert.Single(await app.FactsAsync<WorkFound>(after));

        await app.SqlAsync("drop trigger refuse_find on events.mt_events; drop function public.refuse_find()");
        await alerts.LookAsync(default);
        Assert.Single(await app.FactsAsync<WorkFound>(failing));
    }

    [Fact]
    public async Task nobody_reads_changes_or_removes_the_search_of_another()
    {
        var owner = await app.EnterpriseAsync("Owner CIC");
        var other = await app.EnterpriseAsync("Other CIC");
        var id = await SaveAsync(owner.Manager, "grounds", Told.Daily);
        await app.SettledAsync();
        using var theirs = await Browsing.AsAsync(app, other.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.GetAsync($"/searches/{id}/change")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await theirs.GetAsync($"/searches/{id}")).Status);
        Assert.DoesNotContain(
            "grounds",
            await other.Http.GetStringAsync(new Uri("/api/v1/searches", UriKind.Relative)),
            StringComparison.Ordinal
        );
        foreach (var key in new[] { id, owner.Id, owner.Manager.Id, Guid.CreateVersion7() })
        {
            using var changed = await other.Http.SendCommandAsync(
                HttpMethod.Post,
                $"/api/v1/searches/{key}/alerts",
                new { told = "never" }
            );
            Assert.Equal(HttpStatusCode.NotFound, changed.StatusCode);
            using var removed = await other.Http.SendCommandAsync(HttpMethod.Delete, $"/api/v1/searches/{key}", new { });
            Assert.Equal(HttpStatusCode.NotFound, removed.StatusCode);
        }
        using var nobody = await app.ClientAsync();
        using var refused = await nobody.SendCommandAsync(
            HttpMethod.Post,
            "/api/v1/searches",
            new
            {
                searchId = Guid.CreateVersion7(),
                name = "x",
                @for = new { words = "x" },
                told = "daily",
            }
        );
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);

        using var own = await Browsing.AsAsync(app, owner.Manager);
        var page = await own.GetAsync($"/searches/{id}/change");
        await own.SendAsync(page, $"/searches/{id}/change", ("Told", "Never"));
        Assert.Contains("Not at all", (await own.GetAsync("/searches")).Html, StringComparison.Ordinal);
        await own.SendAsync(await own.GetAsync($"/searches/{id}/change"), $"/searches/{id}/change?handler=Forget");
        Assert.Contains("You have saved no search yet", (await own.GetAsync("/searches")).Html, StringComparison.Ordinal);
    }

    private async Task<Guid> SaveAsync(TestPerson person, string words, Told told)
    {
        var id = Guid.CreateVersion7();
        await person.Http.DoAsync(
            "/api/v1/searches",
            new
            {
                searchId = id,
                name = words,
                @for = new { words },
                told = told.ToString(),
            }
        );
        await app.SettledAsync();
        return id;
    }
}
