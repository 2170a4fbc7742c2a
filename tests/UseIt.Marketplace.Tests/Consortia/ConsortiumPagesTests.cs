using System.Net;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Consortia;

public sealed class ConsortiumPages(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_member_sees_what_has_changed_signs_and_the_coverage_says_what_is_missing()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(45_000));
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/terms",
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40, new Money(50_000))
        );
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, consortium.Partner.Manager);

        var page = await browser.GetAsync($"/consortia/{consortium.Id}");
        Assert.Equal("Green Ladywood", page.Heading);
        Assert.Contains("has not accepted edition 2", page.Html, StringComparison.Ordinal);
        Assert.Contains("1 requirement is not covered yet.", page.Html, StringComparison.Ordinal);
        var terms = await browser.GetAsync($"/consortia/{consortium.Id}/terms");
        foreach (var side in new[] { "Training, 33.33%", "Training, 40.00%", "£45,000", "£50,000" })
            Assert.Contains(side, terms.Html, StringComparison.Ordinal);
        Assert.Contains(AcceptTermsHandler.Statement("Green Ladywood", 2), WebUtility.HtmlDecode(terms.Html), StringComparison.Ordinal);

        var refused = await browser.SendAsync(
            terms,
            $"/consortia/{consortium.Id}/terms",
            ("JointBidReason", "Alone we are too few"),
            ("Capacity", "")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal([AcceptTermsHandler.CapacityMissing.Sentence], refused.Mistakes.Select(m => m.Sentence));
        Assert.Contains("Alone we are too few", refused.Html, StringComparison.Ordinal);
        var accepted = await browser.SendAsync(
            refused,
            $"/consortia/{consortium.Id}/terms",
            ("JointBidReason", "Alone we are too few"),
            ("Capacity", "Director")
        );
        Assert.Equal(HttpStatusCode.Found, accepted.Status);
        Assert.Equal("Director", (await app.FactsAsync<TermsAccepted>(consortium.Id))[^1].Signature.Capacity);
        Assert.Contains(
            "Not all members have accepted",
            (await browser.GetAsync($"/consortia/{consortium.Id}")).Html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task the_invited_see_who_asks_for_what_and_until_when_and_no_more_before_they_promise_to_keep_it()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(45_678));
        var invited = await app.EnterpriseAsync("Windows CIC");
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/invitations",
            new { organisationId = invited.Id, role = "Windows" }
        );
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, invited.Manager);
        var path = $"/consortia/{consortium.Id}";
        var page = await browser.GetAsync(path);
        var read = (await invited.Http.ReadAsync("/api/v1" + path)).ToJsonString();
        foreach (var shown in new[] { page.Html, read })
        {
            foreach (var known in new[] { consortium.Lead.Name, "Windows", "Grounds", "We tell it to nobody outside the" })
                Assert.Contains(known, shown, StringComparison.Ordinal);
            foreach (
                var hidden in new[] { consortium.Partner.Name, consortium.Partner.Id.ToString(), "Cleaning", "45,678", "45678", "66.67" }
            )
                Assert.DoesNotContain(hidden, shown, StringComparison.Ordinal);
        }
        Assert.Contains(UkTime.Display(tender.Deadline), page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Coverage of", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{path}/terms")).Status);

        await invited.Http.RefusedAsync($"/api/v1{path}/joining", new { }, "confidentiality-not-accepted");
        var refused = await browser.SendAsync(page, path + "?handler=Join");
        Assert.Equal([JoinConsortiumHandler.NotConfidential.Sentence], refused.Mistakes.Select(m => m.Sentence));
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(refused, path + "?handler=Join", BidSteps.Promised)).Status);
        Assert.Equal(
            (invited.Id, Confidentiality.Present.Sha256, invited.Manager.Id),
            (await app.FactsAsync<PartnerJoined>(consortium.Id))[^1] is var joined
                ? (joined.OrganisationId, joined.ConfidentialitySha256, joined.By)
                : default
        );
        foreach (var seen in new[] { consortium.Partner.Name, "Coverage of" })
            Assert.Contains(seen, (await browser.GetAsync(path)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task terms_that_change_while_they_are_read_are_not_signed_unread()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/terms",
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40)
        );
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, consortium.Partner.Manager);
        var read = await browser.GetAsync($"/consortia/{consortium.Id}/terms");
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/terms",
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 70, 30)
        );
        var refused = await browser.SendAsync(
            read,
            $"/consortia/{consortium.Id}/terms",
            ("JointBidReason", "Alone we are too few"),
            ("Capacity", "Director")
        );
        Assert.Equal([AcceptTermsHandler.Changed(3).Sentence], refused.Mistakes.Select(m => m.Sentence));
        Assert.Contains("Training, 30.00%", refused.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_signatory_names_a_deputy_and_lets_the_lead_accept_within_limits_and_the_lead_does_on_its_page()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        var colleague = await app.PersonAsync("Dora Deputy", partner.Id, Roles.BidManager);
        using var browser = await app.BrowserAsync(partner.Manager);
        var standIns = $"/consortia/{consortium.Id}/stand-ins";
        Assert.Contains(
            standIns,
            await browser.GetStringAsync(new Uri($"/consortia/{consortium.Id}", UriKind.Relative)),
            StringComparison.Ordinal
        );
        Assert.Equal(
            [NameDeputyHandler.NotAColleague.Sentence],
            (await browser.SendFormAsync(standIns, $"{standIns}?handler=Deputy", ("Deputy", $"{lead.Manager.Id}"))).Mistakes.Select(m =>
                m.Sentence
            )
        );
        await browser.SendFormAsync(standIns, $"{standIns}?handler=Deputy", ("Deputy", $"{colleague.Id}"));
        Assert.Contains(
            "Your deputy is Dora Deputy",
            await browser.GetStringAsync(new Uri(standIns, UriKind.Relative)),
            StringComparison.Ordinal
        );
        using (var deputy = await app.BrowserAsync(colleague))
            Assert.Equal(HttpStatusCode.NotFound, (await deputy.GetAsync(new Uri(standIns, UriKind.Relative))).StatusCode);

        var until = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(10);
        (string, string)[] mandate =
        [
            ("Day.Day", $"{until.Day}"),
            ("Day.Month", $"{until.Month}"),
            ("Day.Year", $"{until.Year}"),
            ("From", "30,000"),
        ];
        Assert.Equal(
            [MandateLeadHandler.BandUpsideDown.Sentence],
            (await browser.SendFormAsync(standIns, $"{standIns}?handler=Mandate", [.. mandate, ("To", "20,000")])).Mistakes.Select(m =>
                m.Sentence
            )
        );
        await browser.SendFormAsync(standIns, $"{standIns}?handler=Mandate", [.. mandate, ("To", "60,000")]);
        Assert.Contains(
            $"The lead has a mandate until the end of {UkTime.Display(until)}",
            await browser.GetStringAsync(new Uri(standIns, UriKind.Relative)),
            StringComparison.Ordinal
        );

        // Within the limits the lead accepts for it, outside them it may not.
        using var leads = await app.BrowserAsync(lead.Manager);
        var read = $"/consortia/{consortium.Id}/terms";
        foreach (var (ceiling, holds) in new[] { (90_000m, false), (45_000m, true) })
        {
            await lead.Http.DoAsync(
                $"/api/v1/consortia/{consortium.Id}/terms",
                BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60m, 40m, new Money(ceiling))
            );
            var form = await leads.GetStringAsync(new Uri(read, UriKind.Relative));
            Assert.Contains("Accept them for Soho Training Co-op", form, StringComparison.Ordinal);
            var shown = (await lead.Http.ReadAsync($"/api/v1/consortia/{consortium.Id}"))["terms"]!;
            var answer = await leads.SendFormAsync(
                read,
                read,
                ("Edition", shown["edition"]!.ToString()),
                ("Sha256", shown["sha256"]!.ToString()),
                ("OrganisationId", $"{partner.Id}"),
                ("JointBidReason", "It trains, we do not"),
                ("Capacity", "Under its mandate")
            );
            Assert.Equal(holds ? [] : [AcceptTermsHandler.OutsideMandate.Sentence], answer.Mistakes.Select(m => m.Sentence));
        }
        var accepted = (await app.FactsAsync<TermsAccepted>(consortium.Id))[^1];
        Assert.Equal((partner.Id, $"mandate of {partner.Id}"), (accepted.OrganisationId, accepted.Signature.Authority));
        using var theirs = await app.BrowserAsync(partner.Manager);
        Assert.DoesNotContain("Accept them for", await theirs.GetStringAsync(new Uri(read, UriKind.Relative)), StringComparison.Ordinal);
    }
}
