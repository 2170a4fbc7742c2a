using Microsoft.Playwright;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Tenders;
using Xunit.Abstractions;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>An adviser takes an enterprise from its enquiry to a verified figure, on a phone too. By visible labels.</summary>
public sealed class AdviserJourneyTests(Chromium chromium, ServedApp app, ITestOutputHelper output)
    : IClassFixture<ServedApp>,
        IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 320)]
    [InlineData(false, 320)]
    public async Task from_an_enquiry_to_a_figure_and_a_session_in_a_minute(bool script, int width)
    {
        var name = $"Winson Growers {(script ? "Quick" : "Plain")} {width} CIC";
        var enterprise = await app.OrganisationAsync(name, OrganisationKind.Enterprise);
        var manager = await app.PersonAsync("Rosa Lima", enterprise, Roles.BidManager);
        var ise = await app.OrganisationAsync($"iSE {script} {width}", OrganisationKind.Support);
        var adviser = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        // In the afternoon, when both sessions of the day have been.
        await app.ClockToAsync(new DateTimeOffset((await app.NowAsync()).Date.AddDays(1).AddHours(16), TimeSpan.Zero));
        await app.SettledAsync();
        await using var visit = await chromium.AsAsync(app, adviser, width == 320 ? Screen.Narrow : Screen.Desk, script);
        var page = visit.Page;

        await visit.OpenAsync("/cases");
        await visit.FollowAsync("Open a case", AriaRole.Button);
        await page.GetByLabel("Name of the enterprise").FillAsync("Winson Growers");
        await visit.PressAsync("Find");
        await page.GetByLabel(name).CheckAsync();
        await page.GetByLabel("What does it need?").FillAsync("To bid for the hospital's grounds");
        await visit.SoundAsync($"adviser-open-{width}-{script}");
        await visit.PressAsync("Open the case");
        await visit.SoundAsync($"adviser-case-asked-{width}-{script}");
        var id = new Uri(page.Url).Segments[^1];
        await manager.Http.DoAsync($"/api/v1/cases/{id}/acceptance", new { });
        await app.SettledAsync();

        await visit.OpenAsync($"/cases/{id}");
        await visit.FollowAsync("Check eligibility");
        await page.GetByLabel("Yes").CheckAsync();
        await page.GetByLabel("By which rules?").FillAsync("Rules of 2026");
        await page.GetByLabel("What does that rest on?").FillAsync("Trades in Ladywood");
        await visit.SoundAsync($"adviser-eligibility-{width}-{script}");
        await visit.PressAsync("Save");

        await visit.FollowAsync("Take stock");
        await page.GetByRole(AriaRole.Group, new() { Name = "Policies" }).GetByLabel("1", new() { Exact = true }).CheckAsync();
        await visit.SoundAsync($"adviser-stock-{width}-{script}");
        await visit.PressAsync("Save");

        await visit.FollowAsync("Agree a plan");
        await page.GetByLabel("Action 1").FillAsync("Write the policies every buyer asks for");
        await visit.SoundAsync($"adviser-plan-{width}-{script}");
        await visit.PressAsync("Save the plan");
        await visit.SoundAsync($"adviser-case-{width}-{script}");

        await visit.FollowAsync("Log a session", AriaRole.Button);
        await visit.SoundAsync($"adviser-session-{width}-{script}");
        await page.GetByLabel("When did it begin?").FillAsync("9am");
        await page.GetByLabel("When did it end?").FillAsync("10:45");
        await page.GetByLabel("How many minutes of it were support?").FillAsync("90");
        await page.GetByLabel("What was it about?").FillAsync("pricing");
        await page.GetByLabel("Which funder's project is it charged to?").FillAsync("Growing places");
        await visit.PressAsync("Log the session");
        // The second time all the rest is filled in.
        await visit.FollowAsync("Log a session", AriaRole.Button);
        Assert.Equal("Growing places", await page.GetByLabel("Which funder's project is it charged to?").InputValueAsync());
        await page.GetByLabel("When did it begin?").FillAsync("1pm");
        await page.GetByLabel("When did it end?").FillAsync("2pm");
        await page.GetByLabel("What was it about?").FillAsync("policies");
        await visit.PressAsync("Log the session");
        output.WriteLine("A session has 3 fields to fill in, 5 the first time.");
        await app.SettledAsync();
        await visit.OpenAsync($"/cases/{id}");
        await Assertions.Expect(page.GetByText("2 sessions")).ToBeVisibleAsync();

        await visit.OpenAsync($"/cases/{id}/figures");
        await visit.FollowAsync("Record a figure", AriaRole.Button);
        await page.GetByLabel("Turnover a year, in pounds").CheckAsync();
        await page.GetByLabel("The figure").FillAsync("84,000");
        var day = page.GetByRole(AriaRole.Group, new() { Name = "As at which day?" });
        await day.GetByLabel("Day").FillAsync("31");
        await day.GetByLabel("Month").FillAsync("3");
        await day.GetByLabel("Year").FillAsync("2026");
        await page.GetByLabel("Where does it come from?").FillAsync("Accounts to 31 March 2026");
        await visit.SoundAsync($"adviser-figure-{width}-{script}");
        await visit.PressAsync("Record the figure");
        await visit.OpenAsync($"/cases/{id}/figures");
        await visit.SoundAsync($"adviser-figures-{width}-{script}");
        await visit.PressAsync("I have seen what it rests on (Turnover of Tuesday 31 March 2026)");
        await visit.OpenAsync("/cases");
        await visit.SoundAsync($"adviser-caseload-{width}-{script}");

        // Half a year later: what has grown is recorded, verified and told in the review.
        await app.ClockForwardAsync(TimeSpan.FromDays(190));
        await visit.BecomeAsync(app, adviser);
        await visit.OpenAsync($"/cases/{id}/figures");
        await visit.FollowAsync("Record a figure", AriaRole.Button);
        await page.GetByLabel("Turnover a year, in pounds").CheckAsync();
        await page.GetByLabel("The figure").FillAsync("96,500");
        day = page.GetByRole(AriaRole.Group, new() { Name = "As at which day?" });
        await day.GetByLabel("Day").FillAsync("30");
        await day.GetByLabel("Month").FillAsync("9");
        await day.GetByLabel("Year").FillAsync("2026");
        await page.GetByLabel("Where does it come from?").FillAsync("Accounts to 30 September 2026");
        await visit.PressAsync("Record the figure");
        await visit.OpenAsync($"/cases/{id}/figures");
        await visit.PressAsync("I have seen what it rests on (Turnover of Wednesday 30 September 2026)");
        await visit.OpenAsync($"/cases/{id}");
        await visit.FollowAsync("Review after 6 months");
        await visit.SoundAsync($"adviser-review-{width}-{script}");
        await page.GetByLabel("What has changed since the baseline?").FillAsync("Policies are written, and turnover has grown.");
        await visit.PressAsync("Save the review");
        await app.SettledAsync();
        await visit.OpenAsync($"/cases/{id}/figures");
        foreach (var figure in new[] { "84,000", "96,500" })
            await Assertions.Expect(page.GetByText(figure).First).ToBeVisibleAsync();
        Assert.Single(await app.FactsAsync<CaseReviewed>(Guid.Parse(id)));
    }
}
