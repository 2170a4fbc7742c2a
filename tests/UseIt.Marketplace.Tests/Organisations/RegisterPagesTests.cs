using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Accounts;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Organisations;

/// <summary>Somebody new comes in by their own mail address, and registers an organisation or joins one.</summary>
public sealed class RegisterPagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Start = "/register/organisation";

    private int numbers;

    [Fact]
    public async Task a_new_person_confirms_an_address_says_a_name_and_registers_an_organisation()
    {
        using var browser = new Browsing(app);
        Assert.Contains("href=\"/register\"", (await browser.GetAsync("/")).Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/register\"", (await browser.GetAsync("/sign-in")).Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/register/mail\"", (await browser.GetAsync("/register")).Html, StringComparison.Ordinal);
        await JoinAsync(browser, $"zoe.{Guid.NewGuid():N}@example.org", "Zoë Adair");

        await TypeAsync(browser, "name", ("Name", "Summer Lane Growers CIC"), ("Kinds", "Enterprise"));
        await TypeAsync(browser, "numbers", ("Company", " sc 0123 "), ("Charity", ""));
        await TypeAsync(browser, "place", ("Town", "Birmingham"), ("Postcode", "b19 3sn"));
        var check = await browser.GetAsync($"{Start}/check");
        foreach (var said in new[] { "Summer Lane Growers CIC", "It supplies", "company number SC000123", "Birmingham, B19 3SN" })
            Assert.Contains(said, check.Html, StringComparison.Ordinal);

        // Change leads back to the check, and the other answers stay.
        await TypeAsync(browser, "numbers?change=true", ("Company", "sc123"), ("Charity", "nic 100123"));
        check = await browser.GetAsync($"{Start}/check");
        Assert.Contains("company number SC000123, charity number NIC100123", check.Html, StringComparison.Ordinal);
        var pressed = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => browser.SendAsync(check, $"{Start}/check")));
        var done = Assert.Single(pressed.Select(p => p.Header("Location")).Distinct())!;
        var id = Guid.Parse(Regex.Match(done, "[0-9a-f-]{36}").Value);
        var registered = Assert.IsType<OrganisationRegistered>(Assert.Single((await app.Store.ReadStreamAsync(id)).Select(e => e.Data)));
        Assert.Equal([new Identifier("GB-COH", "SC000123"), new Identifier("GB-NIC", "NIC100123")], registered.Identifiers);
        Assert.Equal("B19 3SN", registered.Address!.PostalCode);

        var next = await browser.GetAsync(done);
        Assert.Contains("What happens next", next.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/organisation/people\"", next.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/organisation/people")).Status);
        // Nothing is left of what was typed.
        Assert.Equal($"{Start}/name", (await browser.GetAsync($"{Start}/check")).Header("Location"));
        using var other = await Browsing.AsAsync(
            app,
            await app.PersonAsync("Bea Quill", await app.OrganisationAsync("Another", OrganisationKind.Buyer), Roles.Author)
        );
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(done)).Status);
    }

    [Fact]
    public async Task an_address_that_is_known_gets_the_same_page_and_its_mail_signs_in()
    {
        var person = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Known CIC", OrganisationKind.Enterprise),
            Roles.Member
        );
        var mail = $"amina.yusuf.{person.Id:N}@example.org";
        using var browser = new Browsing(app);
        Assert.Equal(
            "/sign-in/code",
            (await browser.SendAsync(await browser.GetAsync("/register/mail"), "/register/mail", ("Mail", mail))).Header("Location")
        );
        var (_, code) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));
        Assert.Equal(
            Start,
            (await browser.SendAsync(await browser.GetAsync("/sign-in/code"), "/sign-in/code", ("Code", code))).Header("Location")
        );
        Assert.Contains("Amina Yusuf", (await browser.GetAsync("/account")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_number_that_is_registered_already_is_told_without_a_word_of_who_is_there()
    {
        var number = Number();
        var first = await app.PersonAsync("Amina Yusuf", await app.OrganisationAsync("First", OrganisationKind.Enterprise), Roles.Member);
        await first.Http.DoAsync(
            "/api/v1/organisations",
            new
            {
                name = "Ladywood Grounds CIC",
                kinds = new[] { "Enterprise" },
                identifiers = new[] { new { scheme = "GB-COH", id = number } },
            }
        );
        using var browser = new Browsing(app);
        await JoinAsync(browser, $"second.{Guid.NewGuid():N}@example.org", "Second Person");
        await TypeAsync(browser, "name", ("Name", "Ladywood Grounds"), ("Kinds", "Enterprise"));
        await TypeAsync(browser, "numbers", ("Company", number.ToLowerInvariant()), ("Charity", ""));
        await TypeAsync(browser, "place", ("Town", ""), ("Postcode", ""));
        var refused = await browser.SendAsync(await browser.GetAsync($"{Start}/check"), $"{Start}/check");
        Assert.Equal([((string?)null, RegisterOrganisationPage.Taken.Sentence)], refused.Mistakes);
        Assert.DoesNotContain("Amina", refused.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Grounds CIC", refused.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task each_page_names_what_is_wrong_and_keeps_what_was_typed()
    {
        using var browser = new Browsing(app);
        await JoinAsync(browser, $"third.{Guid.NewGuid():N}@example.org", "Third Person");
        var name = await browser.SendAsync(await browser.GetAsync($"{Start}/name"), $"{Start}/name", ("Name", " "));
        Assert.Equal(
            ["Enter the organisation's name", RegisterOrganisationHandler.KindMissing.Sentence],
            name.Mistakes.Select(m => m.Sentence)
        );
        var both = await browser.SendAsync(
            await browser.GetAsync($"{Start}/numbers"),
            $"{Start}/numbers",
            ("Company", "BANANA"),
            ("Charity", "12")
        );
        Assert.Equal(["Company", "Charity"], both.Mistakes.Select(m => m.Target));
        Assert.Equal("BANANA", both.Typed("Company"));
        var charity = await browser.SendAsync(
            await browser.GetAsync($"{Start}/numbers"),
            $"{Start}/numbers",
            ("Company", ""),
            ("Charity", "12")
        );
        Assert.Equal(["Charity"], charity.Mistakes.Select(m => m.Target));
        var way = await browser.SendAsync(await browser.GetAsync(Start), Start);
        Assert.Equal([("Way", ChooseOrganisationPage.NotChosen.Sentence)], way.Mistakes);
        var join = await browser.SendAsync(await browser.GetAsync(Start), Start, ("Way", "join"));
        Assert.Contains("Ask to be invited", join.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_name_is_needed_and_without_a_confirmed_address_there_is_no_account()
    {
        using var stranger = new Browsing(app);
        Assert.Equal("/register", (await stranger.GetAsync("/register/name")).Header("Location"));
        foreach (var page in new[] { "", "/name", "/numbers", "/place", "/check" })
            Assert.StartsWith("/sign-in?", (await stranger.GetAsync($"{Start}{page}")).Header("Location"), StringComparison.Ordinal);
        using var browser = new Browsing(app);
        var mail = $"fourth.{Guid.NewGuid():N}@example.org";
        await ProveAsync(browser, mail);
        foreach (var (typed, sentence) in new[] { (" ", "Enter the person's name"), (new string('n', 300), null) })
        {
            var refused = await browser.SendAsync(await browser.GetAsync("/register/name"), "/register/name", ("Name", typed));
            Assert.Equal("Name", Assert.Single(refused.Mistakes).Target);
            if (sentence is not null)
                Assert.Equal(sentence, refused.Mistakes[0].Sentence);
        }
        Assert.Null(await app.Services.GetRequiredService<People>().ByMailAsync(mail));
    }

    [Fact]
    public async Task somebody_invited_before_finds_the_invitation_and_the_mail_says_from_whom()
    {
        var organisation = await app.OrganisationAsync("Smethwick Threads CIC", OrganisationKind.Enterprise);
        var amina = await app.PersonAsync("Amina Yusuf", organisation, Roles.OrganisationAdministrator);
        var mail = $"fifth.{Guid.NewGuid():N}@example.org";
        await amina.Http.DoAsync(
            $"/api/v1/organisations/{organisation}/invitations",
            new
            {
                name = "Fifth Person",
                mail,
                roles = new[] { Roles.Member },
            }
        );
        var told = Assert.Single(await app.MailsToAsync(mail));
        Assert.Contains("Amina Yusuf invites you to join Smethwick Threads CIC.", told, StringComparison.Ordinal);
        Assert.Contains($"{app.Settings.Address}/account", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody has checked", told, StringComparison.Ordinal);

        using var browser = new Browsing(app);
        await browser.SendAsync(await browser.GetAsync("/sign-in?returnUrl=%2Faccount"), "/sign-in?handler=Mail", ("Mail", mail));
        var (key, _) = Mailbox.Ways((await app.MailsToAsync(mail))[^1]);
        Assert.Equal(
            "/account",
            (await browser.SendAsync(await browser.GetAsync("/sign-in/link"), "/sign-in/link", ("Key", key))).Header("Location")
        );
        Assert.Contains("You are invited to Smethwick Threads CIC", (await browser.GetAsync(Start)).Html, StringComparison.Ordinal);
        Assert.Equal("/account", (await browser.SendAsync(await browser.GetAsync(Start), Start, ("Way", "join"))).Header("Location"));
        Assert.Contains("Invitation to Smethwick Threads CIC", (await browser.GetAsync("/account")).Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Ladywood Grounds CIC", true)]
    [InlineData("St. Mary's & Sons (invented)", true)]
    [InlineData("J. R. Hartley Ltd", true)]
    [InlineData("Barclays: sign in at evil.example", false)]
    [InlineData("Ring 0800 123 456 now", false)]
    [InlineData("https://evil", false)]
    [InlineData("mail me@evil", false)]
    [InlineData("[erased]", false)]
    [InlineData(" ", false)]
    public void a_name_goes_out_in_a_mail_only_where_it_leads_nowhere(string name, bool goes) =>
        Assert.Equal(goes ? name : null, InvitationWords.Harmless(name));

    [Theory]
    [InlineData("07654321", true)]
    [InlineData("SC098765", true)]
    [InlineData("OC987654", true)]
    [InlineData("NI012345", true)]
    [InlineData("R0000001", true)]
    [InlineData("CE001234", true)]
    [InlineData("RS001234", true)]
    [InlineData("IP12345R", true)]
    [InlineData("SP1234RS", true)]
    [InlineData("BANANA", false)]
    [InlineData("123456789", false)]
    [InlineData("S1234567", false)]
    public void a_company_number_has_one_of_the_forms_there_are(string number, bool possible) =>
        Assert.Equal(possible, new Identifier(Identifier.Company, number).Normal().IsPossible());

    [Theory]
    [InlineData("7654321", "07654321")]
    [InlineData(" sc 1234 ", "SC001234")]
    [InlineData("ni12345", "NI012345")]
    [InlineData("ip12345r", "IP12345R")]
    public void it_is_brought_to_one_form(string typed, string one) =>
        Assert.Equal(one, new Identifier(Identifier.Company, typed).Normal().Id);

    private string Number() => $"SC{Interlocked.Increment(ref numbers) + Math.Abs(GetHashCode() % 900000):D6}";

    private async Task JoinAsync(Browsing browser, string mail, string name)
    {
        await ProveAsync(browser, mail);
        Assert.Equal(
            Start,
            (await browser.SendAsync(await browser.GetAsync("/register/name"), "/register/name", ("Name", name))).Header("Location")
        );
        Assert.Equal($"{Start}/name", (await browser.SendAsync(await browser.GetAsync(Start), Start, ("Way", "new"))).Header("Location"));
    }

    private async Task ProveAsync(Browsing browser, string mail)
    {
        await browser.SendAsync(await browser.GetAsync("/register/mail"), "/register/mail", ("Mail", mail));
        var (_, code) = Mailbox.Ways(Assert.Single(await app.MailsToAsync(mail)));
        Assert.Equal(
            "/register/name",
            (await browser.SendAsync(await browser.GetAsync("/sign-in/code"), "/sign-in/code", ("Code", code))).Header("Location")
        );
    }

    private static async Task TypeAsync(Browsing browser, string page, params (string Name, string Value)[] typed)
    {
        var sent = await browser.SendAsync(await browser.GetAsync($"{Start}/{page}"), $"{Start}/{page}", typed);
        Assert.True(sent.Status == HttpStatusCode.Redirect, string.Join('\n', sent.Mistakes));
    }
}
