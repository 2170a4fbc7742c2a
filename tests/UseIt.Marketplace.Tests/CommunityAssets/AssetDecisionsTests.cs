using UseIt.Marketplace.CommunityAssets;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Tests.CommunityAssets;

public sealed class AssetDecisionsTests
{
    private static readonly Guid Ise = Guid.CreateVersion7();
    private static readonly Guid Hall = Guid.CreateVersion7();
    private static readonly Guid Hospital = Guid.CreateVersion7();
    private static readonly Guid Kitchen = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly AssetDescription Described = new(AssetCondition.InUse, "Meetings", null, "A walk");
    private static readonly AssetPlace Point = new("E05011151", null, 52.48m, -1.92m);
    private static readonly Protected Sealed = new(Hall, "n", "c");

    [Fact]
    public void skills_have_no_point_and_are_counted_in_people()
    {
        new Then(Mapped(Asset() with { Kind = AssetKind.Human })).Refused("skills-have-no-point", "people-missing");
        new Then(Mapped(Asset() with { People = 3 })).Refused("people-not-asked");
        Assert.Single(Mapped(Asset() with { Kind = AssetKind.Human, People = 3, Place = new("E05011151", null, null, null) }).Events);
    }

    [Fact]
    public void a_point_has_two_coordinates_and_lies_here()
    {
        new Then(Mapped(Asset() with { Place = Point with { Longitude = null } })).Refused("point-incomplete");
        new Then(Mapped(Asset() with { Place = Point with { Latitude = 0 } })).Refused("point-elsewhere");
        new Then(Mapped(Asset() with { Place = Point with { Ward = "E12000005" } })).Refused("ward-unknown");
        new Then(
            Mapped(
                Asset() with
                {
                    Name = " ",
                    OwnerName = "Somebody",
                    Description = new AssetDescription(AssetCondition.Empty, "", null, ""),
                }
            )
        ).Refused("name-missing", "owner-name-not-wanted", "use-missing", "source-missing");
    }

    [Theory]
    [InlineData(AssetOwnership.Organisation, false, false, true)]
    [InlineData(AssetOwnership.NaturalPerson, false, false, false)]
    [InlineData(AssetOwnership.Organisation, true, false, false)]
    [InlineData(AssetOwnership.NaturalPerson, true, true, true)]
    public void what_somebody_owns_alone_and_sensitive_places_are_public_only_after_a_yes(
        AssetOwnership ownership,
        bool sensitive,
        bool agreed,
        bool shown
    )
    {
        var row = Row() with { Ownership = ownership, Sensitive = sensitive, AgreedBy = agreed ? PublicityConsent.Owner : null };
        Assert.Equal(shown, row.IsPublic);
        Assert.False((row with { OffMap = true }).IsPublic);
        Assert.False((row with { Kind = AssetKind.Human }).IsPublic);
    }

    [Fact]
    public void that_a_building_is_empty_is_shown_only_after_a_yes()
    {
        var empty = Row() with { Description = Described with { Condition = AssetCondition.Empty } };
        Assert.Null(PublicAsset.Of(empty).Condition);
        Assert.Equal(AssetCondition.Empty, PublicAsset.Of(empty with { AgreedBy = PublicityConsent.Owner }).Condition);
    }

    [Fact]
    public void what_waits_for_somebody_stays_when_its_day_has_passed_and_the_rest_goes()
    {
        var late = Row() with { Value = new CommunityValueFacts(Today.AddDays(-100), null, null, null, null) };
        var lapsed = Row() with { Value = new CommunityValueFacts(Today.AddYears(-6), true, Today.AddYears(-5).AddDays(-1), null, null) };
        var lapsing = Row() with { Value = new CommunityValueFacts(Today.AddYears(-6), true, Today.AddYears(-5).AddDays(90), null, null) };
        var far = Row() with { Value = new CommunityValueFacts(Today.AddYears(-6), true, Today.AddYears(-5).AddDays(91), null, null) };
        var due = new BridgeRow(Kitchen, Ise, Hospital, Hall, "Meals", Today.AddDays(-1), null, Now, [], null, []);
        var built = due with { Stages = [new ReachedStage(BridgeStage.Built, Today)] };
        Assert.Equal(
            [("The council’s decision is due", -44), ("A bridge is due", -1), ("The listing lapses", 90)],
            AssetReminders.Of([late, lapsed, lapsing, far], [due, built], Today).Select(r => (r.What, r.Day.DayNumber - Today.DayNumber))
        );
    }

