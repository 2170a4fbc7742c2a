using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Tests.Networks;

public sealed class NetworkDecisionsTests
{
    private static readonly Guid Ise = Guid.CreateVersion7();
    private static readonly Guid Soho = Guid.CreateVersion7();
    private static readonly Guid Grounds = Guid.CreateVersion7();
    private static readonly Guid Kitchen = Guid.CreateVersion7();
    private static readonly Guid Trust = Guid.CreateVersion7();
    private static readonly Guid Day = Guid.CreateVersion7();
    private static readonly Guid Met = Guid.CreateVersion7();
    private static readonly Guid Said = Guid.CreateVersion7();
    private static readonly Guid Grace = Guid.CreateVersion7();
    private static readonly Guid Bought = Guid.CreateVersion7();
    private static readonly Guid Engagement = MarketStatementRow.EngagementOf(Trust);
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly NetworkedOrganisation There = NetworkedOrganisation.Empty with { Kinds = [OrganisationKind.Enterprise] };
    private static readonly object Formed = new NetworkFormed(Soho, Ise, "Soho", "Grow", [], Today.AddDays(-100), Grace);
    private static readonly object[] Marketplace =
    [
        new GatheringPlanned(Day, Ise, null, GatheringKind.Marketplace, "A day", "Work", Ise, "A hall", Today.AddDays(-1), Grace),
        new OrganisationsInvited(
            Day,
            Ise,
            [new Guest(Trust, GuestSide.Buyer), new Guest(Grounds, GuestSide.Enterprise), new Guest(Kitchen, GuestSide.Enterprise)]
        ),
        new InvitationAnswered(Day, Ise, Trust, Grace, Coming: true, null, 1),
        new AttendanceRecorded(Day, Ise, [Trust, Grounds]),
    ];
    private static readonly object Introduced = new MarketIntroductionMade(
        Engagement,
        Trust,
        Met,
        Day,
        Ise,
        Grounds,
        "Gardens",
        [Grace],
        Grace
    );
    private static readonly object Spoken = new MarketStatementRecorded(Engagement, Trust, Said, Day, Ise, "We will buy gardens", Grace);

    [Fact]
    public void a_network_says_what_it_is_for_and_was_formed_by_today()
    {
        Spec.Given<Network>()
            .When(
                (Stream<Network> n) =>
                    FormNetworkHandler.Handle(new FormNetwork(Soho, Ise, " ", "", Today.AddDays(1)), n, Actor.System, Now)
            )
            .Refused("name-missing", "purpose-missing", "day-wrong");
        Spec.Given<Network>(Formed)
            .When((Stream<Network> n) => FormNetworkHandler.Handle(new FormNetwork(Soho, Ise, "x", "x", Today), n, Actor.System, Now))
            .Nothing();
    }

    [Fact]
    public void members_join_and_leave_on_days_that_follow_each_other()
    {
        Then Admit(DateOnly on, params object[] more) =>
            Spec.Given<Network>([Formed, .. more])
                .When(
                    (Network n) =>
                        AdmitNetworkMemberHandler.Handle(new AdmitNetworkMember(Soho, Grounds, on, [" art ", "Art", ""]), n, There, Now)
                );
        Admit(Today.AddDays(-101)).Refused("joined-too-early");
        Admit(Today.AddDays(1)).Refused("day-wrong");
        Admit(Today).Facts(new NetworkMemberJoined(Soho, Ise, Grounds, ["art"], Today));
        object joined = new NetworkMemberJoined(Soho, Ise, Grounds, [], Today.AddDays(-50));
        Admit(Today, joined).Nothing();
        object left = new NetworkMemberLeft(Soho, Ise, Grounds, "Moved", Today.AddDays(-10));
        Admit(Today.AddDays(-11), joined, left).Refused("joined-too-early");
        Assert.Single(Admit(Today, joined, left).Decision.Events);

        Then Leave(DateOnly on, string why, params object[] more) =>
            Spec.Given<Network>([Formed, .. more])
                .When((Network n) => EndNetworkMembershipHandler.Handle(new EndNetworkMembership(Soho, Grounds, why, on), n, Now));
        Leave(Today, "x").Refused("member-unknown");
        Leave(Today.AddDays(-51), " ", joined).Refused("reason-missing", "left-before-joining");
        Leave(Today, "x", joined, left).Nothing();
        Leave(Today, "Moved", joined).Facts(new NetworkMemberLeft(Soho, Ise, Grounds, "Moved", Today));
        Spec.Given<Network>(Formed)
            .When(
                (Network n) =>
                    AdmitNetworkMemberHandler.Handle(new AdmitNetworkMember(Soho, Grounds, Today), n, NetworkedOrganisation.Empty, Now)
            )
            .Refused("organisation-unknown");
    }

