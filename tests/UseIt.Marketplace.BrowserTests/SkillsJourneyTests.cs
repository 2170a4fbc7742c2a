using Microsoft.Playwright;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Skills;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A nurse who lives nearby comes back to her profession, by visible labels, on a phone too.</summary>
public sealed class SkillsJourneyTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 320)]
    [InlineData(false, 320)]
    public async Task from_referral_to_a_job(bool script, int width)
    {
        var ise = await app.OrganisationAsync($"iSE {script} {width}", OrganisationKind.Support);
        var adviser = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser, Roles.ProgrammeManager);
        var trust = await app.EmployerAsync($"Icknield Trust {script} {width}");
        var today = UkTime.DayOf(await app.NowAsync());
        using (
            var grounds = await adviser.Http.SendCommandAsync(
                HttpMethod.Put,
                $"/api/v1/organisations/{ise}/pathways/nurse/grounds",
                SkillsSteps.Grounds
            )
        )
            Assert.True(grounds.IsSuccessStatusCode);
        var vacancy = await trust.PostAsync("nurse", "english");
        await app.SettledAsync();
        await using var visit = await chromium.AsAsync(app, adviser, width == 320 ? Screen.Narrow : Screen.Desk, script);
        var page = visit.Page;
        Task SoundAsync(string step) => visit.SoundAsync($"skills-{step}-{width}-{script}");

        await visit.OpenAsync("/pathways");
        await SoundAsync("pathways");
        await visit.FollowAsync("Nurse qualified abroad");
        await SoundAsync("pathway");
        await visit.FollowAsync("Change what allows it", AriaRole.Button);
        await SoundAsync("grounds");
        await visit.OpenAsync("/pathways/nurse");
        await visit.PressAsync("Open the pathway");

        await visit.OpenAsync("/candidates");
        await visit.FollowAsync("Register somebody", AriaRole.Button);
        await page.GetByLabel("Nurse", new() { Exact = true }).CheckAsync();
        await SoundAsync("profession");
        await visit.PressAsync("Continue");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Salma Invented");
        await page.GetByLabel("How can they be reached?", new() { Exact = true }).FillAsync("0121 496 0001");
        await page.GetByLabel("Yes", new() { Exact = true }).CheckAsync();
        await SoundAsync("person");
        await visit.PressAsync("Continue");
        await page.GetByLabel("Who sent them?").SelectOptionAsync("A college or school");
        await SoundAsync("background");
        await visit.PressAsync("Continue");
        await page.GetByLabel("In which language?").FillAsync("Arabic");
        await DayAsync(page, "On which day?", today);
        await SoundAsync("notice");
        await visit.PressAsync("Continue");
        await SoundAsync("check");
        await visit.PressAsync("Register the person");
        await app.SettledAsync();
        var person = new Uri(page.Url).AbsolutePath;

        await visit.OpenAsync(person);
        await SoundAsync("candidate-new");
        await visit.FollowAsync("Record a test", AriaRole.Button);
        await SoundAsync("tests");
        await visit.FollowAsync("OET Nursing");
        await DayAsync(page, "When was it taken?", today.AddDays(-700));
        foreach (var part in new[] { "Listening", "Reading", "Writing", "Speaking" })
            await page.GetByLabel(part).SelectOptionAsync("B");
        await SoundAsync("test");
        await visit.PressAsync("Record the test");
        await app.SettledAsync();
        foreach (var (address, step) in new[] { ("steps/new", "steps"), ("details", "details"), ("support", "support"), ("end", "end") })
        {
            await visit.OpenAsync($"{person}/{address}");
            await SoundAsync(step);
        }
        await visit.OpenAsync("/candidates");
        await SoundAsync("candidates");
        await visit.OpenAsync("/vacancies");
        await SoundAsync("vacancies");
        await visit.OpenAsync($"/vacancies/{vacancy}");
        await SoundAsync("vacancy");
        await visit.OpenAsync($"{person}/matches");
        await SoundAsync("matches");
        await visit.FollowAsync($"Introduce the person (Clinical attachment, Icknield Trust {script} {width})");
        await DayAsync(page, "When did the person say yes?", today);
        await SoundAsync("yes");
        await visit.PressAsync("The person said yes");
        await app.SettledAsync();
        await visit.OpenAsync(new Uri(page.Url).AbsolutePath);
        await SoundAsync("introduce");
        await visit.PressAsync("Introduce the person");
        await app.SettledAsync();
        var introduction = new Uri(page.Url).AbsolutePath;
        await page.GetByLabel("The person began a job in the profession").CheckAsync();
        await DayAsync(page, "When?", today);
        await page.GetByLabel("The employer confirmed it").CheckAsync();
        await SoundAsync("introduction");
        await visit.PressAsync("Record it");
        await app.SettledAsync();
        await visit.OpenAsync(person);
        await SoundAsync("candidate");
        await visit.OpenAsync("/outcomes");
        await SoundAsync("outcomes");

        await using var theirs = await chromium.AsAsync(app, trust.Person, width == 320 ? Screen.Narrow : Screen.Desk, script);
        foreach (
            var (address, step) in new[]
            {
                ("/vacancies", "own"),
                ("/vacancies/new", "offer-profession"),
                ("/vacancies/new?profession=nurse", "offer"),
                ($"/vacancies/{vacancy}", "own-vacancy"),
                (introduction, "passed-on"),
            }
        )
        {
            await theirs.OpenAsync(address);
            await theirs.SoundAsync($"skills-{step}-{width}-{script}");
        }
    }

    private static async Task DayAsync(IPage page, string legend, DateOnly day)
    {
        var group = page.GetByRole(AriaRole.Group, new() { Name = legend });
        await group.GetByLabel("Day").FillAsync($"{day.Day}");
        await group.GetByLabel("Month").FillAsync($"{day.Month}");
        await group.GetByLabel("Year").FillAsync($"{day.Year}");
    }
}
