using System.Net;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class LateAdmissionTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Grounds = "The buyer's own message named a later hour";

    private async Task<TestTender> PublishedAsync(LateRule rule)
    {
        var tender = await app.DraftAsync();
        await tender.Buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/deadline",
            new
            {
                deadline = tender.Deadline,
                questionsUntil = tender.Deadline.AddDays(-1),
                lateRule = rule,
            }
        );
        await tender.Buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });
        return tender;
    }

    private static string Path(TestTender tender, Guid bid, string step) => $"/api/v1/tenders/{tender.Id}/late-bids/{bid}/{step}";

    [Fact]
    public async Task two_people_let_a_late_bid_in_before_the_opening_and_the_grounds_are_published()
    {
        var tender = await PublishedAsync(LateRule.OfficerDecides);
        var (author, approver) = (tender.Buyer.Author.Http, tender.Buyer.Approver.Http);
        var second = await app.PersonAsync("Frank Approver", tender.Buyer.Id, Roles.Approver);
        var (early, late) = (await app.EnterpriseAsync("Early CIC"), await app.EnterpriseAsync("Late CIC"));
        var (inTime, tooLate) = (
            await early.WrittenBidAsync(tender, tender.GroundsLot),
            await late.WrittenBidAsync(tender, tender.GroundsLot)
        );
        await early.SubmitAsync(inTime);

        await app.ClosedAsync(tender);
        // There is no late bid yet: for the buyer it does not differ from one that is not there.
        await author.RefusedAsync(Path(tender, tooLate, "proposal"), new { grounds = Grounds }, "bid-not-late");
        await late.Http.RefusedAsync($"/api/v1/bids/{tooLate}/submission", new { }, "bid-late");
        var listed = (await author.ReadAsync($"/api/v1/tenders/{tender.Id}/late-bids"))["items"]!.AsArray();
        Assert.Equal(tooLate, Assert.Single(listed)!["bidId"]!.GetValue<Guid>());
        Assert.DoesNotContain(late.Id.ToString(), listed.ToJsonString(), StringComparison.Ordinal);

        var officersPage = $"/buyer/tenders/{tender.Id}/late-bids";
        using var officer = await Browsing.AsAsync(app, tender.Buyer.Author);
        var shown = await officer.GetAsync(officersPage);
        Assert.Contains("Propose to admit late bid 1", shown.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Late CIC", shown.Html, StringComparison.Ordinal);
        Assert.Equal(
            [($"grounds-{tooLate}", ProposeLateAdmissionHandler.GroundsMissing.Sentence)],
            (await officer.SendAsync(shown, $"{officersPage}?handler=Propose", ("Grounds", " "))).Mistakes
        );
        using var nosy = await Browsing.AsAsync(app, early.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await nosy.GetAsync(officersPage)).Status);
        await approver.RefusedAsync(Path(tender, tooLate, "admission"), new { }, "admission-not-proposed");
        await approver.RefusedAsync(Path(tender, tooLate, "proposal"), new { grounds = " " }, "grounds-missing");
        await approver.RefusedAsync(Path(tender, inTime, "proposal"), new { grounds = Grounds }, "bid-not-late");
        await approver.DoAsync(Path(tender, tooLate, "proposal"), new { grounds = Grounds });
        await approver.RefusedAsync(Path(tender, tooLate, "admission"), new { }, "admission-same-person");
        await author.RefusedWithAsync(Path(tender, tooLate, "admission"), new { }, HttpStatusCode.Forbidden);
        await early.Http.RefusedWithAsync(Path(tender, tooLate, "admission"), new { }, HttpStatusCode.Forbidden);
        await (await app.BuyerAsync("Another Trust")).Approver.Http.RefusedWithAsync(
            Path(tender, tooLate, "admission"),
            new { },
            HttpStatusCode.NotFound
        );
        using var admitting = await Browsing.AsAsync(app, second);
        Assert.Equal(
            HttpStatusCode.Found,
            (await admitting.SendAsync(await admitting.GetAsync(officersPage), $"{officersPage}?handler=Admit")).Status
        );
        await second.Http.DoAsync(Path(tender, tooLate, "admission"), new { });

        var admitted = Assert.Single(await app.FactsAsync<LateBidAdmitted>(tooLate));
        Assert.Equal((Grounds, tender.Buyer.Approver.Id, second.Id), (admitted.Grounds, admitted.By, admitted.SecondPerson));
        Assert.Equal("Submitted", (await late.Http.ReadAsync($"/api/v1/bids/{tooLate}"))["status"]!.GetValue<string>());
        await app.SettledAsync();
        var sheet = await (await app.ClientAsync()).ReadAsync($"/api/v1/tenders/{tender.Id}");
        Assert.Contains(
            sheet["timeline"]!.AsArray(),
            t => t!["what"]!.GetValue<string>() == "Late bid admitted" && t["detail"]!.GetValue<string>() == Grounds
        );
        Assert.DoesNotContain(tooLate.ToString(), sheet.ToJsonString(), StringComparison.Ordinal);

        await tender.RequestOpeningAsync();
        var opened = Assert.Single(await app.FactsAsync<BidsOpened>(tender.Id));
        Assert.Equal([inTime, tooLate], opened.Bids.Select(b => b.BidId).Order());
    }

    [Fact]
    public async Task a_late_replacement_does_not_take_the_place_of_what_came_in_time_and_nothing_comes_in_after_the_opening()
    {
        var tender = await PublishedAsync(LateRule.OfficerDecides);
        var (first, second) = (await app.EnterpriseAsync("Twice CIC"), await app.EnterpriseAsync("Never CIC"));
        var (replaced, late) = (
            await first.WrittenBidAsync(tender, tender.GroundsLot),
            await second.WrittenBidAsync(tender, tender.GroundsLot)
        );
        await first.SubmitAsync(replaced);
        await first.SaveAsync(replaced, tender.Of(tender.GroundsLot, RequirementKind.Question), new BidAnswer("With even more care."));
        await app.ClosedAsync(tender);
        await first.Http.RefusedAsync($"/api/v1/bids/{replaced}/submission", new { }, "bid-late");
        await second.Http.RefusedAsync($"/api/v1/bids/{late}/submission", new { }, "bid-late");
        await tender.Buyer.Author.Http.RefusedAsync(Path(tender, replaced, "proposal"), new { grounds = Grounds }, "bid-came-in-time");
        await tender.Buyer.Author.Http.DoAsync(Path(tender, late, "proposal"), new { grounds = Grounds });
        await tender.RequestOpeningAsync();
        await tender.Buyer.Approver.Http.RefusedAsync(Path(tender, late, "admission"), new { }, "bids-opened");
        Assert.Equal(replaced, Assert.Single(Assert.Single(await app.FactsAsync<BidsOpened>(tender.Id)).Bids).BidId);
    }

    [Fact]
    public async Task where_the_published_rule_is_never_nobody_admits_anything()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Much Too Late CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await tender.Buyer.Author.Http.RefusedWithAsync(Path(tender, bid, "proposal"), new { grounds = Grounds }, HttpStatusCode.NotFound);
        await app.ClosedAsync(tender);
        await bidder.Http.RefusedAsync($"/api/v1/bids/{bid}/submission", new { }, "bid-late");
        await tender.Buyer.Author.Http.RefusedAsync(Path(tender, bid, "proposal"), new { grounds = Grounds }, "late-bids-never-admitted");
    }
}
