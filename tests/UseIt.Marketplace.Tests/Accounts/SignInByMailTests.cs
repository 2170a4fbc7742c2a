using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>A link or code from one's own mail lets in, once, and asking for it tells nobody who is here.</summary>
public sealed class SignInByMailTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Ask = "/sign-in?handler=Mail";
    private const string Link = "/sign-in/link";
    private const string Code = "/sign-in/code";

    [Fact]
    public async Task the_link_of_the_mail_lets_in_once_by_a_press_of_the_button_in_whichever_browser()
    {
        var mail = await MemberAsync();
        using var desk = new Browsing(app);
        using var phone = new Browsing(app);
        await AskAsync(desk, mail, "/organisation/people");
        var (key, _) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));

        // A scanner looks at every link, as often as it likes.
        Assert.DoesNotContain("/account", (await phone.GetAsync(Link)).Html, StringComparison.Ordinal);
        await phone.GetAsync(Link);
        var entered = await phone.SendAsync(await phone.GetAsync(Link), Link, ("Key", key));
        Assert.Equal("/organisation/people", entered.Header("Location"));
        Assert.Contains(mail, (await phone.GetAsync("/account")).Html, StringComparison.Ordinal);

        var again = await desk.SendAsync(await desk.GetAsync(Link), Link, ("Key", key));
        Assert.Equal([("Key", SignInLinkPage.Spent.Sentence)], again.Mistakes);
        Assert.Equal(HttpStatusCode.Redirect, (await desk.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task the_code_lets_in_the_browser_that_asked_and_no_other()
    {
        var mail = await MemberAsync();
        using var mine = new Browsing(app);
        using var theirs = new Browsing(app);
        await AskAsync(mine, mail);
        await AskAsync(theirs, mail);
        // Two mails stand; each code belongs to the browser that asked for it.
        var codes = (await app.MailsToAsync(mail)).Select(m => Mailbox.Ways(m).Code).ToArray();
        Assert.Equal(2, codes.Distinct().Count());
        var entered = new List<string?>();
        foreach (var code in codes)
            entered.Add(
                (await mine.SendAsync(await mine.GetAsync(Code), Code, ("Code", $" {code[..3]} {code[3..].ToLowerInvariant()}"))).Header(
                    "Location"
                )
            );
        Assert.Single(entered, "/");
    }

    [Fact]
    public async Task after_a_few_wrong_codes_the_right_one_is_none_and_the_link_still_leads_in()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(app);
        await AskAsync(browser, mail);
        var (key, code) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));
        Assert.Equal(
            [("Code", SignInCodePage.Missing.Sentence)],
            (await browser.SendAsync(await browser.GetAsync(Code), Code, ("Code", " "))).Mistakes
        );
        foreach (var wrong in new[] { "AAAAAA", "BBBBBB", "CCCCCC", "123456", new string('x', 500) })
            Assert.Equal(
                [("Code", SignInCodePage.Wrong.Sentence)],
                (await browser.SendAsync(await browser.GetAsync(Code), Code, ("Code", wrong))).Mistakes
            );
        Assert.Equal(
            [("Code", SignInCodePage.Wrong.Sentence)],
            (await browser.SendAsync(await browser.GetAsync(Code), Code, ("Code", code))).Mistakes
        );
        Assert.Equal("/", (await browser.SendAsync(await browser.GetAsync(Link), Link, ("Key", key))).Header("Location"));
    }

    [Fact]
    public async Task asking_answers_the_same_for_everybody_and_writes_to_those_who_have_an_account_only()
    {
        var (known, unknown) = (await MemberAsync(), $"nobody.{Guid.NewGuid():N}@example.org");
        var pages = new List<string>();
        foreach (var mail in new[] { known, unknown })
        {
            using var browser = new Browsing(app);
            await AskAsync(browser, mail);
            pages.Add((await browser.GetAsync(Code)).Html.Replace(mail, "MAIL", StringComparison.Ordinal));
        }
        Assert.Equal(WithoutToken(pages[0]), WithoutToken(pages[1]));
        Assert.Single(await app.MailsToAsync(known));
        Assert.Empty(await app.MailsToAsync(unknown));

        static string WithoutToken(string html) =>
            System.Text.RegularExpressions.Regex.Replace(html, "(__RequestVerificationToken[^>]*value=\")[^\"]*", "$1");
    }

    [Fact]
    public async Task a_disabled_person_is_written_to_no_more_and_a_mail_from_before_leads_nowhere()
    {
        var mail = await MemberAsync();
        var person = (await app.Services.GetRequiredService<People>().ByMailAsync(mail))!.Value;
        using var browser = new Browsing(app);
        await AskAsync(browser, mail);
        var (key, _) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));
        await app.DoAsync(new DisablePerson(person, "left"));
        await AskAsync(browser, mail);
        Assert.Single(await app.MailsToAsync(mail));
        var late = await browser.SendAsync(await browser.GetAsync(Link), Link, ("Key", key));
        Assert.Equal("/sign-in?problem=disabled", late.Header("Location"));
    }

    [Fact]
    public async Task with_the_person_go_the_mails_and_the_ways_in()
    {
        var mail = await MemberAsync();
        var person = (await app.Services.GetRequiredService<People>().ByMailAsync(mail))!.Value;
        using var browser = new Browsing(app);
        await AskAsync(browser, mail);
        Assert.Single(await app.MailsToAsync(mail));
        await app.DoAsync(new ErasePerson(person, ErasureReasons.AskedByThePerson));
        await app.UntilAsync(async () => (await app.MailsToAsync(mail)).Count == 0);
        await using var left = app.Database.CreateCommand($"select count(*) from secrets.sign_in_link where person = '{person}'");
        Assert.Equal(0L, await left.ExecuteScalarAsync());
    }

    [Fact]
    public async Task who_signs_in_with_a_providers_account_is_told_to_and_gets_no_link()
    {
        var mail = await MemberAsync();
        var person = (await app.Services.GetRequiredService<People>().ByMailAsync(mail))!.Value;
        await app.DoAsync(new BindIdentity(person, "https://identity.example.org", $"digest of {person}"));
        using var browser = new Browsing(app);
        await AskAsync(browser, mail);
        Assert.Contains("/sign-in/link#", Assert.Single(await app.MailsToAsync(mail)), StringComparison.Ordinal);

        // The same, where there is such a provider.
        await using var ask = app.Database.CreateCommand($"select id from secrets.sign_in_link where person = '{person}'");
        var settings = app.Settings with
        {
            IdentityProvider = new IdentityProvider("https://identity.example.org", "client", "secret", "api"),
        };
        var services = app.Services;
        await SendSignInLinkHandler.Handle(
            new SendSignInLink((Guid)(await ask.ExecuteScalarAsync())!),
            services.GetRequiredService<SignInLinks>(),
            services.GetRequiredService<People>(),
            services.GetRequiredService<Sessions>(),
            services.GetRequiredService<Post>(),
            settings,
            default
        );
        var told = Assert.Single(await app.MailsToAsync(mail));
        Assert.DoesNotContain("#", told, StringComparison.Ordinal);
        Assert.Contains("account of your organisation", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("two@example.org, three@example.org")]
    [InlineData("zoë@example.org")]
    public async Task what_is_no_address_is_asked_for_again(string typed)
    {
        using var browser = new Browsing(app);
        var refused = await browser.SendAsync(await browser.GetAsync("/sign-in"), Ask, ("Mail", typed));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal([("Mail", MailAddress.Wrong.Sentence)], refused.Mistakes);
        Assert.Equal(typed, refused.Typed("Mail") ?? "");
    }

    [Theory]
    [InlineData("//evil.example.org")]
    [InlineData("https://evil.example.org/")]
    [InlineData(@"/\evil.example.org")]
    public async Task a_link_leads_nowhere_else(string back)
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(app);
        await AskAsync(browser, mail, back);
        var (key, _) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));
        Assert.Equal("/", (await browser.SendAsync(await browser.GetAsync(Link), Link, ("Key", key))).Header("Location"));
    }

    [Fact]
    public async Task link_and_code_last_ten_minutes()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(app);
        await AskAsync(browser, mail);
        var (key, code) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));
        const string Newest = "from secrets.sign_in_link order by until desc limit 1";
        Assert.InRange(
            await app.AskAsync<TimeSpan>($"select until - clock_timestamp() {Newest}"),
            TimeSpan.FromMinutes(9),
            TimeSpan.FromMinutes(10)
        );
        await app.SqlAsync($"update secrets.sign_in_link set until = until - interval '10 minutes' where id = (select id {Newest})");
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await browser.SendAsync(await browser.GetAsync(Code), Code, ("Code", code))).Status
        );
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await browser.SendAsync(await browser.GetAsync(Link), Link, ("Key", key))).Status
        );
    }

    [Fact]
    public async Task pressed_twice_at_once_it_lets_in_once()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(app);
        await AskAsync(browser, mail);
        var (key, _) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));
        var page = await browser.GetAsync(Link);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => browser.SendAsync(page, Link, ("Key", key))));
        Assert.Single(answers, a => a.Status == HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task letters_are_read_on_a_page_of_a_demonstration_only()
    {
        using var browser = new Browsing(app);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/demo/letters")).Status);
    }

    private async Task<string> MemberAsync()
    {
        var person = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise),
            Roles.Member,
            Roles.OrganisationAdministrator
        );
        return $"amina.yusuf.{person.Id:N}@example.org";
    }

    private static async Task AskAsync(Browsing browser, string mail, string? back = null)
    {
        var page = await browser.GetAsync($"/sign-in{(back is null ? "" : $"?returnUrl={Uri.EscapeDataString(back)}")}");
        Assert.Equal(Code, (await browser.SendAsync(page, Ask, ("Mail", mail))).Header("Location"));
    }
}