    [Fact]
    public void a_cluster_is_of_members_and_whoever_leaves_the_network_leaves_it()
    {
        object[] two =
        [
            Formed,
            new NetworkMemberJoined(Soho, Ise, Grounds, [], Today),
            new NetworkMemberJoined(Soho, Ise, Kitchen, [], Today),
        ];
        var cluster = Guid.CreateVersion7();
        Then Form(object[] facts, params Guid[] members) =>
            Spec.Given<Network>(facts)
                .When((Network n) => FormClusterHandler.Handle(new FormCluster(Soho, cluster, "Food", "Cook together", members), n, Now));
        Form(two, Grounds).Refused("members-too-few");
        Form(two, Grounds, Trust).Refused("members-wrong");
        Guid[] both = [.. new[] { Grounds, Kitchen }.Order()];
        Form(two, Kitchen, Grounds).Facts(new ClusterFormed(Soho, Ise, cluster, "Food", "Cook together", both, Today));
        object formed = new ClusterFormed(Soho, Ise, cluster, "Food", "Cook together", both, Today);
        Form([.. two, formed], Grounds, Kitchen).Nothing();
        var left = two.Append(formed)
            .Append(new NetworkMemberLeft(Soho, Ise, Kitchen, "x", Today))
            .Aggregate(Network.Empty, (n, f) => n.Evolve(f));
        Assert.Equal([Grounds], left.Clusters[cluster]);
    }

    [Fact]
    public void who_is_introduced_was_there_on_their_own_side()
    {
        Then Make(Guid buyer, Guid enterprise, string about = "Gardens") =>
            Spec.Given<Gathering>(Marketplace)
                .When(
                    (Gathering g) =>
                        MakeIntroductionHandler.Handle(
                            new MakeIntroduction(buyer, Day, Met, enterprise, about),
                            MarketEngagement.Empty,
                            g,
                            Actor.System
                        )
                );
        Make(Grounds, Kitchen, " ").Refused("buyer-not-there", "enterprise-not-there", "about-missing");
        // Those of the buyer who had said that they come are kept with it.
        Assert.Equal([Grace], Assert.IsType<MarketIntroductionMade>(Assert.Single(Make(Trust, Grounds).Decision.Events)).BuyersPeople);
        Spec.Given<Gathering>(Marketplace)
            .When((Gathering g) => RecordAttendanceHandler.Handle(new RecordAttendance(Day, [Ise]), g, Now))
            .Refused("attendance-not-invited");
        Spec.Given<Gathering>(Marketplace)
            .When((Gathering g) => RecordAttendanceHandler.Handle(new RecordAttendance(Day, [Trust]), g, Now.AddDays(-5)))
            .Refused("gathering-not-yet");
    }

    [Fact]
    public void from_publication_follow_ups_are_closed_and_point_to_questions()
    {
        Then Promise(bool closed, Guid by) =>
            Spec.Given<MarketEngagement>(Introduced)
                .When(
                    (MarketEngagement e) =>
                        PromiseFollowUpHandler.Handle(
                            new PromiseFollowUp(Trust, Met, by, "A call", Today),
                            e,
                            new PromiseFollowUpHandler.Found(closed)
                        )
                );
        Promise(closed: true, Trust).Refused("tender-is-running");
        Promise(closed: false, Kitchen).Refused("promised-by-wrong");
        Promise(closed: false, Grounds).Facts(new MarketFollowUpPromised(Engagement, Trust, Met, Day, Grounds, "A call", Today));
        Then Done(bool closed, params object[] more) =>
            Spec.Given<MarketEngagement>([Introduced, .. more])
                .When(
                    (MarketEngagement e) =>
                        RecordFollowUpHandler.Handle(
                            new RecordFollowUp(Trust, Met, "Called", Today),
                            e,
                            new PromiseFollowUpHandler.Found(closed),
                            Now
                        )
                );
        Done(closed: false).Refused("nothing-promised");
        object promised = new MarketFollowUpPromised(Engagement, Trust, Met, Day, Grounds, "A call", Today);
        Done(closed: true, promised).Refused("tender-is-running");
        Done(closed: false, promised).Facts(new MarketFollowUpDone(Engagement, Trust, Met, Day, "Called", Today));
        // The same promise again is none, and another waits until it is known what came of the first.
        Then Again(string what) =>
            Spec.Given<MarketEngagement>(Introduced, promised)
                .When(
                    (MarketEngagement e) =>
                        PromiseFollowUpHandler.Handle(
                            new PromiseFollowUp(Trust, Met, Grounds, what, Today),
                            e,
                            new PromiseFollowUpHandler.Found(false)
                        )
                );
        Again(" A call").Nothing();
        Again("A visit").Refused("promise-open");
        // What an introduction led to keeps its follow-ups closed until it has ended.
        object led = new MarketIntroductionLedToTender(Engagement, Trust, Met, Day, Guid.CreateVersion7());
        Then Link(bool running) =>
            Spec.Given<MarketEngagement>(Introduced, led)
                .When(
                    (MarketEngagement e) =>
                        LinkIntroductionToTenderHandler.Handle(
                            new LinkIntroductionToTender(Trust, Met, Bought),
                            e,
                            Tender(Drafted(Trust), Published()),
                            new LinkIntroductionToTenderHandler.Found(running)
                        )
                );
        Link(running: true).Refused("led-to-running-tender");
        Link(running: false).Facts(new MarketIntroductionLedToTender(Engagement, Trust, Met, Day, Bought));

        var lot = Guid.CreateVersion7();
        object[] tender = [Drafted(Trust), Lot(lot), Published()];
        Assert.True(Tender(tender).IsRunning);
        Assert.False(Tender(tender[..2]).IsRunning);
        Assert.False(Tender([.. tender, new TenderAwarded(Bought, lot, Grace)]).IsRunning);
        Assert.True(Tender([.. tender, Lot(Guid.CreateVersion7()), new TenderAwarded(Bought, lot, Grace)]).IsRunning);
    }

