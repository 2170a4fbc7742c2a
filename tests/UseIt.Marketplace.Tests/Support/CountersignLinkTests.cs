using System.Net;
using System.Text.RegularExpressions;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Support;

/// <summary>A session is countersigned by a mailed link: looked at as often as a scanner likes, used once.</summary>
public sealed partial class CountersignLinkTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task looking_uses_nothing_up_one_button_signs_once_and_the_fact_says_how()
    {
        var (support, enterprise, @case, session) = await LoggedAsync();
        using (var adviser = await Browsing.AsAsync(app, support.Adviser))
        {
            var ask = $"/line/{enterprise.Id}/sessions/{session}/link";
            await app.SettledAsync();
            Assert.Contains(ask, (await adviser.GetAsync($"/line/{enterprise.Id}")).Html, StringComparison.Ordinal);
            Assert.Equal($"/cases/{@case}", (await adviser.SendAsync(await adviser.GetAsync(ask), ask)).Header("Location"));
        }
        var link = Assert.Single(await MailedAsync(session));
        using var scanner = new Browsing(app);
        for (var n = 0; n < 3; n++)
        {
            var seen = await scanner.GetAsync(link);
            Assert.Contains(enterprise.Name, seen.Html, StringComparison.Ordinal);
            Assert.Contains("60 minutes", seen.Html, StringComparison.Ordinal);
        }
        Assert.Empty(await app.FactsAsync<SessionCountersigned>(session));

        using var device = new Browsing(app);
        var page = await device.GetAsync(link);
        var signed = await device.SendAsync(page, "/countersign?handler=Sign");
        Assert.Contains("You have confirmed it", signed.Html, StringComparison.Ordinal);
        var fact = Assert.Single(await app.FactsAsync<SessionCountersigned>(session));
        Assert.Equal(enterprise.Manager.Id, fact.Signature.Person);
        Assert.EndsWith("+mailed-link", fact.Signature.Authority, StringComparison.Ordinal);
        Assert.Equal(enterprise.Manager.Id, Assert.Single(await app.FactsAsync<CountersignLinkUsed>(session)).PersonId);
        // Once.
        Assert.Contains(
            "does not work any more",
            (await device.SendAsync(page, "/countersign?handler=Sign")).Html,
            StringComparison.Ordinal
        );
        Assert.Contains("does not work any more", (await device.GetAsync(link)).Html, StringComparison.Ordinal);
        Assert.Equal(["session-countersigned"], await app.RefusalsAsync(new SendCountersignLink(@case, session), support.Actor));
        // Nobody is signed in by it.
        Assert.NotEqual(HttpStatusCode.OK, (await device.GetAsync($"/line/{enterprise.Id}")).Status);
    }

    [Fact]
    public async Task many_at_once_sign_once_and_a_link_says_what_was_different()
    {
        var (support, enterprise, @case, session) = await LoggedAsync();
        await app.DoAsync(new SendCountersignLink(@case, session), support.Actor);
        var link = Assert.Single(await MailedAsync(session));
        var seen = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        using var device = new Browsing(app);
                        return await device.SendAsync(await device.GetAsync(link), "/countersign?handler=Sign");
                    })
                )
        );
        Assert.Single(seen, s => s.Html.Contains("You have confirmed it", StringComparison.Ordinal));
        Assert.Single(await app.FactsAsync<SessionCountersigned>(session));

        (support, enterprise, @case, session) = await LoggedAsync();
        await app.DoAsync(new SendCountersignLink(@case, session), support.Actor);
        link = Assert.Single(await MailedAsync(session));
        using var browser = new Browsing(app);
        var unsaid = await browser.SendAsync(await browser.GetAsync(link), "/countersign?handler=Dispute");
        Assert.Equal([DisputeSessionHandler.ReasonMissing.Sentence], unsaid.Mistakes.Select(m => m.Sentence));
        var said = await browser.SendAsync(unsaid, "/countersign?handler=Dispute", ("Reason", "It was half an hour"));
        Assert.Contains("it was different", said.Html, StringComparison.Ordinal);
        Assert.Single(await app.FactsAsync<SessionDisputed>(session));
        Assert.Equal(["session-disputed"], await app.RefusalsAsync(new SendCountersignLink(@case, session), support.Actor));
        Assert.Contains("does not work any more", (await browser.GetAsync(link)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_link_ends_when_the_session_is_corrected_the_person_leaves_or_it_is_too_late()
    {
        var (support, enterprise, @case, session) = await LoggedAsync();
        await app.DoAsync(new SendCountersignLink(@case, session), support.Actor);
        var before = Assert.Single(await MailedAsync(session));
        using var browser = new Browsing(app);
        var shown = await browser.GetAsync(before);
        // What was shown is not what would be signed any more.
        await app.DoAsync(new CorrectSession(@case, session, 30, "Half of it was a break"), support.Actor);
        Assert.Contains(
            "does not work any more",
            (await browser.SendAsync(shown, "/countersign?handler=Sign")).Html,
            StringComparison.Ordinal
        );
        await app.DoAsync(new SendCountersignLink(@case, session), support.Actor);
        var now = Assert.Single((await MailedAsync(session)).Except([before]));
        Assert.Contains("30 minutes", (await browser.GetAsync(now)).Html, StringComparison.Ordinal);

        // Made up, cut short, or of another purpose: the same page.
        foreach (var none in new[] { "/countersign", "/countersign?key=x", $"{now[..^3]}AAA", $"{now}{new string('A', 3000)}" })
            Assert.Contains("does not work any more", (await browser.GetAsync(none)).Html, StringComparison.Ordinal);

        await app.DoAsync(new DisablePerson(enterprise.Manager.Id, "On leave"));
        Assert.Contains("does not work any more", (await browser.GetAsync(now)).Html, StringComparison.Ordinal);
        await app.DoAsync(new EnablePerson(enterprise.Manager.Id, "Back"));
        Assert.Contains("30 minutes", (await browser.GetAsync(now)).Html, StringComparison.Ordinal);
        await app.DoAsync(new ChangeRoles(enterprise.Id, enterprise.Manager.Id, [Roles.BidManager]));
        Assert.Contains("does not work any more", (await browser.GetAsync(now)).Html, StringComparison.Ordinal);
        await app.DoAsync(new ChangeRoles(enterprise.Id, enterprise.Manager.Id, [Roles.Member]));
        Assert.Contains("30 minutes", (await browser.GetAsync(now)).Html, StringComparison.Ordinal);
        await app.ClockForwardAsync(TimeSpan.FromDays(CountersignLinks.Days));
        Assert.Contains("does not work any more", (await browser.GetAsync(now)).Html, StringComparison.Ordinal);
        Assert.Empty(await app.FactsAsync<SessionCountersigned>(session));
    }

    [Fact]
    public async Task only_the_cases_adviser_asks_and_not_often()
    {
        var (support, enterprise, @case, session) = await LoggedAsync();
        var stranger = await app.SupportAsync("Elsewhere");
        var send = new SendCountersignLink(@case, session);
        Assert.Equal(["NotFound"], await app.RefusalsAsync(send, stranger.Actor));
        Assert.Equal(["NotFound"], await app.RefusalsAsync(send, enterprise.Manager.As(Roles.Signatory)));
        Assert.Equal(["Forbidden"], await app.RefusalsAsync(send, support.Adviser.As(Roles.ProgrammeManager)));
        var (_, _, other, _) = await LoggedAsync();
        Assert.Equal(["session-of-another"], await app.RefusalsAsync(send with { CaseId = other }, Actor.System));
        for (var n = 0; n < 3; n++)
            await app.DoAsync(send, support.Actor);
        Assert.Equal(["countersign-links-often"], await app.RefusalsAsync(send, support.Actor));
        await app.ClockForwardAsync(TimeSpan.FromDays(1));
        await app.DoAsync(send, support.Actor);
        // Only the last of them is worth anything.
        using var browser = new Browsing(app);
        var pages = await Task.WhenAll((await MailedAsync(session)).Select(async l => (await browser.GetAsync(l)).Html));
        Assert.Single(pages, p => p.Contains("60 minutes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task no_link_goes_to_an_address_that_somebody_of_the_support_organisation_just_set()
    {
        var now = new DateTimeOffset(2026, 6, 8, 9, 0, 0, TimeSpan.Zero);
        Assert.False(SendCountersignLinkHandler.IsJustSet(null, now));
        Assert.True(SendCountersignLinkHandler.IsJustSet(now.AddDays(-7).AddSeconds(1), now));
        Assert.False(SendCountersignLinkHandler.IsJustSet(now.AddDays(-7), now));

        // An adviser who is also the enterprise's administrator invites somebody to an address of the adviser's choice.
        var support = await app.SupportAsync();
        var enterprise = await app.OrganisationAsync("Hollow CIC", OrganisationKind.Enterprise);
        var @case = Guid.CreateVersion7();
        await app.DoAsync(new ReceiveEnquiry(@case, support.Id, enterprise, "To bid", "Somebody"));
        await app.DoAsync(new AcceptCase(@case));
        var logged = await app.YesterdayAsync(@case, 9, 10);
        await app.DoAsync(logged, support.Actor);
        var send = new SendCountersignLink(@case, logged.SessionId);
        await app.DoAsync(new GrantMembership(enterprise, support.Adviser.Id, [Roles.OrganisationAdministrator, Roles.Signatory]));
        // The adviser's own place counts for nothing.
        Assert.Equal(["nobody-to-mail"], await app.RefusalsAsync(send, support.Actor));
        var hat = new Actor(support.Adviser.Id, enterprise, new HashSet<string> { Roles.OrganisationAdministrator }, "membership:invented");
        var mail = $"friend.{Guid.NewGuid():N}@example.org";
        await app.DoAsync(new InvitePerson(enterprise, "A Friend", mail, [Roles.Signatory]), hat);
        var friend = (await app.Services.GetRequiredService<Marketplace.Accounts.People>().ByMailAsync(mail, default))!.Value;
        await app.DoAsync(new AcceptInvitation(enterprise, friend), new Actor(friend, null, new HashSet<string>(), "none"));
        Assert.Equal(["address-just-set"], await app.RefusalsAsync(send, support.Actor));
        await app.ClockForwardAsync(SendCountersignLinkHandler.JustSet);
        await app.DoAsync(send, support.Actor);
        Assert.Equal([friend], Assert.Single(await app.FactsAsync<CountersignLinkSent>(logged.SessionId)).People);
    }

    private async Task<(TestSupport Support, TestEnterprise Enterprise, Guid Case, Guid Session)> LoggedAsync()
    {
        var support = await app.SupportAsync();
        var enterprise = await app.EnterpriseAsync($"Linked {Guid.NewGuid():N} CIC");
        var @case = await app.CaseAsync(support, enterprise);
        var logged = await app.YesterdayAsync(@case, 9, 10);
        await app.DoAsync(logged, support.Actor);
        return (support, enterprise, @case, logged.SessionId);
    }

    // The links mailed about a session, found by the page they lead to.
    private async Task<IReadOnlyList<string>> MailedAsync(Guid session)
    {
        await app.SettledAsync();
        List<string> links = [];
        foreach (var e in await app.Store.ReadStreamAsync(session))
        foreach (var person in (e.Data as CountersignLinkSent)?.People ?? [])
        {
            var id = UuidV5.Of(e.Id, $"countersign-asked/{((CountersignLinkSent)e.Data).OrganisationId}/{person}");
            // One that was out of date before it was mailed is not mailed.
            if (Path.Combine(app.Settings.MailFolder, $"{id:N}.eml") is var file && !File.Exists(file))
                continue;
            using var message = await MimeMessage.LoadAsync(file);
            links.Add(Link().Match(message.TextBody!).Value);
        }
        return links;
    }

    [GeneratedRegex("/countersign\\?key=\\S+")]
    private static partial Regex Link();
}
