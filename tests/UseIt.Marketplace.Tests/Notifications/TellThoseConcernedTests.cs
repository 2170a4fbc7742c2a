using System.Net;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Notifications;

public sealed class TellThoseConcernedTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task whoever_bids_comes_together_or_asked_hears_what_happens_to_the_tender_and_the_buyer_hears_what_waits()
    {
        var tender = await app.PublishedAsync();
        var (lead, partner, alone, asking, stranger) = (
            await app.EnterpriseAsync("Ladywood Grounds CIC"),
            await app.EnterpriseAsync("Soho Training Co-op"),
            await app.EnterpriseAsync("Alone CIC"),
            await app.EnterpriseAsync("Asking CIC"),
            await app.EnterpriseAsync("Elsewhere CIC")
        );
        await app.ConsortiumAsync(tender, tender.GroundsLot, lead, partner);
        await alone.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } });
        var taken = await stranger.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } });
        await stranger.Http.DoAsync($"/api/v1/bids/{taken["id"]}/withdrawal", new { });

        var path = $"/api/v1/tenders/{tender.Id}";
        var asked = await asking.Http.DoAsync($"{path}/questions", new { text = "May two bid together?" });
        await tender.Buyer.Author.Http.DoAsync(
            $"{path}/questions/{asked["id"]}/answer",
            new { publishedQuestion = "May two bid together?", answer = "Yes" }
        );
        var later = tender.Deadline.AddDays(3);
        await tender.Buyer.Author.Http.DoAsync($"{path}/extension-proposals", new { to = later, reason = "A late document" });
        await tender.Buyer.Approver.Http.DoAsync($"{path}/extensions", new { to = later });
        await tender.Buyer.Approver.Http.DoAsync($"{path}/withdrawal", new { reason = "The money is gone" });
        await app.SettledAsync();

        string[] everybody = ["deadline-moved", "question-answered", "tender-withdrawn"];
        foreach (var bidder in new[] { lead, partner, alone, asking })
            Assert.Equal(everybody, await AboutAsync(tender, bidder.Http));
        Assert.Empty(await AboutAsync(tender, stranger.Http));
        // About the question, by the name of the tender; answered, it waits no more.
        Assert.Equal(["question-asked"], await AboutAsync(asked["id"]!.GetValue<Guid>(), tender.Buyer.Author.Http));
        Assert.All(
            (await tender.Buyer.Author.Http.ReadAsync("/api/v1/inbox"))["items"]!.AsArray(),
            m => Assert.True(m!["kind"]!.GetValue<string>() != "question-asked" || m["read"]!.GetValue<bool>())
        );
        using var author = await Browsing.AsAsync(app, tender.Buyer.Author);
        Assert.Contains("Hospital grounds and cleaning", (await author.GetAsync("/messages")).Html, StringComparison.Ordinal);
        Assert.Equal(["extension-proposed"], await AboutAsync(tender, tender.Buyer.Approver.Http));
        Assert.Empty(await AboutAsync(tender, tender.Buyer.FirstOpener.Http));
    }

    [Fact]
    public async Task a_bid_that_came_too_late_is_told_to_its_team()
    {
        var tender = await app.PublishedAsync();
        var late = await app.EnterpriseAsync("Late CIC");
        var bid = await late.WrittenBidAsync(tender, tender.GroundsLot);
        await app.ClockToAsync(tender.Deadline.AddMinutes(1));
        using (var sent = await late.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { })) { }
        await app.UntilAsync(async () => (await app.FactsAsync<UseIt.Marketplace.Bids.LateBidRefused>(bid)).Count == 1);
        await app.SettledAsync();
        Assert.Contains(
            "bid-late",
            (await late.Http.ReadAsync("/api/v1/inbox"))["items"]!.AsArray().Select(m => m!["kind"]!.GetValue<string>())
        );
    }

    [Fact]
    public async Task that_a_supplier_is_suspended_its_partners_hear_and_the_buyer_once_the_bids_are_open()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        await consortium.Lead.SubmitAsync(bid);
        await app.DoAsync(new SuspendOrganisation(consortium.Partner.Id, "Debts"));
        await app.SettledAsync();
        Assert.Contains("bidder-gone", await AboutAsync(bid, consortium.Lead.Http));
        Assert.DoesNotContain("supplier-gone", await AboutAsync(tender, tender.Buyer.Author.Http));

        await app.DoAsync(new ReinstateOrganisation(consortium.Partner.Id, "Paid"));
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<UseIt.Marketplace.Bids.BidOpened>(bid);
        await app.DoAsync(new SuspendOrganisation(consortium.Partner.Id, "Debts again"));
        await app.SettledAsync();
        Assert.Equal(2, (await AboutAsync(bid, consortium.Lead.Http)).Count(k => k == "bidder-gone"));
        foreach (var buyer in new[] { tender.Buyer.Author, tender.Buyer.Approver })
            Assert.Contains("supplier-gone", await AboutAsync(tender, buyer.Http));
        Assert.DoesNotContain("supplier-gone", await AboutAsync(tender, tender.Buyer.FirstOpener.Http));
    }

    [Fact]
    public async Task who_asked_hears_that_it_is_not_answered_and_reads_why_and_nobody_else_does()
    {
        var tender = await app.PublishedAsync();
        var (asking, stranger) = (await app.EnterpriseAsync("Curious CIC"), await app.EnterpriseAsync("Elsewhere CIC"));
        var path = $"/api/v1/tenders/{tender.Id}/questions";
        var asked = BidSteps.Id(await asking.Http.DoAsync(path, new { text = "What did the last one cost?" }));
        await app.SettledAsync();
        var waits = Assert.Single((await OwnAsync(asking)).AsArray())!;
        Assert.Equal(("What did the last one cost?", "Asked"), (waits["text"]!.GetValue<string>(), waits["stage"]!.GetValue<string>()));
        using (var reading = await Browsing.AsAsync(app, asking.Manager))
            Assert.Contains("Not yet", (await reading.GetAsync($"/tenders/{tender.Id}")).Html, StringComparison.Ordinal);

        await tender.Buyer.Author.Http.DoAsync($"{path}/{asked}/decline", new { reason = "That is another’s secret" });
        await app.SettledAsync();
        Assert.Equal(["question-declined"], await AboutAsync(asked, asking.Http));
        Assert.Equal("That is another’s secret", (await OwnAsync(asking))[0]!["declinedBecause"]!.GetValue<string>());
        foreach (var (who, reads) in new[] { (asking, true), (stranger, false) })
        {
            using var browser = await Browsing.AsAsync(app, who.Manager);
            var html = WebUtility.HtmlDecode((await browser.GetAsync($"/tenders/{tender.Id}")).Html);
            Assert.Equal(reads, html.Contains("That is another’s secret", StringComparison.Ordinal));
        }
        Assert.Empty((await OwnAsync(stranger)).AsArray());
        Assert.DoesNotContain(
            asking.Id.ToString(),
            (await tender.Buyer.Author.Http.ReadAsync(path)).ToJsonString(),
            StringComparison.Ordinal
        );

        async Task<JsonNode> OwnAsync(TestEnterprise who) =>
            JsonNode.Parse(await who.Http.GetStringAsync(new Uri($"{path}/own", UriKind.Relative)))!;
    }

    [Fact]
    public async Task an_author_asks_for_approval_once_the_draft_is_whole_and_it_waits_until_it_is_published()
    {
        var begun = await app.BuyerAsync();
        await begun.Author.Http.RefusedAsync($"/api/v1/tenders/{await begun.BegunAsync()}/approval-request", new { }, "not-described");
        var draft = await app.DraftAsync();
        var (path, buyer) = ($"/api/v1/tenders/{draft.Id}", draft.Buyer);
        using (var denied = await buyer.Approver.Http.SendCommandAsync(HttpMethod.Post, $"{path}/approval-request", new { }))
            Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        using (var author = await Browsing.AsAsync(app, buyer.Author))
            await author.PressedAsync($"/buyer/tenders/{draft.Id}", "AskForApproval", []);
        await app.SettledAsync();
        Assert.Equal([("draft-complete", false)], await buyer.Approver.Http.ToldAsync("draft-"));
        Assert.Empty(await buyer.Author.Http.ToldAsync("draft-"));
        await buyer.Approver.Http.DoAsync($"{path}/publication", new { });
        await app.SettledAsync();
        Assert.Equal([("draft-complete", true)], await buyer.Approver.Http.ToldAsync("draft-"));
        await buyer.Author.Http.RefusedAsync($"{path}/approval-request", new { }, "tender-published");
    }

    [Fact]
    public async Task that_a_lot_has_ended_its_bidders_hear_and_that_an_award_is_cancelled_those_who_were_told_of_it()
    {
        var tender = await app.PublishedAsync();
        var (bidder, other) = (await app.EnterpriseAsync("Ladywood Grounds CIC"), await app.EnterpriseAsync("Other CIC"));
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await bidder.SubmitAsync(bid);
        await app.ClosedAsync(tender);
        var ended = Guid.CreateVersion7();
        foreach (var (award, told) in new[] { (ended, false), (Guid.CreateVersion7(), true) })
        {
            List<object> facts = [new AwardCancelled(award, tender.Id, tender.GroundsLot, "The money is gone")];
            if (told)
                facts.Insert(
                    0,
                    new SummariesSent(award, tender.Id, tender.GroundsLot, tender.Deadline, [new SummaryRecipient(bid, bidder.Id)])
                );
            await app.StoreAsync(award, "award", 0, [.. facts]);
            await app.SettledAsync();
            Assert.Equal(told ? ["award-cancelled"] : [], (await AboutAsync(award, bidder.Http)).Where(k => k == "award-cancelled"));
            Assert.Empty(await AboutAsync(award, other.Http));
        }
        await app.StoreAsync(
            tender.Id,
            "tender",
            (await app.Store.FetchAsync<Tender>(tender.Id)).Version,
            new TenderUnsuccessful(tender.Id, tender.GroundsLot, "Nobody can do it")
        );
        await app.SettledAsync();
        Assert.Contains("lot-ended", await AboutAsync(tender, bidder.Http));
        Assert.Empty(await AboutAsync(tender, other.Http));
    }

    private static Task<IReadOnlyList<string>> AboutAsync(TestTender tender, HttpClient http) => AboutAsync(tender.Id, http);

    private static async Task<IReadOnlyList<string>> AboutAsync(Guid subject, HttpClient http) =>
        [
            .. (await http.ReadAsync("/api/v1/inbox"))["items"]!
                .AsArray()
                .Where(m => m!["subject"]!.GetValue<Guid>() == subject)
                .Select(m => m!["kind"]!.GetValue<string>())
                .Order(),
        ];
}
