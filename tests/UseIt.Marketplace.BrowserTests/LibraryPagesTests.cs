using Microsoft.Playwright;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Reports;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A case study in a browser, with a figure of a report, from the draft to everybody; on a phone too.</summary>
public sealed class LibraryPagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 320)]
    [InlineData(false, 320)]
    public async Task a_case_study_from_the_draft_to_everybody(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        var report = (await told.Lead.Http.DoAsync("/api/v1/reports", new { kind = "contract-return", subjectId = told.Contract }))["id"]!;
        var title = $"Jobs nearby {script} {width}";
        string item;
        await using (var visit = await chromium.AsAsync(app, told.Lead, screen, script))
        {
            var page = visit.Page;
            await visit.OpenAsync("/library/own");
            await visit.FollowAsync("Write something", AriaRole.Button);
            await visit.SoundAsync($"library-new-{width}-{script}");
            await page.GetByLabel("Case study").CheckAsync();
            await page.GetByLabel("Title", new() { Exact = true }).FillAsync(title);
            await page.GetByLabel("Summary").FillAsync("People of the ward work there");
            await page.GetByLabel("Text", new() { Exact = true }).FillAsync("It began with a question.");
            await page.GetByLabel("Use it freely if they name you").CheckAsync();
            await visit.PressAsync("Save the draft");
            item = new Uri(page.Url).AbsolutePath;
            await visit.OpenAsync($"{item}/figures?Report={report}");
            await visit.SoundAsync($"library-figures-{width}-{script}");
            await page.GetByRole(AriaRole.Radio).First.CheckAsync();
            await visit.PressAsync("Put it here");
            await visit.SoundAsync($"library-draft-{width}-{script}");
            foreach (var path in new[] { "edit", "withdraw" })
            {
                await visit.OpenAsync($"{item}/{path}");
                await visit.SoundAsync($"library-{path}-{width}-{script}");
            }
            await visit.OpenAsync($"{item}/publish");
            await page.GetByRole(AriaRole.Checkbox).CheckAsync();
            await visit.SoundAsync($"library-publish-{width}-{script}");
            await visit.PressAsync("Publish now");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.VisitAsync(app.Address, screen, script))
        {
            await visit.OpenAsync("/library");
            await visit.SoundAsync($"library-list-{width}-{script}");
            await visit.FollowAsync(title);
            await Assertions.Expect(visit.Page.GetByText("Each is the figure of a report")).ToBeVisibleAsync();
            await visit.SoundAsync($"library-read-{width}-{script}");
        }
    }
}
