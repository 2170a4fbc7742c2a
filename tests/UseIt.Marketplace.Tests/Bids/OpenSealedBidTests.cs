using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class SealedUntilOpened(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Method = "Kingfisher-hedge-laying";
    private const string Promise = "Bulrush-apprenticeships";
    private const string LineTitle = "Dragonfly-mowing";
    private const decimal Price = 7_654_321.09m;

    [Fact]
    public async Task no_word_of_a_bid_is_anywhere_before_the_opening_and_every_word_is_read_after_it_under_audit()
    {
        var log = new Overheard();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var tender = await app.PublishedAsync(envelopes: Envelopes.One);
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(9_876_543.21m));
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot, Method, Promise, leadsPrice: Price);
        await consortium.Lead.SaveAsync(
            bid,
            tender.Of(tender.GroundsLot, RequirementKind.Price),
            new BidAnswer(Prices: [new PriceLine(LineTitle, new Money(Price), consortium.LeadsPackage)])
        );
        using var overLimit = await consortium.Lead.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/bids/{bid}/parts/{tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId}",
            new { answer = new { text = Method, what = "is this" } }
        );
        using var keyed = await consortium.Lead.Http.SendCommandAsync(
            HttpMethod.Put,
            $"/api/v1/bids/{bid}/parts/{tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId}",
            new { answer = new { text = Method } },
            idempotencyKey: "canary"
        );
        string[] planted = [Method, Promise, LineTitle, "7654321.09", "7,654,321.09", "9876543.21"];

        Assert.Empty(await app.FoundAsync(planted));
        await consortium.Lead.SubmitAsync(bid);
        Assert.Empty(await app.FoundAsync(planted));
        Assert.Equal(0L, await CountAsync("select count(*) from bids.opened"));
        Assert.DoesNotContain(log.Lines, line => planted.Any(p => line.Contains(p, StringComparison.OrdinalIgnoreCase)));

        await app.ClosedAsync(tender);
        Assert.Empty(await app.FoundAsync(planted));
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<BidOpened>(bid, o => o.Part == BidPart.Quality);
        await app.UntilFactAsync<BidOpened>(bid, o => o.Part == BidPart.Price);

        var evaluator = new Actor(Guid.CreateVersion7(), tender.Buyer.Id, new HashSet<string> { Roles.Evaluator }, "membership:test");
        var opened = Assert.Single(
            await app.Services.GetRequiredService<OpenedBids>().ReadAsync(tender.Id, tender.GroundsLot, evaluator, "evaluation")
        );
        Assert.Contains(opened.Answers, a => a.Text == Method && a.MemberId == consortium.Lead.Id);
        var commitment = Assert.Single(opened.Commitments);
        Assert.Equal(
            (tender.Of(tender.GroundsLot, RequirementKind.Commitment).RequirementId, consortium.Partner.Id, 4m, Promise),
            (commitment.RequirementId, commitment.MemberId, commitment.Quantity, commitment.Promise)
        );
        Assert.Equal(new Money(Price + 14_000m), opened.Price);
        Assert.Equal(
            1L,
            await CountAsync(
                $"""
                select count(*) from audit.read
                where kind = 'bid' and subject = '{bid}' and person = '{evaluator.Person}' and purpose = 'evaluation'
                """
            )
        );
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => app.SqlAsync("delete from audit.read"));
        Assert.NotEmpty(await app.FoundAsync(planted)); // the search itself works
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}

public sealed class BrokenSeals(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_changed_byte_is_a_fact_at_the_opening_and_the_other_bids_are_read()
    {
        var tender = await app.PublishedAsync();
        var (honest, harmed) = (await app.EnterpriseAsync("Honest CIC"), await app.EnterpriseAsync("Harmed CIC"));
        var (whole, broken) = (
            await honest.WrittenBidAsync(tender, tender.GroundsLot),
            await harmed.WrittenBidAsync(tender, tender.GroundsLot)
        );
        await honest.SubmitAsync(whole);
        await harmed.SubmitAsync(broken);
        await app.SqlAsync(
            "update bids.sealed set ciphertext = set_byte(ciphertext, 7, get_byte(ciphertext, 7) # 1) where bid = $1",
            broken
        );
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<BidOpened>(whole);
        Assert.Equal("seal-broken", (await app.UntilFactAsync<BidSealBroken>(broken)).Code);
        var reader = new Actor(Guid.CreateVersion7(), tender.Buyer.Id, new HashSet<string>(), "membership:test");
        var read = await app.Services.GetRequiredService<OpenedBids>().ReadAsync(tender.Id, tender.GroundsLot, reader, "evaluation");
        Assert.Equal([whole], read.Select(r => r.BidId));
        Assert.Null(read[0].Price);
    }

    [Fact]
    public async Task a_withdrawn_bid_is_never_opened_and_of_a_replaced_one_only_the_last_version()
    {
        var tender = await app.PublishedAsync();
        var (replaced, gone) = (await app.EnterpriseAsync("Replaced CIC"), await app.EnterpriseAsync("Gone CIC"));
        var (bid, withdrawn) = (
            await replaced.WrittenBidAsync(tender, tender.GroundsLot, method: "First"),
            await gone.WrittenBidAsync(tender, tender.GroundsLot)
        );
        await gone.SubmitAsync(withdrawn);
        await gone.Http.DoAsync($"/api/v1/bids/{withdrawn}/withdrawal", new { });
        await replaced.SubmitAsync(bid);
        await replaced.SaveAsync(bid, tender.Of(tender.GroundsLot, RequirementKind.Question), new BidAnswer("Second"));
        await replaced.SubmitAsync(bid);
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        Assert.Equal(2, (await app.UntilFactAsync<BidOpened>(bid)).Version);
        var reader = new Actor(Guid.CreateVersion7(), tender.Buyer.Id, new HashSet<string>(), "membership:test");
        var read = Assert.Single(
            await app.Services.GetRequiredService<OpenedBids>().ReadAsync(tender.Id, tender.GroundsLot, reader, "evaluation")
        );
        Assert.Contains(read.Answers, a => a.Text == "Second");
        Assert.Empty(await app.FactsAsync<BidOpened>(withdrawn));
    }
}
