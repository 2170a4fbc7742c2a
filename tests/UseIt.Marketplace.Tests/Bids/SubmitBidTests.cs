using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class SubmitBidOverHttp(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_consortium_agrees_writes_submits_and_gets_a_receipt()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(45_000));
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        Assert.True((await consortium.Lead.Http.ReadAsync($"/api/v1/bids/{bid}/check"))["ready"]!.GetValue<bool>());

        var receipt = (await consortium.Lead.SubmitAsync(bid))["answer"]!;
        Assert.Equal("submitted", receipt["decision"]!.GetValue<string>());
        Assert.Equal(1, receipt["version"]!.GetValue<int>());
        Assert.Equal(["Quality", "Price"], receipt["envelopes"]!.AsArray().Select(e => e!["part"]!.GetValue<string>()));
        Assert.Equal(BidAccess.SealingNotice, receipt["sealing"]!.GetValue<string>());

        var submitted = Assert.Single(await app.FactsAsync<BidSubmitted>(bid));
        Assert.Equal([consortium.Lead.Id, consortium.Partner.Id], submitted.Members);
        Assert.Equal(0L, await CountAsync("select count(*) from bids.draft where bid = $1", bid));
        Assert.Equal(2L, await CountAsync("select count(*) from bids.sealed where bid = $1", bid));
    }

    [Fact]
    public async Task each_member_reads_its_own_words_the_lead_all_and_nobody_else_any()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot, method: "By hand", promise: "Apprentices");
        await consortium.Lead.SubmitAsync(bid);

        var leads = await PartsAsync(consortium.Lead.Http, bid);
        var partners = await PartsAsync(consortium.Partner.Http, bid);
        Assert.Equal(["Apprentices", "By hand"], Texts(leads));
        Assert.Equal(["Apprentices"], Texts(partners));
        Assert.Equal([14_000m], Prices(partners));
        Assert.Equal([14_000m, 28_000m], Prices(leads));

        var rival = await app.EnterpriseAsync("Rival Ltd");
        var platform = await app.PersonAsync(
            "Ada Administrator",
            await app.OrganisationAsync("Platform", OrganisationKind.Platform),
            Roles.Administrator,
            Roles.Auditor
        );
        foreach (var path in new[] { $"/api/v1/bids/{bid}", $"/api/v1/bids/{bid}/parts", $"/api/v1/bids/{bid}/check" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await rival.Http.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
            foreach (var outsider in new[] { tender.Buyer.Author, tender.Buyer.Approver, tender.Buyer.FirstOpener, platform })
            {
                var there = await outsider.Http.GetAsync(new Uri(path, UriKind.Relative));
                var nowhere = await outsider.Http.GetAsync(
                    new Uri(path.Replace(bid.ToString(), Guid.NewGuid().ToString(), StringComparison.Ordinal), UriKind.Relative)
                );
                Assert.Equal(nowhere.StatusCode, there.StatusCode);
                Assert.True(there.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden);
            }
        }
        using var stolen = await rival.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { });
        Assert.Equal(HttpStatusCode.NotFound, stolen.StatusCode);
        using var byPartner = await consortium.Partner.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { });
        Assert.Equal(HttpStatusCode.Forbidden, byPartner.StatusCode);
        Assert.Empty((await rival.Http.ReadAsync("/api/v1/bids"))["items"]!.AsArray());
    }

    [Fact]
    public async Task an_incomplete_bid_is_not_taken_and_each_finding_names_its_part()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Short Answers Ltd");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.CleaningLot } }));
        var question = tender.Of(tender.CleaningLot, RequirementKind.Question);
        await bidder.SaveAsync(bid, question, new BidAnswer(string.Join(' ', Enumerable.Repeat("word", 501))));
        var problem = await bidder.Http.RefusedAsync($"/api/v1/bids/{bid}/submission", new { }, "over-the-word-limit");
        Assert.Equal(
            ["answer-missing", "over-the-word-limit", "answer-missing", "price-missing"],
            problem["errors"]!.AsArray().Select(e => e!["code"]!.GetValue<string>())
        );
        Assert.Equal($"parts[{question.RequirementId}]", problem["errors"]![1]!["field"]!.GetValue<string>());
        Assert.Empty(await app.FactsAsync<BidReceived>(bid));
    }

    [Fact]
    public async Task text_with_nul_is_refused_by_field_and_nothing_is_lost()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Nul Ltd");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.CleaningLot } }));
        var question = tender.Of(tender.CleaningLot, RequirementKind.Question);
        await bidder.SaveAsync(bid, question, new BidAnswer("Kept"));
        using var refused = await bidder.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/bids/{bid}/parts/{question.RequirementId}",
            new { answer = new { text = "A\0B" } }
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("answer.text", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["Kept"], Texts(await PartsAsync(bidder.Http, bid)));
    }

    [Fact]
    public async Task a_stale_revision_does_not_overwrite_a_colleagues_words()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Two Writers CIC");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.CleaningLot } }));
        var path = $"/api/v1/bids/{bid}/parts/{tender.Of(tender.CleaningLot, RequirementKind.Question).RequirementId}";
        using var first = await bidder.Http.SendCommandAsync(HttpMethod.Put, path, new { answer = new BidAnswer("Mine"), revision = 0 });
        Assert.True(first.IsSuccessStatusCode);
        using var second = await bidder.Http.SendCommandAsync(HttpMethod.Put, path, new { answer = new BidAnswer("Yours"), revision = 0 });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
        Assert.Contains("part-changed", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["Mine"], Texts(await PartsAsync(bidder.Http, bid)));
    }

    [Fact]
    public async Task making_the_view_anew_that_clears_drafts_away_leaves_those_that_stand()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Rebuilt CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot, method: "First words");
        await bidder.SubmitAsync(bid);
        var question = tender.Of(tender.GroundsLot, RequirementKind.Question);
        await bidder.SaveAsync(bid, question, new BidAnswer("Second words"));
        await bidder.SaveAsync(bid, question, new BidAnswer("Third words"));
        await app.RebuildAsync(app.Services.GetRequiredService<BidTenders>());
        Assert.Contains("Third words", Texts(await PartsAsync(bidder.Http, bid)));
        Assert.Equal(2, (await bidder.SubmitAsync(bid))["answer"]!["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task nobody_is_in_two_bids_for_one_lot_and_a_withdrawal_frees_the_place()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        object alone = new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } };
        await consortium.Partner.Http.RefusedAsync("/api/v1/bids", alone, "already-in-a-bid");
        await consortium.Partner.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.CleaningLot } });
        Assert.Equal(0L, await CountAsync("select count(*) from events.reservation where key = $1::text", consortium.Partner.Id));

        await consortium.Lead.SubmitAsync(bid);
        await consortium.Lead.Http.DoAsync($"/api/v1/bids/{bid}/withdrawal", new { });
        Assert.Equal(0L, await CountAsync("select count(*) from bids.draft where bid = $1", bid));
        await consortium.Partner.Http.DoAsync("/api/v1/bids", alone);
        await consortium.Lead.Http.RefusedAsync($"/api/v1/bids/{bid}/submission", new { }, "bid-withdrawn");
    }

    [Fact]
    public async Task submitting_again_seals_a_new_version_only_after_a_change_and_keeps_the_other_words()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Second Thoughts CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot, method: "First");
        var first = (await bidder.SubmitAsync(bid))["answer"]!;
        var again = (await bidder.SubmitAsync(bid))["answer"]!;
        Assert.Equal(first.ToJsonString(), again.ToJsonString());

        await bidder.SaveAsync(bid, tender.Of(tender.GroundsLot, RequirementKind.Question), new BidAnswer("Second"));
        var replaced = (await bidder.SubmitAsync(bid))["answer"]!;
        Assert.Equal(2, replaced["version"]!.GetValue<int>());
        Assert.Equal(["Second", "Through the job centre."], Texts(await PartsAsync(bidder.Http, bid)));
        Assert.Equal([42_000m], Prices(await PartsAsync(bidder.Http, bid)));
    }

    [Fact]
    public async Task what_is_above_the_agreed_ceiling_or_not_agreed_any_more_is_not_taken()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(40_000));
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        await consortium.Lead.Http.RefusedAsync($"/api/v1/bids/{bid}/submission", new { }, "above-the-price-ceiling");
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/terms",
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 66.67m, 33.33m, new Money(50_000))
        );
        await consortium.Lead.Http.RefusedAsync($"/api/v1/bids/{bid}/submission", new { }, "consortium-not-agreed");
    }

    [Fact]
    public async Task twenty_parallel_submissions_of_two_bids_arrive_once_each()
    {
        var tender = await app.PublishedAsync();
        var bidders = new[] { await app.EnterpriseAsync("First of two"), await app.EnterpriseAsync("Second of two") };
        var bids = new[]
        {
            await bidders[0].WrittenBidAsync(tender, tender.GroundsLot),
            await bidders[1].WrittenBidAsync(tender, tender.GroundsLot),
        };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bidders[i % 2].SubmitAsync(bids[i % 2])));
        Assert.All(answers, a => Assert.Equal("submitted", a["answer"]!["decision"]!.GetValue<string>()));
        foreach (var bid in bids)
        {
            Assert.Single(await app.FactsAsync<BidReceived>(bid));
            Assert.Single(await app.FactsAsync<BidSubmitted>(bid));
            Assert.Equal(2L, await CountAsync("select count(*) from bids.sealed where bid = $1", bid));
        }
    }

    private static async Task<JsonArray> PartsAsync(HttpClient http, Guid bid) =>
        (await http.ReadAsync($"/api/v1/bids/{bid}/parts"))["items"]!.AsArray();

    private static IEnumerable<string> Texts(JsonArray parts) =>
        parts.Select(p => p!["answer"]?["text"]?.GetValue<string>()).OfType<string>().Order(StringComparer.Ordinal);

    private static IEnumerable<decimal> Prices(JsonArray parts) =>
        parts.SelectMany(p => p!["answer"]?["prices"]?.AsArray() ?? []).Select(l => l!["amount"]!["amount"]!.GetValue<decimal>()).Order();

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = app.Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
