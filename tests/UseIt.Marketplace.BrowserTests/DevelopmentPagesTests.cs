using Microsoft.Playwright;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A development in a browser, from what is owed for it to the council's discharge; on a phone too.</summary>
public sealed class DevelopmentPagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 320)]
    [InlineData(false, 320)]
    public async Task every_page_of_a_development_and_the_way_of_an_obligation(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var developer = await app.BuyerAsync($"Quarter Homes {script} {width}");
        var council = await app.BuyerAsync($"Borough {script} {width}");
        var contractor = await app.EnterpriseAsync($"Works {script} {width}");
        var development = BidSteps.Id(
            await developer.Author.Http.DoAsync(
                "/api/v1/developments",
                new
                {
                    developerId = developer.Id,
                    councilId = council.Id,
                    name = $"Quarter {script} {width}",
                    site = "By the canal",
                    placeCode = "E05011151",
                    homes = 120,
                    planningReference = "1/PA",
                }
            )
        );
        await developer.Author.Http.DoAsync(
            $"/api/v1/developments/{development}/contractor",
            new { contractorId = contractor.Id, on = "2026-01-05" }
        );
        var package = BidSteps.Id(
            await contractor.Http.DoAsync(
                $"/api/v1/developments/{development}/packages",
                new
                {
                    title = "Kitchens",
                    opens = "2030-01-05",
                    starts = "2030-02-05",
                }
            )
        );
        await app.SettledAsync();
        var at = $"/developments/{development}";
        string delivery;
        await using (var visit = await chromium.AsAsync(app, developer.Author, screen, script))
        {
            foreach (
                var path in new[]
                {
                    "/developments/own",
                    "/developments/new?Q=Borough",
                    $"{at}/phases/new",
                    $"{at}/progress",
                    $"{at}/contractor?Q=Works",
                }
            )
            {
                await visit.OpenAsync(path);
                await visit.SoundAsync($"developments{path.Replace('/', '-').Split('?')[0]}-{width}-{script}");
            }
            await visit.OpenAsync($"{at}/obligations/new");
            await visit.Page.GetByLabel("What is owed?").FillAsync("A lit path");
            await visit.Page.GetByLabel("How much?").FillAsync("400");
            await visit.Page.GetByLabel("Counted in what?").FillAsync("metres");
            await visit.Page.GetByLabel("When work begins").CheckAsync();
            await visit.SoundAsync($"developments-owed-{width}-{script}");
            await visit.PressAsync("Add it");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, developer.Author, screen, script))
        {
            await visit.OpenAsync(at);
            await visit.SoundAsync($"developments-owner-{width}-{script}");
            await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Record delivery") }).ClickAsync();
            await visit.Page.WaitForURLAsync(url => url.EndsWith("/delivery", StringComparison.Ordinal));
            delivery = new Uri(visit.Page.Url).AbsolutePath;
            await visit.Page.GetByLabel("How much?").FillAsync("300");
            await visit.Page.GetByLabel("What was delivered?").FillAsync("It is lit");
            await visit.SoundAsync($"developments-delivery-{width}-{script}");
            await visit.PressAsync("Save");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, council.Author, screen, script))
        {
            await visit.OpenAsync(delivery.Replace("/delivery", "/discharge", StringComparison.Ordinal));
            await visit.Page.GetByLabel("Your reference of the discharge").FillAsync("S106/1");
            await visit.SoundAsync($"developments-discharge-{width}-{script}");
            await visit.PressAsync("Discharge it");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, contractor.Manager, screen, script))
            foreach (var path in new[] { at, $"{at}/packages/new", $"{at}/packages/{package}/let?Q=Borough" })
            {
                await visit.OpenAsync(path);
                await visit.SoundAsync($"developments-works{path.Replace('/', '-').Split('?')[0]}-{width}-{script}");
            }
        await using (var visit = await chromium.VisitAsync(app.Address, screen, script))
        {
            await visit.OpenAsync("/developments");
            await visit.SoundAsync($"developments-list-{width}-{script}");
            await visit.OpenAsync(at);
            await Assertions.Expect(visit.Page.GetByText("S106/1")).ToBeVisibleAsync();
            await visit.SoundAsync($"developments-public-{width}-{script}");
        }
    }
}
