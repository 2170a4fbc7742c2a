using System.Net;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Bids;

/// <summary>Who leaves a consortium keeps what is their own, and learns nothing of how the bid goes on.</summary>
public sealed class FormerMemberTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_partner_who_has_left_sees_and_changes_nothing_but_reads_what_it_wrote()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        var before = await partner.Http.ReadAsync($"/api/v1/bids/{bid}");
        Assert.Contains(before["tasks"]!.AsArray(), t => t!["memberId"]!.GetValue<Guid>() == lead.Id);
        var announced = await AnnounceAsync(partner, tender, bid);
        Assert.Equal(HttpStatusCode.Created, announced.Status);

        await partner.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/leaving", new { reason = "we bid with a rival" });
        await lead.SaveAsync(bid, tender.Of(tender.GroundsLot, RequirementKind.Question), new BidAnswer("Now without you."));
        await app.SettledAsync();

        var after = await partner.Http.ReadAsync($"/api/v1/bids/{bid}");
        Assert.NotNull(after["leftAt"]);
        Assert.Equal(2, after["tasks"]!.AsArray().Count);
        Assert.All(after["tasks"]!.AsArray(), t => Assert.Equal(partner.Id, t!["memberId"]!.GetValue<Guid>()));
        Assert.Equal(before["version"]!.GetValue<long>(), after["version"]!.GetValue<long>());
        var parts = (await partner.Http.ReadAsync($"/api/v1/bids/{bid}/parts"))["items"]!.AsArray();
        Assert.Equal(2, parts.Count);
        Assert.Contains("Apprentices from Ladywood.", parts.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("without you", parts.ToJsonString(), StringComparison.Ordinal);
        using (var check = await partner.Http.GetAsync(new Uri($"/api/v1/bids/{bid}/check", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, check.StatusCode);

        foreach (var kind in new[] { RequirementKind.Commitment, RequirementKind.Price })
        {
            using var saved = await partner.Http.SendCommandAsync(
                HttpMethod.Put,
                $"/api/v1/bids/{bid}/parts/{tender.Of(tender.GroundsLot, kind).RequirementId}",
                new { answer = new { text = "sabotage" } }
            );
            Assert.Contains("consortium-left", await saved.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await AnnounceAsync(partner, tender, bid)).Status);
        using (var bytes = new HttpRequestMessage(HttpMethod.Head, $"/api/v1/bids/{bid}/files/{announced.File}/bytes"))
        using (var progress = await partner.Http.SendAsync(bytes))
            Assert.Equal(HttpStatusCode.NotFound, progress.StatusCode);
        await partner.Http.RefusedAsync($"/api/v1/bids/{bid}/files/{announced.File}", new { }, "consortium-left");

        var row = Assert.Single((await partner.Http.ReadAsync("/api/v1/bids"))["items"]!.AsArray())!;
        Assert.Equal("Left", row["status"]!.GetValue<string>());
        using var browser = await Browsing.AsAsync(app, partner.Manager);
        var page = await browser.GetAsync($"/bids/{bid}");
        Assert.Contains("Your organisation left this consortium on", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("/check", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "<textarea",
            (
                await browser.GetAsync(
                    $"/bids/{bid}/parts/{tender.Of(tender.GroundsLot, RequirementKind.Commitment).RequirementId}?member={partner.Id}"
                )
            ).Html,
            StringComparison.Ordinal
        );
        // The others go on as before.
        Assert.Null((await lead.Http.ReadAsync($"/api/v1/bids/{bid}"))["leftAt"]);
    }

    [Fact]
    public async Task who_has_left_keeps_what_it_signed_and_sees_no_terms_of_the_others_since()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var (lead, partner, stranger) = (consortium.Lead, consortium.Partner, await app.EnterpriseAsync("Stranger CIC"));
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        await partner.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/leaving", new { reason = "no capacity" });
        var later = await app.EnterpriseAsync("Later CIC");
        await lead.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/invitations", new { organisationId = later.Id, role = "Training" });
        await later.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/joining", BidSteps.Confidential);
        var since = BidSteps.TermsFor(
            consortium with
            {
                Partner = later,
            },
            tender,
            tender.GroundsLot,
            50m,
            50m,
            agreement: "We work without those who left."
        );
        var terms = await lead.Http.DoAsync($"/api/v1/consortia/{consortium.Id}/terms", since);
        foreach (var member in new[] { lead, later })
            await member.AcceptAsync(consortium.Id, terms["answer"]!);
        await app.SettledAsync();

        var path = $"/api/v1/consortia/{consortium.Id}/accepted-terms";
        var signed = await partner.Http.ReadAsync(path);
        Assert.Equal("We work together and share as stated.", signed["agreement"]!.GetValue<string>());
        Assert.NotNull(signed["leftAt"]);
        Assert.DoesNotContain($"{later.Id}", signed.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("We work without those who left.", (await lead.Http.ReadAsync(path))["agreement"]!.GetValue<string>());
        foreach (var (http, gone) in new[] { (stranger.Http, path), (partner.Http, $"/api/v1/consortia/{consortium.Id}") })
        {
            using var answer = await http.GetAsync(new Uri(gone, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        using var browser = await Browsing.AsAsync(app, partner.Manager);
        Assert.Contains(
            $"href=\"/consortia/{consortium.Id}/accepted\"",
            (await browser.GetAsync($"/bids/{bid}")).Html,
            StringComparison.Ordinal
        );
        var page = await browser.GetAsync($"/consortia/{consortium.Id}/accepted");
        Assert.Contains("We work together and share as stated.", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Later CIC", page.Html, StringComparison.Ordinal);
        using var other = await Browsing.AsAsync(app, stranger.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/consortia/{consortium.Id}/accepted")).Status);
    }

    [Fact]
    public async Task nobody_leaves_while_a_bid_is_in_and_who_leaves_afterwards_keeps_the_receipt()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        await lead.SubmitAsync(bid);
        var before = await partner.Http.ReadAsync($"/api/v1/bids/{bid}");
        var (leaving, ending) = ($"/api/v1/consortia/{consortium.Id}/leaving", $"/api/v1/consortia/{consortium.Id}/dissolution");
        await partner.Http.RefusedAsync(leaving, new { reason = "no capacity" }, "bid-is-in");
        await lead.Http.RefusedAsync(ending, new { reason = "no capacity" }, "bid-is-in");

        await lead.Http.DoAsync($"/api/v1/bids/{bid}/withdrawal", new { });
        await partner.Http.DoAsync(leaving, new { reason = "no capacity" });
        var after = await partner.Http.ReadAsync($"/api/v1/bids/{bid}");
        Assert.Equal("Withdrawn", after["status"]!.GetValue<string>());
        Assert.Equal(before["receipt"]!.ToJsonString(), after["receipt"]!.ToJsonString());
        await lead.Http.DoAsync(ending, new { reason = "no capacity" });
        await app.SettledAsync();
        Assert.Equal(
            ["partner-left"],
            (await lead.Http.ReadAsync("/api/v1/inbox"))["items"]!
                .AsArray()
                .Where(m => m!["subject"]!.GetValue<Guid>() == consortium.Id)
                .Select(m => m!["kind"]!.GetValue<string>())
                .Where(k => k == "partner-left")
        );
    }

    private static async Task<(HttpStatusCode Status, string? File)> AnnounceAsync(TestEnterprise member, TestTender tender, Guid bid)
    {
        using var answer = await member.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/bids/{bid}/files",
            new
            {
                tender.Of(tender.GroundsLot, RequirementKind.Commitment).RequirementId,
                title = "plan.txt",
                mediaType = "text/plain",
                size = 4,
            }
        );
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["id"]?.GetValue<string>());
    }
}
