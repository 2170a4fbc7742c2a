using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class DecideReceivedBidDecisions
{
    private static readonly Guid Id = Guid.CreateVersion7(),
        TenderId = Guid.CreateVersion7(),
        Lead = Guid.CreateVersion7(),
        Lot = Guid.CreateVersion7();
    private static readonly DateTimeOffset Deadline = new(2026, 6, 26, 16, 0, 0, TimeSpan.Zero);
    private static readonly BidStarted Started = new(Id, TenderId, Lead, null, [Lead], [Lot]);
    private static readonly TenderForBids Tender = TenderForBids.Empty with { Published = true, Deadline = Deadline };

    private static BidReceived Received(DateTimeOffset at, int version = 1) =>
        new(
            Id,
            TenderId,
            version,
            at,
            [new SealedPart(Lot, BidPart.Quality, "sha", new Envelope(1, "alg", "kid", [], "", Guid.Empty, "", ""))]
        );

    private static Decision Decide(Bid bid, int version = 1, TenderForBids? tender = null) =>
        DecideReceivedBidHandler.Handle(
            new DecideReceivedBid(Id, TenderId, version),
            bid,
            tender ?? Tender,
            DecideReceivedBidHandler.Freed.None
        );

    [Fact]
    public void what_arrives_at_the_very_deadline_is_in_time() =>
        Spec.Given<Bid>(Started, Received(Deadline))
            .When((Bid b) => Decide(b))
            .Facts(new BidSubmitted(Id, TenderId, Lead, [Lead], 1, Deadline, [Lot]));

    [Fact]
    public void a_microsecond_later_is_late() =>
        Spec.Given<Bid>(Started, Received(Deadline.AddMicroseconds(1)))
            .When((Bid b) => Decide(b))
            .Facts(new LateBidRefused(Id, TenderId, 1, Deadline.AddMicroseconds(1), Deadline));

    [Fact]
    public void a_tender_that_has_closed_meanwhile_changes_nothing() =>
        Spec.Given<Bid>(Started, Received(Deadline))
            .When((Bid b) => Decide(b, tender: Tender with { Closed = true }))
            .Facts(new BidSubmitted(Id, TenderId, Lead, [Lead], 1, Deadline, [Lot]));

    [Fact]
    public void a_later_deadline_counts_for_what_is_not_decided_yet() =>
        Spec.Given<Bid>(Started, Received(Deadline.AddSeconds(1)))
            .When(
                (Bid b) =>
                    Decide(
                        b,
                        tender: (TenderForBids)Tender.Evolve(new DeadlineExtended(TenderId, Deadline, Deadline.AddDays(1), "Question"))
                    )
            )
            .Facts(new BidSubmitted(Id, TenderId, Lead, [Lead], 1, Deadline.AddSeconds(1), [Lot]));

    [Fact]
    public void deciding_twice_changes_nothing() =>
        Spec.Given<Bid>(Started, Received(Deadline), new BidSubmitted(Id, TenderId, Lead, [Lead], 1, Deadline, [Lot]))
            .When((Bid b) => Decide(b))
            .Nothing();

    [Fact]
    public void a_late_replacement_leaves_the_earlier_version_counting()
    {
        object[] story =
        [
            Started,
            Received(Deadline),
            new BidSubmitted(Id, TenderId, Lead, [Lead], 1, Deadline, [Lot]),
            new BidPartSaved(Id, Lot, Lead, 1, true, "d"),
            Received(Deadline.AddSeconds(1), 2),
            new LateBidRefused(Id, TenderId, 2, Deadline.AddSeconds(1), Deadline),
        ];
        Assert.Equal(1, story.Aggregate(Bid.Empty, (b, f) => b.Evolve(f)).Submitted!.Version);
    }

    [Fact]
    public void an_arrival_calls_for_its_decision_once()
    {
        var fact = LogSteps.Stored(Id, Received(Deadline), Deadline);
        Assert.Equal((new DecideReceivedBid(Id, TenderId, 1), (DateTimeOffset?)null), Assert.Single(new DecideReceivedBids().React(fact)));
    }

    [Fact]
    public void nobody_but_the_program_decides() => Assert.Equal(Access.NotFound, DecideReceivedBidHandler.Authorise(Actor.Anonymous));
}

