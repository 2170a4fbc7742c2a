using Microsoft.Playwright;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Webhooks;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>On a real Kestrel, with webhooks that may lead to this machine.</summary>
public sealed class ServedWebhookApp : MarketplaceApp
{
    protected override bool OnKestrel => true;
    protected override bool WebhooksToLoopback => true;
}

/// <summary>An administrator lets a program in, and has it told what happens.</summary>
public sealed class ProgramPagesTests(Chromium chromium, ServedWebhookApp app) : IClassFixture<ServedWebhookApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task an_administrator_makes_a_key_and_a_webhook_tries_it_and_ends_both(bool script, int width)
    {
        var organisation = await app.OrganisationAsync($"Growers {width}", OrganisationKind.Enterprise);
        var admin = await app.PersonAsync("Ada Quill", organisation, Roles.OrganisationAdministrator);
        await using var receiver = await Receiver.StartAsync();
        await using var visit = await chromium.AsAsync(app, admin, width == 320 ? Screen.Narrow : Screen.Desk, script);
        var name = $"programs-{width}";
        await visit.OpenAsync("/account");
        await visit.FollowAsync("Keys for your programs");
        await visit.SoundAsync($"{name}-keys-none");
        await visit.FollowAsync("Make a key", AriaRole.Button);
        await visit.Page.GetByLabel("Which program is it for?").FillAsync("Bookings");
        await visit.Page.GetByLabel("Member", new() { Exact = true }).CheckAsync();
        await visit.Page.GetByLabel("90 days", new() { Exact = true }).CheckAsync();
        await visit.SoundAsync($"{name}-key-new");
        await visit.PressAsync("Make the key");
        await Assertions.Expect(visit.Page.Locator(".use-it-key")).ToContainTextAsync("useit_");
        await visit.SoundAsync($"{name}-key-made");
        await visit.FollowAsync("I have copied it: continue", AriaRole.Button);
        await visit.SoundAsync($"{name}-keys");
        await visit.PressAsync("Revoke the key of Bookings");
        await Assertions.Expect(visit.Page.GetByText("Revoked").First).ToBeVisibleAsync();

        await visit.OpenAsync("/organisation/webhooks");
        await visit.FollowAsync("Add a webhook", AriaRole.Button);
        await visit.Page.GetByLabel("Address", new() { Exact = true }).FillAsync(receiver.Address.ToString());
        await visit.Page.GetByLabel("Bid received", new() { Exact = true }).CheckAsync();
        await visit.SoundAsync($"{name}-webhook-new");
        await visit.PressAsync("Add it");
        await Assertions.Expect(visit.Page.Locator(".use-it-key")).ToContainTextAsync("whsec_");
        await visit.FollowAsync("I have copied it: continue", AriaRole.Button);
        await visit.PressAsync("Send a test");
        await app.SettledAsync();
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Page.GetByText("Taken").First).ToBeVisibleAsync();
        await visit.SoundAsync($"{name}-webhook");
        await visit.PressAsync("Remove the webhook");
        await Assertions.Expect(visit.Page.GetByText("The webhook is removed")).ToBeVisibleAsync();
        await visit.SoundAsync($"{name}-webhooks");
    }
}
