using Microsoft.Playwright;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Networks;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A marketplace event in a browser, from an introduction to a tender that tells all bidders the same; on a phone too.</summary>
public sealed class NetworkPagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 320)]
    [InlineData(false, 320)]
    public async Task every_page_of_a_network_and_the_way_of_an_introduction(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var met = await app.MarketplaceAsync($"iSE {script} {width}");
        var tender = await app.DraftAsync(met.Buyer);
        await app.SettledAsync();
        var at = $"/gatherings/{met.Gathering}";
        string introduction;
        await using (var visit = await chromium.AsAsync(app, met.Coordinator, screen, script))
        {
            var page = visit.Page;
            foreach (
                var path in new[]
                {
                    "/networks/own",
                    "/networks/new",
                    $"/networks/{met.Network}",
                    $"/networks/{met.Network}/members/new?Q=Grounds",
                    $"/networks/{met.Network}/members/{met.Enterprise.Id}/leave",
                    $"/networks/{met.Network}/clusters/new",
                    "/gatherings/new",
                    at,
                    $"{at}/invite",
                    $"{at}/attendance",
                    $"{at}/introductions/new",
                    $"{at}/statements/new",
                }
            )
            {
                await visit.OpenAsync(path);
                await visit.SoundAsync($"networks{path.Replace('/', '-').Split('?')[0]}-{width}-{script}");
            }
            await visit.OpenAsync($"{at}/introductions/new");
            await page.GetByLabel("City Hospital Trust").First.CheckAsync();
            await page.GetByLabel("Ladywood Grounds CIC").First.CheckAsync();
            await page.GetByLabel("What for?").FillAsync("Gardens");
            await visit.PressAsync("Save");
            introduction = new Uri(page.Url).AbsolutePath;
            await page.GetByLabel("Ladywood Grounds CIC").CheckAsync();
            await page.GetByLabel("What?", new() { Exact = true }).FillAsync("A list of tools");
            foreach (var (part, value) in new[] { ("Day", "1"), ("Month", "6"), ("Year", "2030") })
                await page.GetByLabel(part, new() { Exact = true }).FillAsync(value);
            await visit.PressAsync("Keep the promise");
            await visit.SoundAsync($"networks-introduction-{width}-{script}");
            await visit.OpenAsync($"{at}/statements/new");
            await page.GetByLabel("What was said?").FillAsync("We will split the grounds into lots");
            await page.GetByLabel("City Hospital Trust").First.CheckAsync();
            await visit.PressAsync("Save");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, met.Buyer.Author, screen, script))
        {
            await visit.OpenAsync($"/buyer/tenders/{tender.Id}");
            await visit.FollowAsync("What was said to the market");
            await visit.SoundAsync($"networks-statements-{width}-{script}");
            await visit.FollowAsync(
                await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^It is about another purchase") }).InnerTextAsync()
            );
            await visit.SoundAsync($"networks-apart-{width}-{script}");
            await visit.OpenAsync($"/buyer/tenders/{tender.Id}/market-engagement");
            await visit.PressAsync(
                await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^It belongs to this tender") }).InnerTextAsync()
            );
        }
        await met.Buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });
        await app.SettledAsync();
        await using (var visit = await chromium.VisitAsync(app.Address, screen, script))
        {
            await visit.OpenAsync($"/tenders/{tender.Id}");
            await Assertions.Expect(visit.Page.GetByText("We will split the grounds into lots")).ToBeVisibleAsync();
            await visit.SoundAsync($"networks-tender-{width}-{script}");
            foreach (var path in new[] { "/networks", $"/networks/{met.Network}", "/gatherings", at })
            {
                await visit.OpenAsync(path);
                await visit.SoundAsync($"networks-public{path.Replace('/', '-')}-{width}-{script}");
            }
        }
        await using (var visit = await chromium.AsAsync(app, met.Enterprise.Manager, screen, script))
        {
            await visit.OpenAsync($"{at}/answer");
            await visit.SoundAsync($"networks-answer-{width}-{script}");
            await visit.OpenAsync(introduction);
            await Assertions.Expect(visit.Page.GetByText("its Questions")).ToBeVisibleAsync();
        }
    }
}
