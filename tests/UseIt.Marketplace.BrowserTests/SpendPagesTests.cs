using System.Text;
using Microsoft.Playwright;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A contract manager says what is local, adds paid invoices, is asked who is who, and takes them back.</summary>
public sealed class SpendPagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task paid_invoices_from_a_spreadsheet_to_the_ledger_and_back(bool script, int width)
    {
        var buyer = await app.OrganisationAsync("City Hospital Trust", OrganisationKind.Buyer);
        await app.OrganisationAsync($"Soho Planters {width} CIC", OrganisationKind.Enterprise);
        var manager = await app.PersonAsync("Helen Moss", buyer, Roles.ContractManager);
        await app.SettledAsync();
        await using var visit = await chromium.AsAsync(app, manager, width == 320 ? Screen.Narrow : Screen.Desk, script);
        var page = visit.Page;

        await visit.OpenAsync("/contracts");
        await visit.FollowAsync("What was paid: the ledger of paid invoices");
        await visit.SoundAsync($"spend-empty-{width}");
        await visit.FollowAsync("Change what counts as local");
        await page.GetByLabel("What is the area called?").FillAsync("Soho");
        await page.GetByLabel("Which postcodes are in it?").FillAsync("B18, B21");
        await visit.SoundAsync($"spend-area-{width}");
        await visit.PressAsync("Save");
        await visit.FollowAsync("Add paid invoices", AriaRole.Button);
        await page.GetByLabel("Spreadsheet")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "paid.csv",
                    MimeType = "text/csv",
                    Buffer = Encoding.UTF8.GetBytes(
                        $"Payee,Net amount,Date paid,Postcode\nSoho Planter {width},\"1,000.00\",13/02/2025,B18 7AB\nFar Ltd,20,14/02/2025,\nFar Ltd,20,14/02/2025,\nNobody,x,15/02/2025,\n"
                    ),
                }
            );
        await visit.SoundAsync($"spend-new-{width}");
        await visit.PressAsync("Go on");
        await visit.SoundAsync($"spend-columns-{width}");
        await visit.PressAsync("See what it comes to");
        await visit.SoundAsync($"spend-preview-{width}");
        await page.GetByLabel("They are the same payments: leave them out").CheckAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = $"Row 2: Soho Planter {width}, B18 7AB" })
            .GetByLabel($"Soho Planters {width} CIC")
            .CheckAsync();
        await visit.PressAsync("Save the answers");
        await visit.PressAsync("Put 2 payments into the ledger");
        await Assertions.Expect(page.GetByText("The payments are in the ledger")).ToBeVisibleAsync();
        await visit.SoundAsync($"spend-file-{width}");
        await visit.OpenAsync("/spend");
        await visit.SoundAsync($"spend-ledger-{width}");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Look or take back") }).ClickAsync();
        await page.GetByText("Take the whole file back").ClickAsync();
        await page.GetByLabel("Why is it taken back?").FillAsync("The wrong year");
        await visit.PressAsync("Take it back");
        await Assertions.Expect(page.GetByText("The file is taken back")).ToBeVisibleAsync();
    }
}
