using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using static UseIt.Marketplace.Tests.Tenders.TenderFacts;

namespace UseIt.Marketplace.Tests.Bids;

/// <summary>Who can write to the database, and has no key, opens nothing.</summary>
public sealed class ForgedOpenings(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task forged_facts_open_no_bid_before_its_deadline_and_are_named_by_verify_log(bool thorough)
    {
        var (tender, bid, sealedPart) = await SubmittedAsync();
        var (first, second) = (tender.Buyer.FirstOpener.Id, tender.Buyer.SecondOpener.Id);
        using var alarms = new Alarms("useit.records.refused");
        if (thorough)
        {
            await app.ForgeAsync(tender.Id, new TenderClosed(tender.Id, tender.Buyer.Id, tender.Deadline.AddDays(-20), []));
            foreach (var opener in new[] { first, second })
                await app.ForgeAsync(tender.Id, new OpeningRequested(tender.Id, BidPart.Quality, opener), opener);
        }
        await app.ForgeAsync(
            tender.Id,
            new BidsOpened(
                tender.Id,
                tender.Buyer.Id,
                BidPart.Quality,
                [first, second],
                [new OpenedBid(bid, tender.GroundsLot, 1, sealedPart.Sha256)]
            ),
            second,
            // The code of a fact of the same stream that has one.
            thorough ? await HeadersAsync(tender.Id, "tender_published") : null
        );

        await app.UntilAsync(async () => await SetAsideAsync() > 0 || await OpenedAsync(bid) > 0);
        Assert.Equal(0, await OpenedAsync(bid));
        Assert.Empty(await app.FactsAsync<BidOpened>(bid));
        Assert.True(alarms.Count > 0);
        var said = await app.VerifyAsync();
        Assert.Contains("(bids_opened) bears", said, StringComparison.Ordinal);
        if (thorough)
            Assert.Contains("(opening_requested) bears no code", said, StringComparison.Ordinal);
        await app.SqlAsync("delete from wolverine.wolverine_dead_letters");
    }

    [Fact]
    public async Task a_forged_request_beside_a_true_one_opens_nothing()
    {
        var (tender, bid, _) = await SubmittedAsync();
        await app.ClosedAsync(tender);
        var (first, second) = (tender.Buyer.FirstOpener, tender.Buyer.SecondOpener);
        await app.ForgeAsync(tender.Id, new OpeningRequested(tender.Id, BidPart.Quality, first.Id), first.Id);
        await second.Http.DoAsync($"/api/v1/tenders/{tender.Id}/opening-requests", new { part = "Quality" });
        Assert.Single(await app.FactsAsync<BidsOpened>(tender.Id));
        await app.UntilAsync(async () => await SetAsideAsync() > 0 || await OpenedAsync(bid) > 0);
        Assert.Equal(0, await OpenedAsync(bid));
        await app.SqlAsync("delete from wolverine.wolverine_dead_letters");
    }

    [Theory]
    [InlineData(
        "update events.mt_events set data = jsonb_set(data, '{receivedAt}', '\"2026-01-20T09:00:00.000000Z\"') where stream_id = $1 and type in ('bid_received', 'bid_submitted')"
    )]
    [InlineData("update events.mt_events set user_name = gen_random_uuid()::text where stream_id = $1 and type = 'bid_submitted'")]
    public async Task a_bid_whose_facts_were_changed_is_not_opened_and_others_are(string sql)
    {
        var (tender, bid, _) = await SubmittedAsync();
        var honest = await app.EnterpriseAsync("Honest CIC");
        var whole = await honest.WrittenBidAsync(tender, tender.GroundsLot);
        await honest.SubmitAsync(whole);
        await app.ClosedAsync(tender);
        await app.SqlAsync(sql, bid);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<BidOpened>(whole);
        await app.UntilAsync(async () => await SetAsideAsync() > 0 || await OpenedAsync(bid) > 0);
        Assert.Equal(0, await OpenedAsync(bid));
        await app.SqlAsync("delete from wolverine.wolverine_dead_letters");
    }

    [Fact]
    public async Task a_message_of_ones_own_opens_no_bid_that_the_opening_did_not_name()
    {
        var (tender, bid, sealedPart) = await SubmittedAsync();
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<BidOpened>(bid);
        var late = Guid.CreateVersion7();
        await app.Services.QueueAsync(
            new OpenSealedBid(late, tender.Id, BidPart.Quality, [new OpenedBid(late, tender.GroundsLot, 1, sealedPart.Sha256)])
        );
        await app.UntilAsync(async () => await SetAsideAsync() > 0 || await OpenedAsync(late) > 0);
        Assert.Equal(0, await OpenedAsync(late));
        await app.SqlAsync("delete from wolverine.wolverine_dead_letters");
    }

    [Fact]
    public async Task words_put_in_the_place_of_an_opened_bid_beforehand_hold_it_up_until_they_are_gone()
    {
        var (tender, bid, _) = await SubmittedAsync();
        await app.SqlAsync(
            """
            insert into bids.opened (bid, lot, part, tender, version, lead, members, content)
            values ($1, $2, 'Quality', $3, 1, $1, '{}', $4::jsonb)
            """,
            bid,
            tender.GroundsLot,
            tender.Id,
            System.Text.Json.JsonSerializer.Serialize(new SealedContent(bid, tender.GroundsLot, BidPart.Quality, "", []), EventJson.Options)
        );
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilAsync(async () => await SetAsideAsync() > 0 || (await app.FactsAsync<BidOpened>(bid)).Count > 0);
        Assert.Empty(await app.FactsAsync<BidOpened>(bid));
        await app.SqlAsync("delete from bids.opened where bid = $1", bid);
        await app.SqlAsync("update wolverine.wolverine_dead_letters set replayable = true");
        await app.UntilFactAsync<BidOpened>(bid);
    }

    private async Task<(TestTender Tender, Guid Bid, SealedPart Quality)> SubmittedAsync()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await bidder.SubmitAsync(bid);
        var received = Assert.Single(await app.FactsAsync<BidReceived>(bid));
        return (tender, bid, received.Parts.Single(p => p.Part == BidPart.Quality));
    }

    private Task<string> HeadersAsync(Guid stream, string type) =>
        app.AskAsync<string>($"select headers::text from events.mt_events where stream_id = '{stream}' and type = '{type}'");

    private Task<long> OpenedAsync(Guid bid) => app.AskAsync<long>($"select count(*) from bids.opened where bid = '{bid}'");

    private Task<long> SetAsideAsync() =>
        app.AskAsync<long>("select count(*) from wolverine.wolverine_dead_letters where exception_type like '%.NotProvenException'");
}

