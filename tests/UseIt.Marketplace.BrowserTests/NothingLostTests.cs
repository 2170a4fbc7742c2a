using Microsoft.Playwright;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A search is kept, and what is typed is: when the session ends, and when two tabs write on one form.</summary>
public sealed class NothingLostTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task somebody_saves_a_search_and_changes_when_it_tells(bool script, int width)
    {
        await app.PublishedAsync();
        await app.SettledAsync();
        var amina = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync($"Searching {script} CIC", OrganisationKind.Enterprise),
            Roles.BidManager
        );
        await using var visit = await chromium.AsAsync(app, amina, width == 320 ? Screen.Narrow : Screen.Desk, script);
        var name = $"search-{(script ? "script" : "plain")}-{width}";
        await visit.OpenAsync("/opportunities");
        await visit.Page.GetByLabel("Words", new() { Exact = true }).FillAsync("cleaner");
        await visit.PressAsync("Search");
        await visit.SoundAsync($"{name}-found");
        await visit.FollowAsync("Save this search and be told of new work");
        await visit.SoundAsync($"{name}-save");
        await visit.Page.GetByLabel("At once").CheckAsync();
        await visit.PressAsync("Save the search");
        await Assertions.Expect(visit.Page.GetByText("The search is saved")).ToBeVisibleAsync();
        await visit.SoundAsync($"{name}-list");
        await visit.FollowAsync("Change or remove (cleaner)");
        await visit.SoundAsync($"{name}-change");
        await visit.Page.GetByLabel("Once a day").CheckAsync();
        await visit.PressAsync("Save");
        await Assertions.Expect(visit.Page.GetByText("Once a day")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task what_another_tab_has_saved_stands_beside_what_was_typed(bool script, int width)
    {
        var buyer = await app.BuyerAsync();
        var path = $"/buyer/tenders/{await buyer.BegunAsync()}/description";
        await app.SettledAsync();
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        await using var one = await chromium.AsAsync(app, buyer.Author, screen, script);
        await using var other = await chromium.AsAsync(app, buyer.Author, screen, script);
        await one.OpenAsync(path);
        await other.OpenAsync(path);
        await DescribeAsync(one, "Three parks");
        await one.PressAsync("Save and continue");
        await DescribeAsync(other, "Four parks");
        await other.PressAsync("Save and continue");
        await Assertions.Expect(other.Page.GetByText("Saved meanwhile: Three parks")).ToBeVisibleAsync();
        await Assertions.Expect(other.Page.GetByLabel("Title", new() { Exact = true })).ToHaveValueAsync("Four parks");
        await other.SoundAsync($"meanwhile-{(script ? "script" : "plain")}-{width}");
        await other.PressAsync("Save and continue");
        await Assertions.Expect(other.Page.GetByText("The description is saved")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task a_form_is_given_back_once_its_person_is_signed_in_again()
    {
        var buyer = await app.BuyerAsync();
        var path = $"/buyer/tenders/{await buyer.BegunAsync()}/description";
        await app.SettledAsync();
        await using var visit = await chromium.AsAsync(app, buyer.Author);
        await visit.OpenAsync(path);
        await DescribeAsync(visit, "Three parks");
        await EndSessionAsync(buyer.Author);
        await visit.PressAsync("Save and continue");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        await visit.BecomeAsync(app, buyer.Author);
        await visit.OpenAsync(path);
        await Assertions.Expect(visit.Page.GetByText(GivenBack.Ended)).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.GetByLabel("Title", new() { Exact = true })).ToHaveValueAsync("Three parks");
        await visit.SoundAsync("given-back");
    }

    [Fact]
    public async Task a_page_whose_session_ends_shows_nothing_any_more_and_what_was_typed_is_found_again()
    {
        var buyer = await app.BuyerAsync();
        var path = $"/buyer/tenders/{await buyer.BegunAsync()}/description";
        await app.SettledAsync();
        await using var visit = await chromium.AsAsync(app, buyer.Author);
        await visit.OpenAsync(path);
        await DescribeAsync(visit, "Five parks");
        var title = visit.Page.GetByLabel("Title", new() { Exact = true });
        // While the session stands, coming back to the tab changes nothing.
        await LookAgainAsync(visit);
        await Assertions.Expect(title).ToBeVisibleAsync();
        await EndSessionAsync(buyer.Author);
        await LookAgainAsync(visit);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "You are signed out" })).ToBeVisibleAsync();
        await Assertions.Expect(title).ToBeHiddenAsync();
        await Assertions.Expect(visit.Page.GetByText("City Hospital Trust").First).ToBeHiddenAsync();
        Assert.Equal("You are signed out", await visit.Page.TitleAsync());
        await visit.PressAsync("Sign in again");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
        await visit.BecomeAsync(app, buyer.Author);
        await visit.OpenAsync(path);
        await Assertions.Expect(title).ToHaveValueAsync("Five parks");
    }

    [Fact]
    public async Task two_on_one_form_are_told_of_each_other_and_that_the_other_has_gone()
    {
        var buyer = await app.BuyerAsync();
        var path = $"/buyer/tenders/{await buyer.BegunAsync()}/description";
        var second = await app.PersonAsync("Sam Second", buyer.Id, Roles.Author);
        await app.SettledAsync();
        await using var one = await chromium.AsAsync(app, buyer.Author);
        await one.Page.Clock.InstallAsync();
        await one.OpenAsync(path);
        var others = one.Page.GetByText("Sam Second is also on this page, since");
        await Assertions.Expect(others).ToHaveCountAsync(0);
        await using (var other = await chromium.AsAsync(app, second))
        {
            await other.OpenAsync(path);
            await Assertions.Expect(other.Page.GetByText("Beatrice Author is also on this page, since")).ToBeVisibleAsync();
            await other.SoundAsync("also-here");
            await MinuteAsync(one);
            await Assertions.Expect(others).ToBeVisibleAsync();
            await other.OpenAsync("/buyer/tenders");
            // A page that goes says so on its way out; nobody sees that request end.
            await app.UntilAsync(async () =>
                await app.AskAsync<long>($"select count(*) from accounts.editing where person = '{second.Id}'") == 0
            );
        }
        await MinuteAsync(one);
        await Assertions.Expect(others).ToHaveCountAsync(0);
        Assert.Empty(one.Complaints);

        static async Task MinuteAsync(Visit visit) =>
            await visit.Page.RunAndWaitForResponseAsync(
                () => visit.Page.Clock.FastForwardAsync("01:01"),
                answer => answer.Url.EndsWith(AlsoHere.Path, StringComparison.Ordinal)
            );
    }

    private async Task EndSessionAsync(TestPerson person)
    {
        await using var end = app.Database.CreateCommand("update accounts.session set seen = seen - interval '1 hour' where person = $1");
        end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Id });
        await end.ExecuteNonQueryAsync();
    }

    private static async Task LookAgainAsync(Visit visit) =>
        await visit.Page.RunAndWaitForResponseAsync(
            () => visit.Page.EvaluateAsync("document.dispatchEvent(new Event('visibilitychange'))"),
            answer => answer.Url.EndsWith("/account/session", StringComparison.Ordinal)
        );

    private static async Task DescribeAsync(Visit visit, string title)
    {
        await visit.Page.GetByLabel("Title", new() { Exact = true }).FillAsync(title);
        await visit.Page.GetByLabel("What is to be bought?").FillAsync("Mow and plant.");
    }
}
