using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Tests;
using Cookie = Microsoft.Playwright.Cookie;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>What journeys have in common.</summary>
internal static class SignedIn
{
    /// <summary>A tab in which this person is signed in.</summary>
    public static async Task<Visit> AsAsync(
        this Chromium chromium,
        MarketplaceApp app,
        TestPerson person,
        Screen? screen = null,
        bool script = true,
        Uri? at = null
    )
    {
        var visit = await chromium.VisitAsync(at ?? app.Address, screen, script);
        await visit.BecomeAsync(app, person, at);
        return visit;
    }

    /// <summary>Signs this person in, whoever was before.</summary>
    public static async Task BecomeAsync(this Visit visit, MarketplaceApp app, TestPerson person, Uri? at = null)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        await scope.ServiceProvider.GetRequiredService<Sessions>().SignInAsync(http, person.Id, person.Organisation, TimeSpan.Zero);
        var cookies = http
            .Response.Headers.SetCookie.Select(c => c!.Split(';')[0].Split('=', 2))
            .Select(c => new Cookie
            {
                Name = c[0],
                Value = c[1],
                Url = (at ?? app.Address).ToString(),
            });
        await visit.Page.Context.AddCookiesAsync(cookies);
    }

    /// <summary>
    /// Each page of a journey is held to the same: axe finds nothing, and nothing runs off the window. axe is a script itself: a walk
    /// without script is measured only, and the same walk with script is held to axe.
    /// </summary>
    public static async Task SoundAsync(this Visit visit, string name)
    {
        await visit.PictureAsync(name);
        var scripted = await visit.Page.Locator("body.js-enabled").CountAsync() > 0;
        var finding = scripted ? await visit.AxeAsync() : "";
        Assert.True(finding.Length == 0, $"{name}: {finding}");
        var tooWide = await visit.OverflowAsync();
        Assert.True(tooWide == 0, $"{name} is {tooWide} pixels too wide");
        Assert.Empty(visit.Complaints);
    }
}