    [Fact]
    public void what_was_said_is_placed_before_publication_and_stays_once_all_bidders_read_it()
    {
        Assert.True(SaidToMarket.Empty.Evolve(Spoken).IsUndecided(Bought));
        object attached = new MarketStatementAttached(Engagement, Trust, Said, Bought, Grace);
        Assert.False(SaidToMarket.Empty.Evolve(Spoken).Evolve(attached).IsUndecided(Bought));
        // Set apart from one tender, it waits for another.
        var apart = SaidToMarket
            .Empty.Evolve(Spoken)
            .Evolve(new MarketStatementSetApart(Engagement, Trust, Said, Bought, "Another", Grace));
        Assert.False(apart.IsUndecided(Bought));
        Assert.True(apart.IsUndecided(Guid.CreateVersion7()));
        // It stays with the tender it is attached to, whichever others it is not about.
        var both = SaidToMarket.Empty.Evolve(Spoken).Evolve(attached);
        var third = Guid.CreateVersion7();
        Assert.False(
            both.Evolve(new MarketStatementSetApart(Engagement, Trust, Said, third, "Another", Grace)).IsUndecided(Guid.CreateVersion7())
        );
        Assert.True(both.Evolve(new MarketStatementSetApart(Engagement, Trust, Said, Bought, "Another", Grace)).IsUndecided(third));

        Then Place(bool belongs, string? why, object[] facts, params object[] tender) =>
            Spec.Given<MarketEngagement>(facts)
                .When(
                    (MarketEngagement e) =>
                        PlaceMarketStatementHandler.Handle(
                            new PlaceMarketStatement(Trust, Said, Bought, belongs, why),
                            e,
                            Tender(tender),
                            Actor.System
                        )
                );
        Place(true, null, [], Drafted(Trust)).Refused("statement-unknown");
        Place(true, null, [Spoken], Drafted(Kitchen)).Refused("tender-not-own");
        Place(false, " ", [Spoken], Drafted(Trust)).Refused("reason-missing");
        Place(false, "Another", [Spoken, attached], Drafted(Trust), Published()).Refused("statement-told");
        Assert.Single(Place(false, "Another", [Spoken, attached], Drafted(Trust)).Decision.Events);
        Place(true, null, [Spoken, attached], Drafted(Trust)).Nothing();
    }

    [Fact]
    public void an_introduction_is_a_possible_conflict_of_who_came_for_the_buyer()
    {
        var met = MetAtMarket.Empty.Evolve(Introduced);
        Assert.Equal([Grounds], met.Of(Grace));
        Assert.Empty(met.Of(Guid.CreateVersion7()));
        var evaluation = Guid.CreateVersion7();
        object[] facts =
        [
            new EvaluationStarted(
                evaluation,
                Bought,
                Trust,
                Guid.CreateVersion7(),
                [],
                [new Bidder(Guid.CreateVersion7(), Grounds, null, [Grounds])],
                []
            ),
            new EvaluatorAppointed(evaluation, Grace),
        ];
        Spec.Given<Evaluation>(facts)
            .When(
                (Evaluation e) =>
                    DeclareInterestsHandler.Handle(
                        new DeclareInterests(evaluation, Conflict: false),
                        e,
                        new Actor(Grace, Trust, new HashSet<string> { Roles.Evaluator }, "membership:x"),
                        new DeclareInterestsHandler.Found(null, []) { Introduced = met.Of(Grace) }
                    )
            )
            .Facts(
                new InterestsDeclared(evaluation, Grace, false, [], null),
                new ConflictFound(evaluation, Grace, Grounds, DeclareInterestsHandler.Introduction)
            );
    }

    private static TenderDrafted Drafted(Guid buyer) => new(Bought, buyer, null, "Gardens", RegimeCodes.PrivateVoluntary, Today, Grace);

    private static TenderPublished Published() => new(Bought, Trust, "ocds-x", Now, Now.AddDays(30));

    private static LotAdded Lot(Guid lot) => new(Bought, lot, "Gardens", "x", [], [], new Estimate());

    private static EngagedTender Tender(params object[] facts) => facts.Aggregate(EngagedTender.Empty, (t, f) => t.Evolve(f));
}
