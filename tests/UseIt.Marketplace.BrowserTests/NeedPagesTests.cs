using Microsoft.Playwright;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Bids;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A need in a browser, from its posting to the community's word that it is met; on a phone too.</summary>
public sealed class NeedPagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(true, 320)]
    [InlineData(false, 320)]
    public async Task a_need_from_its_posting_to_its_being_met(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var group = await app.EnterpriseAsync($"Lunch club {script} {width}");
        var grower = await app.EnterpriseAsync($"Growers {script} {width}");
        var need = BidSteps.Id(
            await group.Http.DoAsync(
                "/api/v1/needs",
                new
                {
                    groupId = group.Id,
                    title = "Four raised beds",
                    what = "Waist high",
                    placeCode = "E05011151",
                    by = "2030-06-01",
                }
            )
        );
        var at = $"/needs/{need}";
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, grower.Manager, screen, script))
        {
            await visit.OpenAsync(at);
            await visit.FollowAsync("Offer to do it", AriaRole.Button);
            await visit.Page.GetByLabel("What do you offer?").FillAsync("Two days with volunteers");
            foreach (var (part, value) in new[] { ("Day", "1"), ("Month", "5"), ("Year", "2030") })
                await visit.Page.GetByLabel(part, new() { Exact = true }).FillAsync(value);
            await visit.SoundAsync($"needs-offer-{width}-{script}");
            await visit.PressAsync("Send the offer");
            await visit.FollowAsync("Take it back");
            await visit.SoundAsync($"needs-back-{width}-{script}");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, group.Manager, screen, script))
        {
            foreach (var path in new[] { "/needs/new", "/needs/own", $"{at}/withdraw" })
            {
                await visit.OpenAsync(path);
                await visit.SoundAsync($"needs{path.Replace('/', '-')}-{width}-{script}");
            }
            await visit.OpenAsync(at);
            await visit.SoundAsync($"needs-offers-{width}-{script}");
            await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Accept") }).ClickAsync();
            await visit.Page.WaitForURLAsync(url => url.EndsWith("/accept", StringComparison.Ordinal));
            await visit.SoundAsync($"needs-accept-{width}-{script}");
            await visit.PressAsync("Accept the offer");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, grower.Manager, screen, script))
        {
            await visit.OpenAsync($"{at}/attribution");
            await visit.SoundAsync($"needs-attribution-{width}-{script}");
            await visit.OpenAsync($"{at}/done");
            await visit.Page.GetByLabel("What was done?").FillAsync("Four beds stand");
            await visit.SoundAsync($"needs-done-{width}-{script}");
            await visit.PressAsync("Tell the community");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, group.Manager, screen, script))
        {
            await visit.OpenAsync($"{at}/confirmation");
            await visit.Page.GetByLabel("Yes").CheckAsync();
            await visit.Page.GetByLabel("What has changed, or what is missing?").FillAsync("Eleven people plant");
            await visit.SoundAsync($"needs-confirmation-{width}-{script}");
            await visit.PressAsync("Answer");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.VisitAsync(app.Address, screen, script))
        {
            await visit.OpenAsync(at);
            await Assertions.Expect(visit.Page.GetByText("Eleven people plant")).ToBeVisibleAsync();
            await visit.SoundAsync($"needs-public-{width}-{script}");
            await visit.OpenAsync("/needs");
            await visit.SoundAsync($"needs-list-{width}-{script}");
        }
    }
}
