using Microsoft.Playwright;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>On a real Kestrel, with second factors asked for.</summary>
public sealed class ServedFactorApp : MarketplaceApp
{
    protected override bool OnKestrel => true;
    protected override bool SecondFactors => true;
}

/// <summary>Somebody who approves is asked for a second factor on the way, sets one up, and what they were doing goes on.</summary>
public sealed class SecondFactorPagesTests(Chromium chromium, ServedFactorApp app) : IClassFixture<ServedFactorApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task an_approver_sets_up_an_app_on_the_way_and_publishes(bool script, int width)
    {
        var tender = await app.DraftAsync();
        await app.SettledAsync();
        await using var visit = await chromium.AsAsync(app, tender.Buyer.Approver, width == 320 ? Screen.Narrow : Screen.Desk, script);
        var name = $"factor-{(script ? "script" : "plain")}-{width}";
        await PublishAsync(visit, tender.Id);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Set up an authenticator app" })).ToBeVisibleAsync();
        await visit.SoundAsync($"{name}-set-up");
        var secret = (await visit.Page.Locator(".use-it-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await visit.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(Authenticator.CodeOf(secret, DateTimeOffset.UtcNow));
        await visit.PressAsync("Continue");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Keep your recovery codes" })).ToBeVisibleAsync();
        await visit.SoundAsync($"{name}-codes");
        var recovery = await visit.Page.Locator(".use-it-codes code").First.InnerTextAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "I have written them down: continue" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("The tender is published")).ToBeVisibleAsync();
        await visit.OpenAsync("/account/second-factor");
        await visit.SoundAsync($"{name}-own");

        var second = await app.DraftAsync(tender.Buyer);
        await app.SettledAsync();
        await app.SqlAsync("update accounts.session set factor = null where person = $1", tender.Buyer.Approver.Id);
        await PublishAsync(visit, second.Id);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Show your second factor" })).ToBeVisibleAsync();
        await visit.SoundAsync($"{name}-asked");
        await visit.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(recovery);
        await visit.PressAsync("Continue");
        await Assertions.Expect(visit.Page.GetByText("The tender is published")).ToBeVisibleAsync();
        Assert.Single(await app.FactsAsync<TenderPublished>(second.Id));
    }

    [Fact]
    public async Task a_passkey_is_made_and_shown_by_the_browser()
    {
        var tender = await app.DraftAsync();
        await app.SettledAsync();
        // Passkeys are of a name, and an address of numbers is none.
        var at = new Uri($"http://localhost:{app.Address.Port}");
        await using var visit = await chromium.AsAsync(app, tender.Buyer.Approver, at: at);
        var authenticator = await visit.Page.Context.NewCDPSessionAsync(visit.Page);
        await authenticator.SendAsync("WebAuthn.enable");
        await authenticator.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new Dictionary<string, object>
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        await visit.OpenAsync("/account/second-factor/passkey");
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Work laptop");
        await visit.SoundAsync("passkey-add");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make the passkey" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Keep your recovery codes" })).ToBeVisibleAsync();
        await app.SqlAsync("update accounts.session set factor = null where person = $1", tender.Buyer.Approver.Id);
        await PublishAsync(visit, tender.Id);
        await visit.SoundAsync("passkey-asked");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Use your passkey" }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("The tender is published")).ToBeVisibleAsync();
        var shown = (await app.FactsAsync<SecondFactorShown>(SecondFactor.IdOf(tender.Buyer.Approver.Id))).Single();
        Assert.Equal(FactorMeans.Passkey, shown.Means);
    }

    private static async Task PublishAsync(Visit visit, Guid tender)
    {
        await visit.OpenAsync($"/buyer/tenders/{tender}/publish");
        foreach (var box in await visit.Page.GetByRole(AriaRole.Checkbox).AllAsync())
            await box.CheckAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Publish now" }).First.ClickAsync();
    }
}
