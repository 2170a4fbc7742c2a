using System.Net;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Support;

/// <summary>An adviser introduces with both parties' yes; who judges bids sees nothing of it, and what it makes of them is found.</summary>
public sealed class AdviserIntroductionTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task on_pages_both_say_yes_and_what_came_of_it_and_nobody_else_finds_it()
    {
        var support = await app.SupportAsync();
        var enterprise = await app.EnterpriseAsync("Introduced CIC");
        var buyer = await app.BuyerAsync("Introduced Trust");
        var buyerId = buyer.Author.Organisation;
        var @case = await app.CaseAsync(support, enterprise);
        await app.SettledAsync();
        using var adviser = await Browsing.AsAsync(app, support.Adviser);
        Assert.Contains($"/cases/{@case}/introduce", (await adviser.GetAsync($"/cases/{@case}")).Html, StringComparison.Ordinal);
        var page = $"/cases/{@case}/introduce?Q=introduced";
        var form = await adviser.GetAsync(page);
        Assert.Contains("Introduced Trust", form.Html, StringComparison.Ordinal);
        Assert.DoesNotContain($"value=\"{enterprise.Id}\"", form.Html, StringComparison.Ordinal);
        var unsaid = await adviser.SendAsync(form, page);
        Assert.Equal(2, unsaid.Mistakes.Count);
        (string, string)[] typed = [("OtherId", $"{buyerId}"), ("About", "Grounds of the new hospital")];
        Assert.Equal($"/cases/{@case}", (await adviser.SendAsync(form, page, typed)).Header("Location"));
        // The button pressed twice is one introduction.
        await adviser.SendAsync(form, page, typed);
        await app.SettledAsync();
        var at = System.Text.RegularExpressions.Regex.Match(
            (await adviser.GetAsync("/adviser-introductions")).Html,
            "/adviser-introductions/[0-9a-f-]{36}"
        );
        Assert.True(at.Success);
        Assert.False(at.NextMatch().Success);

        using var theirs = await Browsing.AsAsync(app, enterprise.Manager);
        using var buys = await Browsing.AsAsync(app, buyer.Author);
        foreach (var party in new[] { theirs, buys })
        {
            Assert.Contains("would like to introduce", (await party.GetAsync("/messages")).Html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Found, (await party.SendAsync(await party.GetAsync(at.Value), $"{at.Value}?handler=Agree")).Status);
        }
        var told = await buys.GetAsync(at.Value);
        Assert.Contains("Introduced", told.Html, StringComparison.Ordinal);
        var without = await buys.SendAsync(told, $"{at.Value}?handler=Tell");
        Assert.Equal([AdviserIntroductionPage.OutcomeMissing.Sentence], without.Mistakes.Select(m => m.Sentence));
        await buys.SendAsync(told, $"{at.Value}?handler=Tell", ("Outcome", "QuoteAsked"), ("Note", "For the courtyard"));
        await app.SettledAsync();
        Assert.Contains("For the courtyard", (await adviser.GetAsync(at.Value)).Html, StringComparison.Ordinal);
        Assert.Contains("A quote was asked for", (await theirs.GetAsync("/adviser-introductions")).Html, StringComparison.Ordinal);

        var evaluator = await app.PersonAsync("Eva Evaluator", buyerId, Roles.Evaluator, Roles.Approver);
        foreach (
            var stranger in new[] { evaluator, (await app.EnterpriseAsync("Rival CIC")).Manager, (await app.SupportAsync("Else")).Adviser }
        )
        {
            using var other = await Browsing.AsAsync(app, stranger);
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(at.Value)).Status);
            Assert.DoesNotContain("Introduced CIC", (await other.GetAsync("/adviser-introductions")).Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task too_late_at_once_and_by_others_and_what_a_buyers_person_is_kept_with()
    {
        var (support, stranger) = (await app.SupportAsync(), await app.SupportAsync("Elsewhere"));
        var enterprise = await app.EnterpriseAsync("Met CIC");
        var buyer = await app.BuyerAsync("Met Trust");
        var buyerId = buyer.Author.Organisation;
        var @case = await app.CaseAsync(support, enterprise);
        var id = Guid.CreateVersion7();
        var propose = new ProposeAdviserIntroduction(id, @case, buyerId, "Grounds");
        Assert.Equal(["NotFound"], await app.RefusalsAsync(propose, stranger.Actor));
        Assert.Equal(["introduced-to-itself"], await app.RefusalsAsync(propose with { OtherId = enterprise.Id }, support.Actor));
        Assert.Equal(["other-unknown"], await app.RefusalsAsync(propose with { OtherId = stranger.Id }, support.Actor));
        await app.OnceAsync<AdviserIntroductionProposed>(support.Actor, id, propose);

        var (own, buys) = (enterprise.Manager.As(Roles.BidManager), buyer.Author.As(Roles.Author));
        var yes = new AnswerAdviserIntroduction(id, Agreed: true);
        var tell = new TellIntroductionOutcome(id, AdviserIntroductionOutcome.Met, "Over tea");
        Assert.Equal(["introduction-not-made"], await app.RefusalsAsync(tell, own));
        Assert.Equal(["NotFound"], await app.RefusalsAsync(yes, stranger.Actor));
        Assert.Equal(["NotFound"], await app.RefusalsAsync(yes, support.Actor));
        Assert.Equal(["Forbidden"], await app.RefusalsAsync(yes, buyer.Author.As(Roles.Evaluator)));
        await app.OnceAsync<AdviserIntroductionAnswered>(own, id, yes);
        Assert.Empty(await app.FactsAsync<AdviserIntroductionMade>(id));
        await app.OnceAsync<AdviserIntroductionMade>(buys, id, yes);
        Assert.Equal(["introduction-made"], await app.RefusalsAsync(yes with { Agreed = false }, own));
        Assert.Equal(["note-missing"], await app.RefusalsAsync(tell with { Note = " " }, own));
        await app.DoAsync(tell, support.Actor);

        // Whoever said yes for the buyer is found when they come to judge the enterprise's bid; nobody else of the buyer is.
        var met = (await app.Store.FetchAsync<MetByAdviser>(AdviserIntroductionRow.OfBuyer(buyerId))).State;
        Assert.Equal([enterprise.Id], met.Of(buyer.Author.Id));
        Assert.Empty(met.Of(buyer.Approver.Id));

        var declined = propose with { AdviserIntroductionId = Guid.CreateVersion7() };
        await app.DoAsync(declined, support.Actor);
        var no = new AnswerAdviserIntroduction(declined.AdviserIntroductionId, Agreed: false);
        await app.OnceAsync<AdviserIntroductionAnswered>(buys, declined.AdviserIntroductionId, no);
        Assert.Equal(["introduction-declined"], await app.RefusalsAsync(no with { Agreed = true }, own));
        await app.DoAsync(new ExitCase(@case, "It stands on its own"), support.Actor);
        Assert.Equal(
            ["case-closed"],
            await app.RefusalsAsync(propose with { AdviserIntroductionId = Guid.CreateVersion7() }, support.Actor)
        );
    }
}
