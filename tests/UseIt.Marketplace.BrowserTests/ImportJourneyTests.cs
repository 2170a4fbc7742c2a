using System.Text;
using Microsoft.Playwright;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>An adviser brings a spreadsheet, says what its columns mean, is asked who is who, takes it in and takes it back.</summary>
public sealed class ImportJourneyTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task from_a_spreadsheet_to_cases_and_back(bool script, int width)
    {
        var ise = await app.OrganisationAsync($"iSE import {width}", OrganisationKind.Support);
        var adviser = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        await app.SettledAsync();
        await using var visit = await chromium.AsAsync(app, adviser, width == 320 ? Screen.Narrow : Screen.Desk, script);
        var page = visit.Page;
        // Names alike would be asked about.
        var name = width == 320 ? "Brookfields Bakery" : "Imported Growers";

        await visit.OpenAsync("/cases");
        await visit.FollowAsync("Import from a spreadsheet");
        await page.GetByLabel("Spreadsheet")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "support.csv",
                    MimeType = "text/csv",
                    Buffer = Encoding.UTF8.GetBytes(
                        $"Who,Town,Date,Hours,Project\n{name},Birmingham,13/02/2025,2,Fund\n{name}s,Birmingham,14/02/2025,1,Fund\n,,15/02/2025,1,Fund\n"
                    ),
                }
            );
        await visit.SoundAsync($"import-new-{width}");
        await visit.PressAsync("Go on");

        await page.GetByLabel("Who (column 1)").SelectOptionAsync("Name of the enterprise");
        await visit.SoundAsync($"import-columns-{width}");
        await visit.PressAsync("See what it comes to");

        await page.GetByRole(AriaRole.Group, new() { Name = $"Row 3: {name}s, Birmingham" })
            .GetByLabel("None of these: another enterprise")
            .CheckAsync();
        await visit.SoundAsync($"import-preview-{width}");
        await visit.PressAsync("Save the answers");
        await visit.PressAsync("Import 2 rows");
        Assert.Equal("The import is done", await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync());
        await visit.SoundAsync($"import-done-{width}");

        await page.GetByText("Take the import back").ClickAsync();
        await visit.PressAsync("Take it back");
        Assert.Equal("The import is taken back", await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).InnerTextAsync());
        await visit.SoundAsync($"import-undone-{width}");
    }
}
