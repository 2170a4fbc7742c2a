using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Reports;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>From the list of reports to a report that is read and taken away, on a narrow screen; and every kind held to axe.</summary>
public sealed class ReportPagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Fact]
    public async Task a_report_is_found_run_and_read()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        await using var visit = await chromium.AsAsync(app, told.Manager, Screen.Narrow);
        await visit.OpenAsync("/reports");
        await visit.SoundAsync("reports");
        await visit.FollowAsync("Social value return");
        await visit.SoundAsync("reports-run");
        await visit.PressAsync("Run the report");
        Assert.Contains("Social value return: Grounds and joinery", await visit.Page.InnerTextAsync("h1"), StringComparison.Ordinal);
        Assert.Equal("", await visit.AxeAsync());
        Assert.Equal(0, await visit.OverflowAsync());
        var files = await visit.Page.Locator("nav.files a").AllInnerTextsAsync();
        Assert.Equal(["PDF", "Spreadsheet (XLSX)", "Table (CSV)", "Data (JSON)"], files);
        await visit.FollowAsync("5.25");
        await visit.SoundAsync("reports-evidence");
    }

    [Fact]
    public async Task of_no_kind_axe_finds_anything_and_none_runs_off_a_narrow_screen()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        foreach (
            var (kind, subject, person) in new[]
            {
                ("commitment-schedule", told.Contract, told.Manager),
                ("enterprise-growth", told.Lead.Organisation, told.Lead),
                ("anchor-statement", told.Manager.Organisation, told.Manager),
                ("impact", told.Lead.Organisation, told.Lead),
            }
        )
        {
            var report = RunReportHandler.ReportOf(await app.DoAsync(new RunReport(kind, subject)));
            await using var visit = await chromium.AsAsync(app, person, Screen.Narrow);
            await visit.OpenAsync($"/reports/{report}");
            await visit.PictureAsync(kind);
            Assert.True(await visit.AxeAsync() is { Length: 0 } or null, $"{kind}: {await visit.AxeAsync()}");
            Assert.True(await visit.OverflowAsync() == 0, $"{kind} runs off the screen");
        }
    }
}
