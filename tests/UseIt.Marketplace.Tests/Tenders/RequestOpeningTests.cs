using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;
using static UseIt.Marketplace.Tests.Tenders.TenderFacts;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class RequestOpeningDecisions
{
    private static readonly Guid Bid = Guid.CreateVersion7();
    private static readonly Envelope Sealed = new(1, "x", "k", [], "n", Guid.Empty, "t", "c");

    private static readonly SubmittedBid OneBid = SubmittedBid
        .Empty.Evolve(new BidReceived(Bid, Id, 1, Now, [new SealedPart(Lot, BidPart.Quality, "old", Sealed)]))
        .Evolve(new BidSubmitted(Bid, Id, Guid.Empty, [], 1, Now, [Lot]))
        .Evolve(
            new BidReceived(
                Bid,
                Id,
                2,
                Now,
                [new SealedPart(Lot, BidPart.Quality, "q2", Sealed), new SealedPart(Lot, BidPart.Price, "p2", Sealed)]
            )
        )
        .Evolve(new BidSubmitted(Bid, Id, Guid.Empty, [], 2, Now, [Lot]));

    private static RequestOpeningHandler.Found Found(params Guid[] concluded) =>
        new(new HashSet<Guid> { Beatrice, Carol }, [OneBid], concluded.ToHashSet());

    private static Then Requesting(object[] facts, Guid by, BidPart part = BidPart.Quality, RequestOpeningHandler.Found? found = null) =>
        Spec.Given<Tender>(facts)
            .When((Tender t) => RequestOpeningHandler.Handle(new RequestOpening(Id, part), t, found ?? Found(), As(by, Roles.Opener)));

    private static void RefusedAndRecorded(Then then, string code, Guid by, BidPart part = BidPart.Quality)
    {
        then.Refused(code);
        Assert.Equal([new OpeningRefused(Id, part, by, code)], then.Decision.Events);
    }

    private static object[] AfterFirst(Envelopes envelopes) => [.. Closed(envelopes), new OpeningRequested(Id, BidPart.Quality, Dev)];

    private static object[] QualityOpen =>
        [
            .. AfterFirst(Envelopes.Two),
            new OpeningRequested(Id, BidPart.Quality, Ellen),
            new BidsOpened(Id, BuyerId, BidPart.Quality, [Dev, Ellen], [new OpenedBid(Bid, Lot, 2, "q2")]),
            new TenderUnsuccessful(Id, OtherLot, RequestOpeningHandler.NoBid),
        ];

    [Fact]
    public void one_person_opens_nothing() => Requesting(Closed(), Dev).Facts(new OpeningRequested(Id, BidPart.Quality, Dev));

    [Fact]
    public void who_has_not_signed_in_within_five_minutes_opens_nothing()
    {
        Then Proven(TimeSpan? since) =>
            Spec.Given<Tender>(Closed())
                .When(
                    (Tender t) =>
                        RequestOpeningHandler.Handle(new RequestOpening(Id), t, Found(), As(Dev, Roles.Opener) with { ProvenSince = since })
                );
        Proven(RequestOpeningHandler.ProofHolds).Facts(new OpeningRequested(Id, BidPart.Quality, Dev));
        foreach (var since in new TimeSpan?[] { RequestOpeningHandler.ProofHolds + TimeSpan.FromTicks(1), null })
        {
            Proven(since).Refused("sign-in-again");
            Assert.Empty(Proven(since).Decision.Events);
        }
    }

    [Fact]
    public void the_same_person_twice_is_still_one() => Requesting(AfterFirst(Envelopes.Two), Dev).Nothing();

    [Fact]
    public void the_second_opens_the_version_that_counts_and_ends_the_lot_nobody_bid_for() =>
        Requesting(AfterFirst(Envelopes.Two), Ellen)
            .Facts(
                new OpeningRequested(Id, BidPart.Quality, Ellen),
                new BidsOpened(Id, BuyerId, BidPart.Quality, [Dev, Ellen], [new OpenedBid(Bid, Lot, 2, "q2")]),
                new TenderUnsuccessful(Id, OtherLot, RequestOpeningHandler.NoBid)
            );

    [Fact]
    public void one_envelope_is_opened_whole() =>
        Requesting(AfterFirst(Envelopes.One), Ellen, BidPart.Price)
            .Facts(
                new OpeningRequested(Id, BidPart.Quality, Ellen),
                new BidsOpened(Id, BuyerId, BidPart.Quality, [Dev, Ellen], [new OpenedBid(Bid, Lot, 2, "q2")]),
                new BidsOpened(Id, BuyerId, BidPart.Price, [Dev, Ellen], [new OpenedBid(Bid, Lot, 2, "p2")]),
                new TenderUnsuccessful(Id, OtherLot, RequestOpeningHandler.NoBid)
            );

    [Fact]
    public void a_withdrawn_bid_is_not_opened() =>
        Requesting(AfterFirst(Envelopes.Two), Ellen, found: Found() with { Bids = [OneBid.Evolve(new BidWithdrawn(Bid, Id))] })
            .Facts(
                new OpeningRequested(Id, BidPart.Quality, Ellen),
                new BidsOpened(Id, BuyerId, BidPart.Quality, [Dev, Ellen], []),
                new TenderUnsuccessful(Id, Lot, RequestOpeningHandler.NoBid),
                new TenderUnsuccessful(Id, OtherLot, RequestOpeningHandler.NoBid)
            );

    [Fact]
    public void an_attempt_before_the_closing_is_refused_and_recorded() =>
        RefusedAndRecorded(Requesting(Published(), Dev), "opening-too-early", Dev);

    [Fact]
    public void an_attempt_by_somebody_not_named_is_refused_and_recorded()
    {
        var stranger = Guid.CreateVersion7();
        RefusedAndRecorded(Requesting(Closed(), stranger), "opener-not-named", stranger);
    }

    [Fact]
    public void whoever_wrote_or_published_opens_nothing_even_when_named() =>
        RefusedAndRecorded(
            Requesting([.. Closed(), new OpenersNamed(Id, OpeningMode.ServerHeld, [Carol, Dev], 2)], Carol),
            "opener-other-duty",
            Carol
        );

    [Fact]
    public void prices_stay_sealed_until_quality_is_agreed_for_every_lot_with_bids()
    {
        RefusedAndRecorded(Requesting(Closed(), Dev, BidPart.Price), "price-before-quality", Dev, BidPart.Price);
        RefusedAndRecorded(Requesting(QualityOpen, Dev, BidPart.Price), "price-before-quality", Dev, BidPart.Price);
        Requesting(QualityOpen, Dev, BidPart.Price, Found(Lot)).Facts(new OpeningRequested(Id, BidPart.Price, Dev));
    }
}

