using System.Net;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Awards;

/// <summary>A submitted bid one of whose members cannot do its part any more: at every moment it is refused or told.</summary>
public sealed class DepartureTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private sealed record Told(TestTender Tender, TestConsortium Consortium, Guid Bid)
    {
        public Guid Evaluation => UseIt.Marketplace.Awards.Evaluation.IdOf(Tender.Id, Tender.GroundsLot);
        public TestEnterprise Lead => Consortium.Lead;
        public TestEnterprise Partner => Consortium.Partner;
        public HttpClient Approver => Tender.Buyer.Approver.Http;
        public string StandingBack => $"/api/v1/bids/{Bid}/standing-back";
        public string Member => $"/api/v1/bids/{Bid}/members/{Partner.Id}";
        public string Departure => $"/api/v1/tenders/{Tender.Id}/bids/{Bid}/members/{Partner.Id}/departure";
        public string Page => $"/bids/{Bid}/people";
        public string BuyersPage => $"/buyer/tenders/{Tender.Id}/people";
    }

    private static readonly object Because = new { reason = "Our trainer has died" };

    [Fact]
    public async Task a_member_who_stands_back_is_told_of_and_its_part_goes_to_a_checked_organisation_that_signs_for_it()
    {
        var told = await SubmittedAsync();
        var (lead, partner, approver) = (told.Lead, told.Partner, told.Approver);
        var instead = await app.EnterpriseAsync("Aston Skills CIC");
        var (stranger, rival) = (await app.EnterpriseAsync("Elsewhere CIC"), await app.EnterpriseAsync("Rival CIC"));
        await rival.SubmitAsync(await rival.WrittenBidAsync(told.Tender, told.Tender.GroundsLot));

        // Until the deadline the lead can withdraw; until the opening the buyer learns nothing.
        await partner.Http.RefusedAsync(told.StandingBack, Because, "before-the-deadline");
        await lead.Http.RefusedAsync(told.StandingBack, Because, "lead-cannot-stand-back");
        await Status(stranger, told.StandingBack, Because, HttpStatusCode.NotFound);
        await app.ClosedAsync(told.Tender);
        await partner.Http.RefusedAsync(told.StandingBack, new { reason = " " }, "standing-back-reason-missing");
        using (var browser = await app.BrowserAsync(partner.Manager))
        {
            Assert.Contains(told.Page, await PageAsync(browser, $"/bids/{told.Bid}"), StringComparison.Ordinal);
            var sent = await browser.SendFormAsync(told.Page, $"{told.Page}?handler=StandBack", ("Reason", "Our trainer has died"));
            Assert.Contains("The lead is told", sent.Html, StringComparison.Ordinal);
        }
        await partner.Http.DoAsync(told.StandingBack, Because);
        Assert.Single(await app.FactsAsync<MemberStoodBack>(BidTeam.IdOf(told.Bid)));
        await app.SettledAsync();
        Assert.Contains("member-stood-back", await KindsAsync(told.Bid, lead.Http));
        Assert.Empty(await KindsAsync(told.Tender.Id, approver));
        await lead.Http.RefusedAsync($"{told.Member}/take-over", new { how = "Ourselves" }, "bid-not-opened");
        await approver.RefusedAsync(told.Departure, Decide(DepartureDecision.Excluded), "bid-unknown");
        Assert.Equal(HttpStatusCode.NotFound, await ReadsAsync(approver, told));

        await OpenAsync(told);
        var evaluator = await app.PersonAsync("Eva Scorer", told.Tender.Buyer.Id, Roles.Evaluator);
        await told.Tender.Buyer.Author.Http.DoAsync($"/api/v1/evaluations/{told.Evaluation}/evaluators", new { evaluator = evaluator.Id });
        await evaluator.Http.DoAsync($"/api/v1/evaluations/{told.Evaluation}/interests", new { conflict = false });
        using var buyer = await app.BrowserAsync(told.Tender.Buyer.Approver);
        Assert.Contains(
            "Soho Training Co-op has said that it cannot do its part any more",
            await PageAsync(buyer, $"/evaluations/{told.Evaluation}"),
            StringComparison.Ordinal
        );

        // The buyer's decision, in order: who, what, until when, why.
        await Status(told.Tender.Buyer.Author, told.Departure, Decide(DepartureDecision.Excluded), HttpStatusCode.Forbidden);
        await Status(lead, told.Departure, Decide(DepartureDecision.Excluded), HttpStatusCode.Forbidden);
        var elsewhere = await app.BuyerAsync("Another Trust");
        await Status(elsewhere.Approver, told.Departure, Decide(DepartureDecision.Excluded), HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, await ReadsAsync(elsewhere.Approver.Http, told));
        await approver.RefusedAsync(told.Departure, Decide(DepartureDecision.LeadTakesOver), "part-not-taken-over");
        await approver.RefusedAsync(
            $"/api/v1/tenders/{told.Tender.Id}/bids/{told.Bid}/members/{stranger.Id}/departure",
            Decide(DepartureDecision.Excluded),
            "not-a-member"
        );
        await lead.Http.RefusedAsync($"{told.Member}/replacement", new { replacementId = instead.Id }, "replacement-not-allowed");
        var empty = await buyer.SendFormAsync(
            told.BuyersPage,
            told.BuyersPage,
            ("BidId", $"{told.Bid}"),
            ("OrganisationId", $"{partner.Id}"),
            ("Choice", nameof(DepartureDecision.MayReplace)),
            ("Reason", "")
        );
        Assert.Equal(
            [DecideDepartureHandler.LastDayWrong.Sentence, DecideDepartureHandler.ReasonMissing.Sentence],
            empty.Mistakes.Select(m => m.Sentence)
        );
        var last = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(5);
        var decided = await buyer.SendFormAsync(
            told.BuyersPage,
            told.BuyersPage,
            ("BidId", $"{told.Bid}"),
            ("OrganisationId", $"{partner.Id}"),
            ("Choice", nameof(DepartureDecision.MayReplace)),
            ("LastDay.Day", $"{last.Day}"),
            ("LastDay.Month", $"{last.Month}"),
            ("LastDay.Year", $"{last.Year}"),
            ("Reason", "Training is a tenth of the work")
        );
        Assert.Contains($"May be replaced until the end of {UkTime.Display(last)}", decided.Html, StringComparison.Ordinal);
        await app.SettledAsync();
        Assert.Contains("departure-decided", await KindsAsync(told.Bid, lead.Http));

        // Only who is checked and new; nobody else accepts.
        var unknown = Guid.CreateVersion7();
        await app.DoAsync(new RegisterOrganisation(unknown, "Nobody Knows Ltd", [OrganisationKind.Enterprise]));
        await lead.Http.RefusedAsync($"{told.Member}/replacement", new { replacementId = unknown }, "replacement-not-checked");
        await lead.Http.RefusedAsync($"{told.Member}/replacement", new { replacementId = lead.Id }, "replacement-in-this-bid");
        // That somebody bids against it the lead does not learn by naming it.
        await lead.Http.DoAsync($"{told.Member}/replacement", new { replacementId = rival.Id });
        await rival.Http.RefusedAsync($"{told.Member}/replacement/acceptance", new { capacity = "Director" }, "replacement-in-another-bid");
        await Status(partner, $"{told.Member}/replacement", new { replacementId = instead.Id }, HttpStatusCode.Forbidden);
        await app.SettledAsync();
        using (var leads = await app.BrowserAsync(lead.Manager))
        {
            Assert.Contains("Aston Skills CIC", await PageAsync(leads, $"{told.Page}?q=Aston"), StringComparison.Ordinal);
            var named = await leads.SendFormAsync(
                told.Page,
                $"{told.Page}?handler=Name",
                ("OrganisationId", $"{partner.Id}"),
                ("ReplacementId", $"{instead.Id}")
            );
            Assert.Contains("Aston Skills CIC is asked and has not accepted yet", named.Html, StringComparison.Ordinal);
        }
        await app.SettledAsync();
        Assert.Contains("replacement-asked", await KindsAsync(told.Bid, instead.Http));
        var acceptance = $"{told.Member}/replacement/acceptance";
        await Status(stranger, acceptance, new { capacity = "Director" }, HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, await ReadsAsync(stranger.Http, told));
        await instead.Http.RefusedAsync(acceptance, new { capacity = "" }, "capacity-missing");
        using (var joining = await app.BrowserAsync(instead.Manager))
        {
            Assert.Contains(
                "as it was offered and at the price that was offered",
                await PageAsync(joining, told.Page),
                StringComparison.Ordinal
            );
            var signed = await joining.SendFormAsync(
                told.Page,
                $"{told.Page}?handler=Accept",
                ("OrganisationId", $"{partner.Id}"),
                ("Capacity", "Director")
            );
            Assert.Contains("Your organisation has taken the part on", signed.Html, StringComparison.Ordinal);
        }

        // Whatever rests on who bids now rests on the one who signed.
        await app.SettledAsync();
        var accepted = Assert.Single(await app.FactsAsync<ReplacementAccepted>(BidTeam.IdOf(told.Bid)));
        Assert.Equal(instead.Manager.Id, accepted.Signature.Person);
        Assert.Equal(
            (await app.FactsAsync<UseIt.Marketplace.Consortia.ConsortiumAgreed>(told.Consortium.Id))[0].Sha256,
            accepted.Signature.DocumentSha256
        );
        var evaluation = (await app.Store.FetchAsync<Evaluation>(told.Evaluation)).State;
        Assert.Equal([lead.Id, instead.Id], evaluation.Bidders.Single(b => b.BidId == told.Bid).Members);
        Assert.False(evaluation.Evaluators[evaluator.Id].Declared);
        await evaluator.Http.DoAsync(
            $"/api/v1/evaluations/{told.Evaluation}/interests",
            new { conflict = true, with = new[] { instead.Id } }
        );
        Assert.True((await app.Store.FetchAsync<Evaluation>(told.Evaluation)).State.Evaluators[evaluator.Id].AwaitsDecision);
        Assert.Contains("Aston Skills CIC", await PageAsync(buyer, $"/buyer/tenders/{told.Tender.Id}/checks"), StringComparison.Ordinal);
        Assert.Equal("Left", (await partner.Http.ReadAsync("/api/v1/bids"))["items"]![0]!["status"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, await ReadsAsync(partner.Http, told));
        var parts = (await instead.Http.ReadAsync($"/api/v1/bids/{told.Bid}/parts"))["items"]!.ToJsonString();
        Assert.Contains("Apprentices from Ladywood.", parts, StringComparison.Ordinal);
        Assert.DoesNotContain("Together, with care.", parts, StringComparison.Ordinal);
        Assert.Contains("part-passed-on", await KindsAsync(told.Tender.Id, approver));
        await approver.RefusedAsync(told.Departure, Decide(DepartureDecision.Excluded), "not-a-member");
    }

    [Fact]
    public async Task a_bid_stands_without_a_suspended_member_only_once_the_lead_has_taken_its_part_on()
    {
        var told = await SubmittedAsync();
        await app.ClosedAsync(told.Tender);
        await OpenAsync(told);
        await told.Lead.Http.RefusedAsync($"{told.Member}/take-over", new { how = "Ourselves" }, "member-has-not-left");
        await app.DoAsync(new SuspendOrganisation(told.Partner.Id, "Debts"));
        await told.Lead.Http.RefusedAsync($"{told.Member}/take-over", new { how = " " }, "take-over-how-missing");
        using (var lead = await app.BrowserAsync(told.Lead.Manager))
            Assert.Contains(
                "The buyer decides whether the bid stands so",
                (
                    await lead.SendFormAsync(
                        told.Page,
                        $"{told.Page}?handler=TakeOver",
                        ("OrganisationId", $"{told.Partner.Id}"),
                        ("How", "With our own two trainers")
                    )
                ).Html,
                StringComparison.Ordinal
            );
        await app.SettledAsync();
        Assert.Contains("take-over-offered", await KindsAsync(told.Tender.Id, told.Approver));
        await told.Approver.DoAsync(told.Departure, Decide(DepartureDecision.LeadTakesOver));
        await app.SettledAsync();

        Assert.Equal([told.Lead.Id], (await app.Store.FetchAsync<Evaluation>(told.Evaluation)).State.Bidders.Single().Members);
        Assert.Single(await app.FactsAsync<UseIt.Marketplace.Consortia.PartnerLeft>(told.Consortium.Id));
        using var buyer = await app.BrowserAsync(told.Tender.Buyer.Author);
        var page = await PageAsync(buyer, told.BuyersPage);
        Assert.Contains("Ladywood Grounds CIC, the lead, has taken the part on", page, StringComparison.Ordinal);
        Assert.DoesNotContain("is suspended here", await PageAsync(buyer, $"/evaluations/{told.Evaluation}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task past_the_last_day_nobody_is_named_or_accepts_and_a_member_who_comes_back_is_replaced_by_nobody()
    {
        var told = await SubmittedAsync();
        var instead = await app.EnterpriseAsync("Aston Skills CIC");
        await app.ClosedAsync(told.Tender);
        await OpenAsync(told);
        await app.DoAsync(new SuspendOrganisation(told.Partner.Id, "Debts"));
        var last = UkTime.DayOf(await app.Store.ClockAsync());
        await told.Approver.DoAsync(told.Departure, Decide(DepartureDecision.MayReplace, last));
        await told.Lead.Http.DoAsync($"{told.Member}/replacement", new { replacementId = instead.Id });

        await app.DoAsync(new ReinstateOrganisation(told.Partner.Id, "Paid"));
        await instead.Http.RefusedAsync($"{told.Member}/replacement/acceptance", new { capacity = "Director" }, "member-has-not-left");
        await app.DoAsync(new SuspendOrganisation(told.Partner.Id, "Debts again"));
        await app.DoAsync(new SuspendOrganisation(instead.Id, "Debts too"));
        await Status(instead, $"{told.Member}/replacement/acceptance", new { capacity = "Director" }, null);
        await app.DoAsync(new ReinstateOrganisation(instead.Id, "Paid"));

        await app.ClockToAsync(UkTime.StartOf(last.AddDays(1)));
        await instead.Http.RefusedAsync($"{told.Member}/replacement/acceptance", new { capacity = "Director" }, "replacement-too-late");
        await told.Lead.Http.RefusedAsync($"{told.Member}/replacement", new { replacementId = instead.Id }, "replacement-too-late");
        Assert.Empty(await app.FactsAsync<PartPassedOn>(BidTeam.IdOf(told.Bid)));

        await told.Approver.DoAsync(told.Departure, Decide(DepartureDecision.Excluded));
        Assert.Single(await app.FactsAsync<BidLeftOut>(told.Evaluation));
        await instead.Http.RefusedWithAsync(
            $"{told.Member}/replacement/acceptance",
            new { capacity = "Director" },
            HttpStatusCode.NotFound
        );
        await app.DoAsync(new ReinstateOrganisation(told.Partner.Id, "Paid at last"));
        await told.Partner.Http.RefusedAsync(told.StandingBack, Because, "lots-decided");
    }

    [Fact]
    public async Task a_replacement_accepted_while_the_window_closes_is_in_or_out_and_never_both()
    {
        var told = await SubmittedAsync();
        var instead = await app.EnterpriseAsync("Aston Skills CIC");
        await app.ClosedAsync(told.Tender);
        await OpenAsync(told);
        await told.Partner.Http.DoAsync(told.StandingBack, Because);
        await told.Approver.DoAsync(
            told.Departure,
            Decide(DepartureDecision.MayReplace, UkTime.DayOf(await app.Store.ClockAsync()).AddDays(5))
        );
        await told.Lead.Http.DoAsync($"{told.Member}/replacement", new { replacementId = instead.Id });
        await Task.WhenAll(
            SentAsync(instead.Http, $"{told.Member}/replacement/acceptance", new { capacity = "Director" }),
            SentAsync(told.Approver, told.Departure, Decide(DepartureDecision.Excluded))
        );
        var passedOn = (await app.FactsAsync<PartPassedOn>(BidTeam.IdOf(told.Bid))).Count;
        var leftOut = (await app.FactsAsync<BidLeftOut>(told.Evaluation)).Count;
        Assert.Equal(1, passedOn + leftOut);
    }

    [Fact]
    public async Task an_award_confirmed_while_a_member_stands_back_is_confirmed_or_stood_back_from_and_never_both()
    {
        for (var round = 0; round < 3; round++)
        {
            var told = await SubmittedAsync();
            await app.ClosedAsync(told.Tender);
            await OpenAsync(told);
            var award = Award.IdOf(told.Evaluation);
            var (tender, lot, buyer) = (told.Tender.Id, told.Tender.GroundsLot, told.Tender.Buyer);
            await app.StoreAsync(
                award,
                "award",
                0,
                new AwardProposed(
                    award,
                    told.Evaluation,
                    tender,
                    buyer.Id,
                    lot,
                    told.Bid,
                    told.Consortium.Id,
                    [told.Lead.Id, told.Partner.Id],
                    new Money(42_000),
                    "Best",
                    buyer.Author.Id
                ),
                new AwardApproved(award, tender, lot, buyer.Approver.Id),
                new AwardNoticePublished(award, tender, lot, await app.Store.ClockAsync(), null)
            );
            await Task.WhenAll(
                SentAsync(buyer.Author.Http, $"/api/v1/awards/{award}/confirm", new { }),
                SentAsync(told.Partner.Http, told.StandingBack, Because)
            );
            var confirmed = (await app.FactsAsync<AwardConfirmed>(award)).Count;
            Assert.Equal(1, confirmed + (await app.FactsAsync<MemberStoodBack>(BidTeam.IdOf(told.Bid))).Count);
            if (confirmed > 0)
                await told.Partner.Http.RefusedAsync(told.StandingBack, Because, "lots-decided");
            else
            {
                await buyer.Author.Http.RefusedAsync($"/api/v1/awards/{award}/confirm", new { }, "winner-left");
                await told.Approver.RefusedAsync(told.Departure, Decide(DepartureDecision.Excluded), "award-under-way");
                using var browser = await app.BrowserAsync(buyer.Author);
                Assert.Contains("Nothing is awarded to it", await PageAsync(browser, $"/awards/{award}"), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task who_is_asked_to_take_a_part_on_may_say_no_and_the_lead_asks_another_within_the_window()
    {
        var told = await SubmittedAsync();
        var (first, second) = (await app.EnterpriseAsync("Aston Skills CIC"), await app.EnterpriseAsync("Lozells Training CIC"));
        var stranger = await app.EnterpriseAsync("Elsewhere CIC");
        await app.ClosedAsync(told.Tender);
        await OpenAsync(told);
        await told.Partner.Http.DoAsync(told.StandingBack, Because);
        var last = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(5);
        await told.Approver.DoAsync(told.Departure, Decide(DepartureDecision.MayReplace, last));
        var (naming, refusal, acceptance) = (
            $"{told.Member}/replacement",
            $"{told.Member}/replacement/refusal",
            $"{told.Member}/replacement/acceptance"
        );
        var no = new { reason = "We have no trainer free" };
        await Status(first, refusal, no, HttpStatusCode.NotFound);
        await told.Lead.Http.DoAsync(naming, new { replacementId = first.Id });
        await app.SettledAsync();
        Assert.Equal(1, await app.AskAsync<long>(NewOf("replacement-asked", first.Manager.Id)));

        // Nobody says no for it, and it says why.
        foreach (var other in new[] { stranger, told.Lead, second, told.Partner })
            await Status(other, refusal, no, HttpStatusCode.NotFound);
        await Status(told.Tender.Buyer.Approver, refusal, no, HttpStatusCode.Forbidden);
        var keeper = await app.PersonAsync("Only Member", first.Id, Roles.Member);
        await Status(keeper, refusal, no, HttpStatusCode.Forbidden);
        await first.Http.RefusedAsync(refusal, new { reason = " " }, "declining-reason-missing");
        using (var asked = await Browsing.AsAsync(app, first.Manager))
        {
            var page = await asked.GetAsync(told.Page);
            var empty = await asked.SendAsync(page, $"{told.Page}?handler=Decline", ("DeclineReason", ""));
            Assert.Equal(
                [("DeclineReason", DeclineReplacementHandler.ReasonMissing.Sentence)],
                empty.Mistakes.Select(m => (m.Target!, m.Sentence))
            );
            var done = await asked.SendAsync(page, $"{told.Page}?handler=Decline", ("DeclineReason", "We have no trainer free"));
            Assert.Equal("/messages", done.Header("Location"));
            // Having said no it sees no more of the bid.
            Assert.Equal(HttpStatusCode.NotFound, (await asked.GetAsync(told.Page)).Status);
        }
        await first.Http.DoAsync(refusal, no);
        Assert.Single(await app.FactsAsync<ReplacementDeclined>(BidTeam.IdOf(told.Bid)));
        await Status(first, acceptance, new { capacity = "Director" }, HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, await ReadsAsync(first.Http, told));
        await app.SettledAsync();
        Assert.Equal(0, await app.AskAsync<long>(NewOf("replacement-asked", first.Manager.Id)));
        Assert.Contains("replacement-declined", await KindsAsync(told.Bid, told.Lead.Http));
        foreach (var buyer in new[] { told.Tender.Buyer.Author, told.Tender.Buyer.Approver })
            Assert.Contains("replacement-declined", await KindsAsync(told.Tender.Id, buyer.Http));
        using (var lead = await Browsing.AsAsync(app, told.Lead.Manager))
            Assert.Contains(
                "Aston Skills CIC: We have no trainer free",
                WebUtility.HtmlDecode((await lead.GetAsync(told.Page)).Html),
                StringComparison.Ordinal
            );

        // Another is asked, and learns nothing of who said no before.
        await told.Lead.Http.DoAsync(naming, new { replacementId = second.Id });
        await app.SettledAsync();
        Assert.Equal(0, await app.AskAsync<long>(NewOf("replacement-declined", told.Lead.Manager.Id)));
        Assert.DoesNotContain(
            "Aston Skills",
            (await second.Http.ReadAsync($"/api/v1/bids/{told.Bid}/people")).ToJsonString(),
            StringComparison.Ordinal
        );
        // It says both at once: one holds.
        await Task.WhenAll(
            SentAsync(second.Http, acceptance, new { capacity = "Director" }),
            SentAsync(second.Http, refusal, new { reason = "Rather not" })
        );
        var accepted = (await app.FactsAsync<ReplacementAccepted>(BidTeam.IdOf(told.Bid))).Count;
        Assert.Equal(
            1,
            accepted + (await app.FactsAsync<ReplacementDeclined>(BidTeam.IdOf(told.Bid))).Count(d => d.ReplacementId == second.Id)
        );
        if (accepted > 0)
            await second.Http.RefusedAsync(refusal, no, "replacement-accepted");
        else
        {
            // The first may be asked again, until the last day is over.
            await app.ClockToAsync(UkTime.StartOf(last.AddDays(1)));
            await told.Lead.Http.RefusedAsync(naming, new { replacementId = first.Id }, "replacement-too-late");
        }

        static string NewOf(string kind, Guid person) =>
            $"select count(*) from notifications.inbox where kind = '{kind}' and person = '{person}' and read_at is null";
    }

    [Fact]
    public void what_a_member_promised_is_answered_for_by_who_has_its_part_at_the_award()
    {
        var (lead, first, second, third) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var (bid, tender) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var won = new object[]
        {
            new BidStarted(bid, tender, lead, null, [lead, first], []),
            new BidMemberJoined(bid, tender, second, first),
            new BidMemberJoined(bid, tender, third, second),
        }.Aggregate(WonBid.Empty, (state, fact) => state.Evolve(fact));
        Assert.Equal(first, won.AnswersFor(first, [lead, first]));
        Assert.Equal(second, won.AnswersFor(first, [lead, second]));
        Assert.Equal(third, won.AnswersFor(first, [lead, third]));
        Assert.Equal(lead, won.AnswersFor(first, [lead]));
    }

    private static object Decide(DepartureDecision decision, DateOnly? lastDay = null) =>
        new
        {
            decision,
            reason = "So that nobody is treated better",
            lastDay,
        };

    private async Task<Told> SubmittedAsync()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        await consortium.Lead.SubmitAsync(bid);
        return new Told(tender, consortium, bid);
    }

    private async Task OpenAsync(Told told)
    {
        await told.Tender.RequestOpeningAsync();
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Evaluation>(told.Evaluation)).Exists);
        await app.SettledAsync();
    }

    private static async Task<HttpStatusCode> ReadsAsync(HttpClient http, Told told)
    {
        using var answer = await http.GetAsync(new Uri($"/api/v1/bids/{told.Bid}/people", UriKind.Relative));
        return answer.StatusCode;
    }

    private static Task Status(TestEnterprise who, string path, object body, HttpStatusCode? status) =>
        Status(who.Manager, path, body, status);

    private static async Task Status(TestPerson who, string path, object body, HttpStatusCode? status)
    {
        using var answer = await who.Http.SendCommandAsync(HttpMethod.Post, path, body);
        if (status is { } expected)
            Assert.Equal(expected, answer.StatusCode);
        else
            Assert.False(answer.IsSuccessStatusCode);
    }

    private static Task<string> PageAsync(HttpClient browser, string path) => browser.GetStringAsync(new Uri(path, UriKind.Relative));

    private static async Task SentAsync(HttpClient http, string path, object body)
    {
        using var answer = await http.SendCommandAsync(HttpMethod.Post, path, body);
        Assert.True((int)answer.StatusCode < 500, await answer.Content.ReadAsStringAsync());
    }

    private static async Task<IReadOnlyList<string>> KindsAsync(Guid subject, HttpClient http) =>
        [
            .. (await http.ReadAsync("/api/v1/inbox"))["items"]!
                .AsArray()
                .Where(m => m!["subject"]!.GetValue<Guid>() == subject)
                .Select(m => m!["kind"]!.GetValue<string>())
                .Where(k => k is not ("bids-opened" or "tender-closed" or "bid-submitted")),
        ];
}
