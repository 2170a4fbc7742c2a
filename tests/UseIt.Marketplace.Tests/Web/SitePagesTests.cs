using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Tests.Accounts;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>What stands at the foot of every page is there, and says what is so.</summary>
public sealed class SitePagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task every_link_at_the_foot_leads_to_a_page_whose_links_lead_somewhere_too()
    {
        using var browser = new Browsing(app);
        var footer = app.Services.GetRequiredService<Site>().Footer;
        Assert.True(footer.Count >= 9);
        var open = new Queue<string>(footer.Select(f => f.Href).Append("/"));
        var seen = new HashSet<string>();
        while (open.TryDequeue(out var path))
        {
            if (!seen.Add(path))
                continue;
            var page = await browser.GetAsync(path);
            Assert.True(page.Status is HttpStatusCode.OK or HttpStatusCode.Redirect, $"{path} answers {page.Status}");
            if (path == "/" || footer.Any(f => f.Href == path) || path.StartsWith("/how-it-works", StringComparison.Ordinal))
                foreach (
                    System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(
                        page.Html,
                        "<a [^>]*href=\"(/[^\"#]*)"
                    )
                )
                    open.Enqueue(WebUtility.HtmlDecode(link.Groups[1].Value));
        }
        foreach (var named in new[] { "/how-it-works/buyers", "/how-it-works/enterprises", "/how-it-works/advisers", "/register" })
            Assert.Contains(named, seen);
    }

    [Fact]
    public async Task every_cookie_that_signing_up_sets_is_on_the_page_about_cookies()
    {
        using var browser = new Browsing(app);
        var set = new HashSet<string>();
        async Task<Seen> TakeAsync(Task<Seen> page)
        {
            var seen = await page;
            if (seen.Response.Headers.TryGetValues("Set-Cookie", out var cookies))
                set.UnionWith(cookies.Select(c => c.Split('=')[0]));
            return seen;
        }
        var mail = $"cookies.{Guid.NewGuid():N}@example.org";
        await TakeAsync(browser.SendAsync(await TakeAsync(browser.GetAsync("/register/mail")), "/register/mail", ("Mail", mail)));
        var (_, code) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));
        await TakeAsync(browser.SendAsync(await browser.GetAsync("/sign-in/code"), "/sign-in/code", ("Code", code)));
        await TakeAsync(browser.SendAsync(await browser.GetAsync("/register/name"), "/register/name", ("Name", "Cora Cook")));
        const string name = "/register/organisation/name";
        await TakeAsync(browser.SendAsync(await browser.GetAsync(name), name, ("Name", "Cookies CIC"), ("Kinds", "Enterprise")));
        await TakeAsync(browser.SendAsync(await browser.GetAsync("/register/organisation/check"), "/register/organisation/check"));
        Assert.Superset(new HashSet<string> { "useit", "use-it-asked-mail", "use-it-joining", "use-it-organisation" }, set);
        var page = (await browser.GetAsync("/cookies")).Html;
        Assert.All(set, cookie => Assert.Contains($">{cookie}<", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task without_an_address_to_write_to_the_page_says_so()
    {
        using var browser = new Browsing(app);
        Assert.Contains("has given no address", (await browser.GetAsync("/contact")).Html, StringComparison.Ordinal);
    }
}