    [Fact]
    public void the_steps_of_community_value_follow_each_other()
    {
        Value([], CommunityValueStep.Listed).Refused("community-value-not-nominated");
        Value([], CommunityValueStep.DisposalNotice).Refused("community-value-not-listed");
        Value([], CommunityValueStep.Nominated, words: " ", on: Today.AddDays(1)).Refused("day-wrong", "words-missing");
        object nominated = new CommunityValueNominated(Hall, Ise, "Friends of the hall", Today.AddDays(-50));
        Value([nominated], CommunityValueStep.Listed, on: Today.AddDays(-51)).Refused("community-value-earlier");
        Value([nominated], CommunityValueStep.Listed).Facts(new CommunityValueDecided(Hall, Ise, true, "Words", Today));
        object listed = new CommunityValueDecided(Hall, Ise, true, "Yes", Today.AddDays(-20));
        Value([nominated, listed], CommunityValueStep.NotListed).Refused("community-value-decided");
        Value([nominated, listed], CommunityValueStep.BidRequested).Refused("community-value-no-notice");
        Value([nominated, listed], CommunityValueStep.DisposalNotice, words: "").Facts(new DisposalNoticeReceived(Hall, Ise, Today));
    }

    [Fact]
    public void a_bridge_joins_one_macro_and_one_micro_asset_of_the_same_map_for_one_need()
    {
        var (large, small) = (State(Hospital, AssetScale.Macro, Ise), State(Hall, AssetScale.Micro, Ise));
        new Then(Propose(small, large, "")).Refused("macro-missing", "micro-missing", "need-missing");
        new Then(Propose(State(Hospital, AssetScale.Macro, Guid.NewGuid()), small)).Refused("macro-missing");
        new Then(Propose(large, small.Evolve(new AssetTakenOffMap(Hall, Ise, "gone")))).Refused("micro-missing");
        Assert.Single(Propose(large, small).Events);
    }

    [Fact]
    public void a_bridge_goes_on_and_its_outcome_comes_after_it_is_built()
    {
        object[] agreed =
        [
            new BridgeProposed(Kitchen, Ise, Hospital, Hall, "A kitchen", null, Guid.NewGuid()),
            new BridgeStageReached(Kitchen, Ise, BridgeStage.Agreed, Today.AddDays(-3)),
        ];
        Move(agreed, BridgeStage.Talking, Today).Refused("bridge-backwards");
        Move(agreed, BridgeStage.Built, Today.AddDays(-4)).Refused("bridge-earlier");
        Move(agreed, BridgeStage.Agreed, Today).Nothing();
        Move(agreed, BridgeStage.Built, Today).Facts(new BridgeStageReached(Kitchen, Ise, BridgeStage.Built, Today));
        Spec.Given<Bridge>(agreed)
            .When((Bridge b) => RecordBridgeOutcomeHandler.Handle(new RecordBridgeOutcome(Kitchen, true, "Lunches", Today), b, Now))
            .Refused("bridge-not-built");
        Spec.Given<Bridge>([.. agreed, new BridgeStageReached(Kitchen, Ise, BridgeStage.Built, Today)])
            .When((Bridge b) => RecordBridgeOutcomeHandler.Handle(new RecordBridgeOutcome(Kitchen, true, "Lunches", Today), b, Now))
            .Facts(new BridgeOutcomeRecorded(Kitchen, Ise, true, "Lunches", Today));
        Move([.. agreed, new BridgeStageReached(Kitchen, Ise, BridgeStage.Ended, Today)], BridgeStage.Built, Today).Refused("bridge-ended");
    }

    private static MapAsset Asset() =>
        new(Hall, Ise, AssetScale.Micro, AssetKind.Physical, "Church hall", AssetOwnership.Organisation, Point, Described);

    private static Decision Mapped(MapAsset command) =>
        MapAssetHandler.Handle(command, new Stream<CommunityAsset>(Hall, 0, CommunityAsset.Empty), new MapAssetHandler.Sealed(Sealed));

    private static AssetRow Row() =>
        new(
            Hall,
            Ise,
            AssetScale.Micro,
            AssetKind.Physical,
            "Church hall",
            AssetOwnership.Organisation,
            null,
            null,
            Point,
            Described,
            false,
            null,
            Now,
            null,
            new CommunityValueFacts(null, null, null, null, null),
            false
        );

    private static CommunityAsset State(Guid id, AssetScale scale, Guid support) =>
        CommunityAsset.Empty.Evolve(
            new AssetMapped(id, support, scale, AssetKind.Physical, "x", AssetOwnership.Unknown, null, null, Point, Described, false, null)
        );

    private static Then Value(object[] facts, CommunityValueStep step, string words = "Words", DateOnly? on = null) =>
        new(
            RecordCommunityValueHandler.Handle(
                new RecordCommunityValue(Hall, step, on ?? Today, words),
                facts.Aggregate(State(Hall, AssetScale.Micro, Ise), (s, f) => s.Evolve(f)),
                Now
            )
        );

    private static Then Move(object[] facts, BridgeStage stage, DateOnly on) =>
        new(MoveBridgeHandler.Handle(new MoveBridge(Kitchen, stage, on), facts.Aggregate(Bridge.Empty, (s, f) => s.Evolve(f)), Now));

    private static Decision Propose(CommunityAsset large, CommunityAsset small, string need = "A kitchen") =>
        ProposeBridgeHandler.Handle(
            new ProposeBridge(Kitchen, Ise, Hospital, Hall, need),
            new Stream<Bridge>(Kitchen, 0, Bridge.Empty),
            large,
            small,
            Actor.System,
            Now
        );
}