/// <summary>With the usual limits, nobody has an address flooded, and nobody is told by it who is here.</summary>
public sealed class SignInMailLimitTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    [Fact]
    public async Task five_mails_of_an_address_stand_at_once_whether_anybody_has_it_or_not()
    {
        var person = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise),
            Roles.Member
        );
        var known = $"amina.yusuf.{person.Id:N}@example.org";
        using var browser = new Browsing(app);
        foreach (var mail in new[] { known, $"nobody.{Guid.NewGuid():N}@example.org" })
        {
            for (var n = 0; n < 5; n++)
                Assert.Equal(HttpStatusCode.Redirect, (await AskAsync(mail)).Status);
            Assert.Equal([("Mail", AskedMail.TooMany.Sentence)], (await AskAsync(mail)).Mistakes);
        }
        var mails = await app.MailsToAsync(known);
        Assert.Equal(5, mails.Count);
        // Whoever floods an address leaves its owner a way in, and once that is used there is room again.
        const string link = "/sign-in/link";
        Assert.Equal(
            "/",
            (await browser.SendAsync(await browser.GetAsync(link), link, ("Key", Mailbox.Ways(mails[0]).Key))).Header("Location")
        );
        Assert.Equal(HttpStatusCode.Redirect, (await AskAsync(known)).Status);

        async Task<Seen> AskAsync(string mail) =>
            await browser.SendAsync(await browser.GetAsync("/sign-in"), "/sign-in?handler=Mail", ("Mail", mail));
    }
}

/// <summary>A store that is marked as a demonstration, with nothing in it.</summary>
public sealed class LettersTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_demonstration_shows_what_it_would_have_sent_and_its_links_can_be_followed()
    {
        await using (var mark = app.Database.CreateCommand("update events.mark set kind = 'demo'"))
            await mark.ExecuteNonQueryAsync();
        using var browser = new Browsing(app);
        Assert.Contains("There are none yet", (await browser.GetAsync("/demo/letters")).Html, StringComparison.Ordinal);
        var mail = $"new.{Guid.NewGuid():N}@example.org";
        await browser.SendAsync(await browser.GetAsync("/register/mail"), "/register/mail", ("Mail", mail));
        var (key, _) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));
        var page = await browser.GetAsync("/demo/letters");
        Assert.Contains($"href=\"{app.Settings.Address}/sign-in/link#{key}\"", page.Html, StringComparison.Ordinal);
        Assert.Contains(mail, page.Html, StringComparison.Ordinal);
    }
}
