using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using static UseIt.Marketplace.Tenders.TenderingCircumstance;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class RegimeTests
{
    private static readonly DateOnly June = new(2026, 6, 1);

    private static readonly Dictionary<TenderingCircumstance, bool> OpenCompetition = new()
    {
        [OnlyPreSelectedSuppliers] = false,
        [QualifyingPlannedNotice] = false,
        [StateOfUrgency] = false,
        [DynamicMarket] = false,
        [ElectronicSubmission] = true,
        [DocumentsWithNotice] = true,
    };

    [Fact]
    public void twenty_five_days_from_1_June_end_on_26_June() => Assert.Equal(new DateOnly(2026, 6, 26), Earliest(OpenCompetition));

    [Fact]
    public void thirty_days_when_documents_come_later() =>
        Assert.Equal(new DateOnly(2026, 7, 1), Earliest(new(OpenCompetition) { [DocumentsWithNotice] = false }));

    [Fact]
    public void thirty_five_days_on_paper_with_documents_later() =>
        Assert.Equal(
            new DateOnly(2026, 7, 6),
            Earliest(new(OpenCompetition) { [DocumentsWithNotice] = false, [ElectronicSubmission] = false })
        );

    [Fact]
    public void ten_days_in_a_state_of_urgency_because_the_shortest_row_counts() =>
        Assert.Equal(new DateOnly(2026, 6, 11), Earliest(new(OpenCompetition) { [StateOfUrgency] = true }));

    [Fact]
    public void a_notice_half_an_hour_before_midnight_UTC_in_summer_is_of_the_next_London_day() =>
        Assert.Equal(
            new DateOnly(2026, 6, 26),
            Regime.EarliestDeadline(Known(RegimeCodes.Above), Instant("2026-05-31T23:30:00Z"), OpenCompetition).Value
        );

    [Fact]
    public void asks_for_a_circumstance_that_could_shorten_the_period_and_was_not_stated()
    {
        Dictionary<TenderingCircumstance, bool> unsaid = new(OpenCompetition);
        unsaid.Remove(StateOfUrgency);
        Answer<DateOnly> answer = Regime.EarliestDeadline(Known(RegimeCodes.Above), Instant("2026-06-01T09:00:00Z"), unsaid);
        Assert.Equal(("state-of-urgency-not-said", "stateOfUrgency"), (answer.Refusal?.Code, answer.Refusal?.Field));
    }

    [Fact]
    public void does_not_ask_for_a_circumstance_that_could_change_nothing()
    {
        // With a dynamic market the period is ten days whether or not it is urgent.
        Dictionary<TenderingCircumstance, bool> said = new() { [DynamicMarket] = true, [OnlyPreSelectedSuppliers] = false };
        Assert.Equal(new DateOnly(2026, 6, 11), Earliest(said));
    }

    [Theory]
    [InlineData(RegimeCodes.BelowNotifiable)]
    [InlineData(RegimeCodes.BelowUnnotifiable)]
    [InlineData(RegimeCodes.LightTouch)]
    [InlineData(RegimeCodes.PrivateVoluntary)]
    public void no_fixed_minimum_means_the_day_of_publication(string code) =>
        Assert.Equal(June, Regime.EarliestDeadline(Known(code), Instant("2026-06-01T09:00:00Z")).Value);

    [Fact]
    public void the_first_stage_of_a_flexible_procedure_takes_twenty_five_days_or_ten_when_urgent()
    {
        RegimeProfile above = Known(RegimeCodes.Above);
        Assert.Equal(
            new DateOnly(2026, 6, 26),
            Regime.EarliestParticipationDeadline(above, Instant("2026-06-01T09:00:00Z"), OpenCompetition).Value
        );
        Assert.Equal(
            "state-of-urgency-not-said",
            Regime.EarliestParticipationDeadline(above, Instant("2026-06-01T09:00:00Z")).Refusal?.Code
        );
    }

    [Fact]
    public void refuses_a_deadline_a_day_too_soon_and_takes_the_first_minute_of_the_right_day()
    {
        RegimeProfile above = Known(RegimeCodes.Above);
        DateTimeOffset published = Instant("2026-06-01T09:00:00Z");
        Assert.Equal(
            "The deadline must be on or after Friday 26 June 2026",
            Regime.DeadlineTooSoon(above, published, Instant("2026-06-25T22:59:59Z"), OpenCompetition)?.Sentence
        );
        Assert.Null(Regime.DeadlineTooSoon(above, published, Instant("2026-06-25T23:00:00Z"), OpenCompetition));
        Assert.Equal(
            "deadline-not-after-publication",
            Regime.DeadlineTooSoon(Known(RegimeCodes.PrivateVoluntary), published, published)?.Code
        );
    }

    [Theory]
    [InlineData(BuyerKind.SubCentral, ContractKind.GoodsOrServices, 207_720, RegimeCodes.Above)]
    [InlineData(BuyerKind.SubCentral, ContractKind.GoodsOrServices, 207_719.99, RegimeCodes.BelowNotifiable)]
    [InlineData(BuyerKind.SubCentral, ContractKind.GoodsOrServices, 30_000, RegimeCodes.BelowNotifiable)]
    [InlineData(BuyerKind.SubCentral, ContractKind.GoodsOrServices, 29_999.99, RegimeCodes.BelowUnnotifiable)]
    [InlineData(BuyerKind.CentralGovernment, ContractKind.GoodsOrServices, 135_018, RegimeCodes.Above)]
    [InlineData(BuyerKind.CentralGovernment, ContractKind.GoodsOrServices, 135_017.99, RegimeCodes.BelowNotifiable)]
    [InlineData(BuyerKind.CentralGovernment, ContractKind.GoodsOrServices, 12_000, RegimeCodes.BelowNotifiable)]
    [InlineData(BuyerKind.CentralGovernment, ContractKind.GoodsOrServices, 11_999.99, RegimeCodes.BelowUnnotifiable)]
    [InlineData(BuyerKind.SubCentral, ContractKind.Works, 5_193_000, RegimeCodes.Above)]
    [InlineData(BuyerKind.SubCentral, ContractKind.Works, 5_192_999.99, RegimeCodes.BelowNotifiable)]
    [InlineData(BuyerKind.SubCentral, ContractKind.LightTouch, 663_540, RegimeCodes.LightTouch)]
    [InlineData(BuyerKind.SubCentral, ContractKind.LightTouch, 663_539.99, RegimeCodes.BelowNotifiable)]
    [InlineData(BuyerKind.Utility, ContractKind.LightTouch, 884_720, RegimeCodes.LightTouch)]
    [InlineData(BuyerKind.Utility, ContractKind.GoodsOrServices, 415_440, RegimeCodes.Above)]
    [InlineData(BuyerKind.Private, ContractKind.Works, 90_000_000, RegimeCodes.PrivateVoluntary)]
    public void the_value_with_VAT_on_its_day_decides_the_regime(BuyerKind buyer, ContractKind contract, double value, string code) =>
        Assert.Equal(code, Regime.For(new(buyer, contract, new(null, new Money((decimal)value)), June)).Value.Code);

    [Fact]
    public void a_missing_fact_is_asked_and_never_assumed()
    {
        Purchase whole = new(BuyerKind.SubCentral, ContractKind.GoodsOrServices, new(null, new Money(200_000m)), June);
        Assert.Equal("starts", Regime.For(whole with { Starts = null }).Refusal?.Field);
        Assert.Equal("buyer", Regime.For(whole with { Buyer = null }).Refusal?.Field);
        Assert.Equal("contract", Regime.For(whole with { Contract = null }).Refusal?.Field);
        Assert.Equal("estimate", Regime.For(whole with { Estimate = null }).Refusal?.Field);
        Assert.Equal("estimate", Regime.For(whole with { Estimate = new(null, null) }).Refusal?.Field);
        Assert.Equal("estimate", Regime.For(whole with { Estimate = new(null, new Money(200_000m, "EUR")) }).Refusal?.Field);
        Assert.Equal(RegimeCodes.BelowNotifiable, Regime.For(whole).Value.Code);
    }

    [Fact]
    public void a_net_value_is_enough_only_where_VAT_could_change_nothing()
    {
        Purchase net = new(BuyerKind.SubCentral, ContractKind.GoodsOrServices, new(new Money(200_000m), null), June);
        Assert.Equal("estimate", Regime.For(net).Refusal?.Field);
        Assert.Equal(RegimeCodes.Above, Regime.For(net with { Estimate = new(new Money(207_720m), null) }).Value.Code);
        Assert.Equal(
            RegimeCodes.BelowNotifiable,
            Regime.For(net with { Estimate = new(new Money(200_000m), new Money(200_000m)) }).Value.Code
        );
        Assert.Equal(RegimeCodes.Above, Regime.For(net with { Estimate = new(new Money(200_000m), new Money(240_000m)) }).Value.Code);
    }

    [Fact]
    public void a_day_without_a_rule_set_and_a_kind_without_a_profile_are_unknown()
    {
        Assert.Equal("rule-set-unknown", Regime.Profile(RegimeCodes.Above, new(2028, 1, 1)).Refusal?.Code);
        Assert.Equal("rule-set-unknown", Regime.Profile(RegimeCodes.Above, new(2025, 12, 31)).Refusal?.Code);
        Assert.Equal("regime-unknown", Regime.Profile(RegimeCodes.ProviderDirectAwardC, June).Refusal?.Code);
        Assert.Equal(
            "regime-not-found",
            Regime.For(new(BuyerKind.CentralGovernment, ContractKind.HealthCare, new(null, new Money(1m)), June)).Refusal?.Code
        );
        // Part 6 of the Act does not apply to schools.
        Assert.Equal(
            "regime-not-found",
            Regime.For(new(BuyerKind.School, ContractKind.GoodsOrServices, new(null, new Money(50_000m)), June)).Refusal?.Code
        );
    }

    [Fact]
    public void a_fact_that_is_missing_from_a_profile_is_unknown()
    {
        RegimeProfile holed = Known(RegimeCodes.BelowNotifiable) with { TenderingPeriods = null };
        Assert.Equal("period-unknown", Regime.EarliestDeadline(holed, Instant("2026-06-01T09:00:00Z")).Refusal?.Code);
    }

    [Fact]
    public void every_fact_of_every_profile_names_its_source()
    {
        IReadOnlyList<RegimeProfile> profiles = Regime.Profiles(June);
        Assert.Equal(5, profiles.Count);
        Assert.All(
            profiles,
            profile =>
            {
                Assert.Equal(new DateOnly(2026, 1, 1), profile.RuleSet);
                IEnumerable<string> sources =
                [
                    .. profile.AtLeast.Concat(profile.Below).Select(limit => limit.Source),
                    .. profile.TenderingPeriods!.Concat(profile.ParticipationPeriods!).Select(period => period.Source),
                    .. profile.Notices!.Select(notice => notice.Source),
                    .. profile.Reservations!.Select(reservation => reservation.Source),
                    profile.Standstill!.Source,
                    profile.Late!.Source,
                    profile.Importance!.Source,
                    profile.Kpis!.Source,
                    profile.Payment!.Source,
                ];
                Assert.All(sources, source => Assert.False(string.IsNullOrWhiteSpace(source)));
            }
        );
    }

    [Fact]
    public void only_the_procurement_act_waits_for_the_central_platform()
    {
        Assert.True(Known(RegimeCodes.BelowNotifiable).NoticesAreConfirmedElsewhere);
        Assert.False(Known(RegimeCodes.BelowUnnotifiable).NoticesAreConfirmedElsewhere);
        Assert.False(Known(RegimeCodes.PrivateVoluntary).NoticesAreConfirmedElsewhere);
        Assert.Null(Known(RegimeCodes.PrivateVoluntary).Law);
    }

    private static DateOnly Earliest(Dictionary<TenderingCircumstance, bool> circumstances) =>
        Regime.EarliestDeadline(Known(RegimeCodes.Above), Instant("2026-06-01T09:00:00Z"), circumstances).Value;

    private static RegimeProfile Known(string code) => Regime.Profile(code, June).Value;

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
