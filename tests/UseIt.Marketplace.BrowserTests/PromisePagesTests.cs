using Microsoft.Playwright;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Contracts;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A supplier adds a photo to a promise, the buyer finds what waits, and everybody sees what came of it.</summary>
public sealed class PromisePagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    private static byte[] Picture { get; } =
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==");

    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task a_promise_gets_a_photo_the_buyer_verifies_it_and_everybody_sees_it(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var told = await ToldCommitments.TellAsync(app);
        await told.PublishAsync(app);
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, told.Lead, screen, script))
        {
            await visit.OpenAsync("/promises");
            await visit.SoundAsync($"promises-{width}");
            await visit.FollowAsync("Add evidence of Promise soon", AriaRole.Button);
            await visit
                .Page.GetByLabel("Photo")
                .SetInputFilesAsync(
                    new FilePayload
                    {
                        Name = "start.png",
                        MimeType = "image/png",
                        Buffer = Picture,
                    }
                );
            await visit.Page.GetByLabel("How much was delivered?").FillAsync("2");
            await visit.Page.GetByLabel("What does it show?").FillAsync("Two people started");
            await visit.SoundAsync($"promises-photo-{width}");
            await visit.PressAsync("Go on");
            await visit.SoundAsync($"promises-people-{width}");
            await visit.Page.GetByLabel("No", new() { Exact = true }).CheckAsync();
            await visit.PressAsync("Add the evidence");
            await Assertions.Expect(visit.Page.GetByText("The evidence is recorded. The buyer verifies it next")).ToBeVisibleAsync();
            await visit.SoundAsync($"promises-recorded-{width}");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.AsAsync(app, told.Manager, screen, script))
        {
            await visit.OpenAsync("/commitments");
            await visit.SoundAsync($"commitments-{width}");
            await visit.FollowAsync("Awaiting your verification (2)");
            await visit.FollowAsync("Promise soon");
            await visit.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Verify or dispute") }).ClickAsync();
            await visit.Page.WaitForURLAsync(url => url.Contains("/evidence/", StringComparison.Ordinal));
            await visit.PressAsync("Verify");
        }
        await app.SettledAsync();
        await using (var visit = await chromium.VisitAsync(app.Address, screen, script))
        {
            await visit.OpenAsync($"/delivered/contracts/{told.Contract}");
            // It is fetched when somebody comes near it.
            var photo = await visit.Page.GetByAltText("Promise soon, photo 1 of what was delivered").GetAttributeAsync("src");
            Assert.Equal(Picture, await (await visit.Page.Context.APIRequest.GetAsync(photo!)).BodyAsync());
            await visit.SoundAsync($"outcomes-contract-{width}");
            await visit.OpenAsync($"/delivered/buyers/{told.Buyer}");
            await visit.SoundAsync($"outcomes-buyer-{width}");
        }
    }
}