public sealed class RequestOpeningOverHttp(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task an_early_attempt_answers_422_and_stays_in_the_log()
    {
        var tender = await app.PublishedAsync();
        await tender.Buyer.FirstOpener.Http.RefusedAsync(
            $"/api/v1/tenders/{tender.Id}/opening-requests",
            new { part = "Quality" },
            "opening-too-early"
        );
        Assert.Equal(tender.Buyer.FirstOpener.Id, Assert.Single(await app.FactsAsync<OpeningRefused>(tender.Id)).Opener);
        using var repeated = await tender.Buyer.FirstOpener.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/tenders/{tender.Id}/opening-requests",
            new { part = "Quality" },
            "the-same-key"
        );
        using var again = await tender.Buyer.FirstOpener.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/tenders/{tender.Id}/opening-requests",
            new { part = "Quality" },
            "the-same-key"
        );
        Assert.Equal((422, 422), ((int)repeated.StatusCode, (int)again.StatusCode));
    }

    [Fact]
    public async Task a_token_or_a_session_that_was_proven_long_ago_opens_nothing_until_the_person_signs_in_again()
    {
        var tender = await app.PublishedAsync();
        await app.ClosedAsync(tender);
        var (first, second) = (tender.Buyer.FirstOpener, tender.Buyer.SecondOpener);
        var path = $"/api/v1/tenders/{tender.Id}/opening-requests";
        using var stale = await app.ClientAsync(first.Id, first.Organisation, TimeSpan.FromMinutes(6));
        await stale.RefusedAsync(path, new { part = "Quality" }, "sign-in-again");
        await first.Http.DoAsync(path, new { part = "Quality" });

        var page = $"/buyer/tenders/{tender.Id}";
        using (var desk = await Browsing.AsAsync(app, second, TimeSpan.FromMinutes(6)))
        {
            var sent = await desk.SendAsync(await desk.GetAsync(page), $"{page}?handler=Open");
            Assert.Equal($"/sign-in?again=true&returnUrl={Uri.EscapeDataString(page)}", sent.Header("Location"));
            Assert.Contains("Sign in once more", (await desk.GetAsync(sent.Header("Location")!)).Html, StringComparison.Ordinal);
            Assert.Empty(await app.FactsAsync<BidsOpened>(tender.Id));
        }
        using var again = await Browsing.AsAsync(app, second);
        Assert.Equal(page, (await again.SendAsync(await again.GetAsync(page), $"{page}?handler=Open")).Header("Location"));
        Assert.Single(await app.FactsAsync<BidsOpened>(tender.Id));
    }

    [Fact]
    public async Task two_openers_at_once_open_once_and_only_then_the_key_leaves_its_wrapping()
    {
        var tender = await app.PublishedAsync();
        var keys = app.Services.GetRequiredService<OpeningKeys>();
        await app.ClosedAsync(tender);
        await Assert.ThrowsAsync<NotProvenException>(() => keys.PrivateKeyAsync(tender.Id, BidPart.Quality, []));
        await Task.WhenAll(
            new[] { tender.Buyer.FirstOpener, tender.Buyer.SecondOpener }.Select(o =>
                o.Http.DoAsync($"/api/v1/tenders/{tender.Id}/opening-requests", new { part = "Quality" })
            )
        );
        Assert.Equal(2, Assert.Single(await app.FactsAsync<BidsOpened>(tender.Id)).Openers.Distinct().Count());
        using var key = await keys.PrivateKeyAsync(tender.Id, BidPart.Quality, []);
        var published = Assert.Single(await app.FactsAsync<OpeningKeyMade>(tender.Id));
        Assert.Equal((published.KeyId, published.PublicKey), (key.KeyId, key.Public.PublicKey));
        await Assert.ThrowsAsync<NotProvenException>(() => keys.PrivateKeyAsync(tender.Id, BidPart.Price, []));

        // Only the store's clock has passed the deadline, which it may in a private installation alone.
        var real = ActivatorUtilities.CreateInstance<OpeningKeys>(app.Services, app.Settings with { Embedded = false });
        await Assert.ThrowsAsync<NotProvenException>(() => real.PrivateKeyAsync(tender.Id, BidPart.Quality, []));
    }

    [Fact]
    public async Task the_secret_of_the_opening_key_lies_only_wrapped_in_the_database()
    {
        var tender = await app.DraftAsync();
        await using var read = app.Database.CreateCommand("select wrapped from secrets.opening_key where tender = $1");
        read.Parameters.Add(new Npgsql.NpgsqlParameter<Guid> { TypedValue = tender.Id });
        var wrapped = (byte[])(await read.ExecuteScalarAsync())!;
        using var key = OpeningKey.From(new KeyRing(MarketplaceApp.TestKey).Unwrap(wrapped, $"opening-key:{tender.Id}"));
        Assert.Equal((await app.FactsAsync<OpeningKeyMade>(tender.Id))[0].KeyId, key.KeyId);
        Assert.ThrowsAny<CryptographicException>(() =>
            new KeyRing(MarketplaceApp.TestKey).Unwrap(wrapped, $"opening-key:{Guid.CreateVersion7()}")
        );
    }

    [Fact]
    public async Task openers_need_their_role_and_a_clean_hand()
    {
        var tender = await app.DraftAsync();
        var both = await app.PersonAsync("Gus Both", tender.Buyer.Id, Roles.Author, Roles.Opener);
        await both.Http.DoAsync($"/api/v1/tenders/{tender.Id}/deadline", new { deadline = tender.Deadline });
        await tender.Buyer.Author.Http.RefusedAsync(
            $"/api/v1/tenders/{tender.Id}/openers",
            new { openers = new[] { both.Id, tender.Buyer.FirstOpener.Id } },
            "opener-wrote-tender"
        );
        await tender.Buyer.Author.Http.RefusedAsync(
            $"/api/v1/tenders/{tender.Id}/openers",
            new { openers = new[] { tender.Buyer.Approver.Id, tender.Buyer.FirstOpener.Id } },
            "opener-without-role"
        );
        await tender.Buyer.Author.Http.RefusedAsync(
            $"/api/v1/tenders/{tender.Id}/openers",
            new { openers = new[] { tender.Buyer.FirstOpener.Id, tender.Buyer.FirstOpener.Id } },
            "openers-too-few"
        );
    }

    [Fact]
    public async Task an_award_ends_its_lot_and_a_cancelled_one_another()
    {
        var tender = await app.PublishedAsync();
        await app.ClosedAsync(tender);
        var (won, cancelled) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.StoreAsync(
            won,
            "award",
            0,
            new AwardConfirmed(won, tender.Id, tender.Buyer.Id, tender.GroundsLot, Guid.CreateVersion7(), null, [], new Money(40_000))
        );
        await app.StoreAsync(cancelled, "award", 0, new AwardCancelled(cancelled, tender.Id, tender.CleaningLot, "No budget"));
        await app.SettledAsync();
        var lots = (await (await app.ClientAsync()).ReadAsync($"/api/v1/tenders/{tender.Id}"))["lots"]!.AsArray();
        Assert.Equal(
            [("Awarded", null), ("Unsuccessful", "No budget")],
            lots.Select(l => (l!["status"]!.GetValue<string>(), l["reason"]?.GetValue<string>()))
        );
    }
}