public sealed class OpeningDecisions
{
    private static readonly OpenedBid One = new(Guid.CreateVersion7(), Lot, 1, "q");
    private static readonly DateTimeOffset After = Deadline.AddMinutes(1);

    private static List<(object Fact, Guid? By)> Opened() =>
        [
            .. Closed().Select(f => (f, (Guid?)null)),
            (new OpeningRequested(Id, BidPart.Quality, Dev), Dev),
            (new OpeningRequested(Id, BidPart.Quality, Ellen), Ellen),
            (new BidsOpened(Id, BuyerId, BidPart.Quality, [Dev, Ellen], [One]), Ellen),
        ];

    private static string? WhyNot(
        IEnumerable<(object Fact, Guid? By)> facts,
        DateTimeOffset? now = null,
        BidPart part = BidPart.Quality,
        OpenedBid? bid = null
    ) => OpeningKeys.WhyNot([.. facts.Select(f => new ProvenFact(Id, f.Fact, f.By?.ToString()))], part, [bid ?? One], now ?? After);

    [Fact]
    public void what_its_openers_opened_after_the_deadline_is_opened() => Assert.Null(WhyNot(Opened()));

    [Fact]
    public void nothing_is_opened_at_or_before_the_deadline_the_tender_has_now()
    {
        Assert.NotNull(WhyNot(Opened(), Deadline));
        var extended = Opened();
        extended.Insert(extended.Count - 4, (new DeadlineExtended(Id, Deadline, Deadline.AddDays(9), "Holiday"), null));
        Assert.NotNull(WhyNot(extended));
        Assert.Null(WhyNot(extended, Deadline.AddDays(9).AddMinutes(1)));
    }