public sealed class SubmitBidDecisions
{
    private static readonly Guid Id = Guid.CreateVersion7(),
        Lead = Guid.CreateVersion7(),
        Lot = Guid.CreateVersion7(),
        TenderId = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 6, 26, 16, 0, 0, TimeSpan.Zero);
    private static readonly BidStarted Started = new(Id, TenderId, Lead, null, [Lead], [Lot]);

    [Fact]
    public void notes_the_instant_of_the_door_not_that_of_the_decision() =>
        Spec.Given<Bid>(Started)
            .When((Bid b) => SubmitBidHandler.Handle(new SubmitBid(Id) { ReceivedAt = Now.AddMilliseconds(-5) }, b, new([], []), Now))
            .Facts(new BidReceived(Id, TenderId, 1, Now.AddMilliseconds(-5), []));

    [Fact]
    public void the_sender_cannot_choose_the_instant() =>
        Assert.Null(
            System
                .Text.Json.JsonSerializer.Deserialize<SubmitBid>($$"""{"bidId":"{{Id}}","receivedAt":"2020-01-01T00:00:00Z"}""", Edge.Json)!
                .ReceivedAt
        );

    [Fact]
    public void an_unchanged_bid_stands_as_it_arrived() =>
        Spec.Given<Bid>(Started, new BidReceived(Id, TenderId, 1, Now, []))
            .When((Bid b) => SubmitBidHandler.Handle(new SubmitBid(Id), b, new([], []), Now.AddMinutes(1)))
            .Nothing();

    [Fact]
    public void a_late_bid_may_try_again_when_the_deadline_has_moved() =>
        Spec.Given<Bid>(Started, new BidReceived(Id, TenderId, 1, Now, []), new LateBidRefused(Id, TenderId, 1, Now, Now.AddSeconds(-1)))
            .When((Bid b) => SubmitBidHandler.Handle(new SubmitBid(Id), b, new([], []), Now.AddMinutes(1)))
            .Facts(new BidReceived(Id, TenderId, 2, Now.AddMinutes(1), []));
}

public sealed class BidChecks
{
    private static readonly Guid Lead = Guid.CreateVersion7(),
        Lot = Guid.CreateVersion7();
    private static readonly Bid Started = Bid.Empty.Evolve(
        new BidStarted(Guid.CreateVersion7(), Guid.CreateVersion7(), Lead, null, [Lead], [Lot])
    );

    private static Requirement Asked(RequirementKind kind, bool mandatory = true, int? limit = null) =>
        new(Guid.CreateVersion7(), Lot, kind, kind.ToString(), "", mandatory, WordLimit: limit);

    private static IEnumerable<string> Codes(Requirement requirement, BidAnswer? answer) =>
        BidCheck
            .Of(
                Started,
                TenderForBids.Empty with
                {
                    Requirements = [requirement],
                },
                answer is null ? new Dictionary<PartKey, BidAnswer>() : new() { [new PartKey(requirement.RequirementId, Lead)] = answer },
                null,
                null
            )
            .Select(f => f.Code);

    [Fact]
    public void what_is_mandatory_must_be_answered_and_what_is_not_may_stay_empty()
    {
        Assert.Equal(["answer-missing"], Codes(Asked(RequirementKind.Question), null));
        Assert.Equal(["answer-missing"], Codes(Asked(RequirementKind.Question), new BidAnswer("   ")));
        Assert.Empty(Codes(Asked(RequirementKind.Question, mandatory: false), null));
    }

    [Fact]
    public void words_are_counted_as_a_reader_counts_them()
    {
        Assert.Empty(Codes(Asked(RequirementKind.Question, limit: 3), new BidAnswer("one  two\nthree ")));
        Assert.Equal(["over-the-word-limit"], Codes(Asked(RequirementKind.Question, limit: 3), new BidAnswer("one two three four")));
    }

    [Fact]
    public void a_promise_needs_a_quantity_above_nothing_and_words()
    {
        Assert.Equal(["quantity-missing", "promise-without-words"], Codes(Asked(RequirementKind.Commitment), new BidAnswer(Quantity: 0)));
        Assert.Empty(Codes(Asked(RequirementKind.Commitment), new BidAnswer("Apprentices", Quantity: 0.5m)));
    }

    [Fact]
    public void a_condition_that_is_not_met_is_said_before_it_is_too_late() =>
        Assert.Equal(["condition-not-met"], Codes(Asked(RequirementKind.Condition), new BidAnswer(Met: false)));

    [Fact]
    public void a_price_must_be_there_even_where_nobody_asked_for_it_in_words()
    {
        Assert.Equal(["price-missing"], Codes(Asked(RequirementKind.Price), null));
        var criterion = new Criterion(Guid.CreateVersion7(), CriterionKind.Price, "Price", "", 100, 100, "F1");
        var tender = TenderForBids.Empty.Evolve(new CriteriaSet(Guid.Empty, [criterion], Envelopes.Two, []));
        Assert.Equal(["price-missing"], BidCheck.Of(Started, tender, new Dictionary<PartKey, BidAnswer>(), null, null).Select(f => f.Code));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1.005, 1)]
    [InlineData(0, 0)]
    [InlineData(1.05, 0)]
    public void a_price_is_in_whole_pence_and_not_below_nothing(decimal amount, int faults) =>
        Assert.Equal(faults, new BidAnswer(Prices: [new PriceLine("Lot", new Money(amount))]).Faults().Count());

    [Fact]
    public void text_that_cannot_be_stored_is_refused_wherever_it_comes_from() =>
        Assert.Equal(["answer-not-storable"], new BidAnswer("A\0B").Faults().Select(f => f.Code));
}