    [Fact]
    public void each_fact_is_needed()
    {
        foreach (var type in new[] { typeof(TenderClosed), typeof(OpenersNamed), typeof(BidsOpened) })
            Assert.NotNull(WhyNot(Opened().Where(f => f.Fact.GetType() != type)));
        Assert.NotNull(WhyNot(Opened().Where(f => f.Fact is not OpeningRequested { Opener: var o } || o != Ellen)));
    }

    [Fact]
    public void a_request_counts_only_for_a_named_opener_who_made_it()
    {
        List<(object Fact, Guid? By)> With(Guid opener, Guid by) =>
            [
                .. Opened()
                    .Select(f =>
                        f.Fact is OpeningRequested { Opener: var o } && o == Ellen
                            ? (new OpeningRequested(Id, BidPart.Quality, opener), by)
                            : f
                    ),
            ];
        Assert.Null(WhyNot(With(Ellen, Ellen)));
        Assert.NotNull(WhyNot(With(Ellen, Dev)));
        Assert.NotNull(WhyNot(With(Carol, Carol)));
        Assert.NotNull(WhyNot(With(Dev, Dev)));
    }

    [Fact]
    public void only_the_part_and_the_bids_that_were_named_are_opened()
    {
        Assert.NotNull(WhyNot(Opened(), part: BidPart.Price));
        foreach (
            var other in new[] { One with { BidId = Guid.CreateVersion7() }, One with { EnvelopeSha256 = "p" }, One with { Version = 2 } }
        )
            Assert.NotNull(WhyNot(Opened(), bid: other));
    }
}

/// <summary>What evaluators read is what was sealed, or nothing.</summary>
public sealed class DamagedOpenedBids(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Theory]
    [InlineData(
        "another word",
        "update bids.opened set content = jsonb_set(content, '{answers,0,answer}', '{\"text\": \"Cheaper\"}') where bid = $1"
    )]
    [InlineData("another salt", "update bids.opened set content = content || '{\"salt\": \"c2FsdA==\"}' where bid = $1")]
    [InlineData("another lot", "update bids.opened set content = content || jsonb_build_object('lotId', gen_random_uuid()) where bid = $1")]
    [InlineData("another bid", "update bids.opened set content = content || jsonb_build_object('bidId', gen_random_uuid()) where bid = $1")]
    [InlineData("nothing", "delete from bids.opened where bid = $1")]
    public async Task what_is_not_what_was_sealed_is_not_shown(string what, string sql)
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync($"Bidder of {what}");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await bidder.SubmitAsync(bid);
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<BidOpened>(bid);
        await app.SettledAsync();
        var path = $"/api/v1/evaluations/{Marketplace.Awards.Evaluation.IdOf(tender.Id, tender.GroundsLot)}/bids";
        Assert.Contains("With care, by hand.", (await tender.Buyer.Author.Http.ReadAsync(path)).ToJsonString(), StringComparison.Ordinal);

        // Whose it is, is not taken from there.
        await app.SqlAsync(
            "update bids.opened set lead = gen_random_uuid(), members = '{}', version = 9, tender = gen_random_uuid() where bid = $1",
            bid
        );
        var read = (await tender.Buyer.Author.Http.ReadAsync(path)).AsArray().Single()!;
        Assert.Equal(bidder.Id, read["leadId"]!.GetValue<Guid>());
        Assert.DoesNotContain($"{bid}", await app.VerifyAsync(), StringComparison.Ordinal);

        using var alarms = new Alarms("useit.records.refused");
        await app.SqlAsync(sql, bid);
        using var refused = await tender.Buyer.Author.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal("urn:useit:problem:record-damaged", (string?)problem["type"]);
        Assert.True(alarms.Count > 0);
        Assert.Contains(
            $"what is kept of the Quality part of the opened bid {bid} is not what was sealed",
            await app.VerifyAsync(),
            StringComparison.Ordinal
        );
    }
}
