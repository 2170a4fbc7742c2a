using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using static UseIt.Marketplace.Tests.Tenders.TenderFacts;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class DraftTenderDecisions
{
    private static readonly string[] Draw = ["Draw"];

    [Fact]
    public void a_draft_stands_under_the_rules_of_the_day_it_starts() =>
        Spec.Given<Tender>()
            .When(
                (UseIt.Marketplace.Engine.Stream<Tender> t) =>
                    DraftTenderHandler.Handle(
                        new DraftTender(Id, BuyerId, " Grounds ", RegimeCodes.PrivateVoluntary),
                        t,
                        As(Beatrice, Roles.Author),
                        Now
                    )
            )
            .Facts(new TenderDrafted(Id, BuyerId, null, "Grounds", RegimeCodes.PrivateVoluntary, new DateOnly(2026, 1, 1), Beatrice));

    [Fact]
    public void refuses_a_regime_whose_rules_are_not_held() =>
        Spec.Given<Tender>()
            .When(
                (UseIt.Marketplace.Engine.Stream<Tender> t) =>
                    DraftTenderHandler.Handle(new DraftTender(Id, BuyerId, "Grounds", "EU_2014"), t, As(Beatrice, Roles.Author), Now)
            )
            .Refused("regime-unknown");

    [Fact]
    public void refuses_a_start_no_rule_set_covers() =>
        Spec.Given<Tender>()
            .When(
                (UseIt.Marketplace.Engine.Stream<Tender> t) =>
                    DraftTenderHandler.Handle(
                        new DraftTender(Id, BuyerId, "Grounds", RegimeCodes.PrivateVoluntary, new DateOnly(2031, 1, 1)),
                        t,
                        As(Beatrice, Roles.Author),
                        Now
                    )
            )
            .Refused("rule-set-unknown");

    [Fact]
    public void a_description_names_every_field_that_is_wrong() =>
        Spec.Given<Tender>(Drafted())
            .When(
                (Tender t) =>
                    DescribeTenderHandler.Handle(
                        new DescribeTender(
                            Id,
                            "",
                            "",
                            ["7731"],
                            [new Place("", "Ladywood")],
                            new Estimate(new Money(10), new Money(9)),
                            new Period(new DateOnly(2027, 1, 1), new DateOnly(2026, 1, 1))
                        ),
                        t
                    )
            )
            .Refused("title-missing", "description-missing", "cpv-wrong", "place-empty", "estimate-gross-below-net", "period-backwards");

    [Theory]
    [InlineData(RegimeCodes.PrivateVoluntary, "smallOrVoluntary", true)]
    [InlineData(RegimeCodes.PrivateVoluntary, "publicServiceMutual", false)]
    [InlineData(RegimeCodes.LightTouch, "publicServiceMutual", true)]
    [InlineData(RegimeCodes.Above, "smallOrVoluntary", false)]
    public void a_reservation_is_one_the_regime_allows(string regime, string reservation, bool allowed)
    {
        var decision = Spec.Given<Tender>(Drafted(regime))
            .When(
                (Tender t) =>
                    DescribeTenderHandler.Handle(
                        new DescribeTender(Id, "Grounds", "Green", [], [], new Estimate(), Reservation: reservation),
                        t
                    )
            )
            .Decision;
        Assert.Equal(allowed ? [] : ["reservation-not-allowed"], decision.Refusals.Select(r => r.Code));
    }

    [Fact]
    public void a_commitment_must_say_what_it_is_measured_in() =>
        Spec.Given<Tender>(Complete())
            .When(
                (Tender t) =>
                    AddRequirementHandler.Handle(
                        new AddRequirement(Id, Guid.CreateVersion7(), Lot, RequirementKind.Commitment, "Jobs", "How many?"),
                        t,
                        new AddRequirementHandler.Chosen(null),
                        DateTimeOffset.UnixEpoch
                    )
            )
            .Refused("metric-missing");

    [Fact]
    public void a_promise_for_each_year_says_for_which_and_is_due_as_often()
    {
        var metric = new CommitmentMetric("PPN 002", "February 2025", "1a", "people", PerYear: true);
        Ask(metric).Refused("metric-term-missing");
        Ask(metric with { Start = new(2027, 4, 1), End = new(2027, 3, 31) }).Refused("metric-term-backwards");
        var said = metric with { Start = new(2027, 4, 1), End = new(2030, 3, 31), Method = " ", EvidenceExpected = " Payroll " };
        var added = Assert.Single(Ask(said).Decision.Events.OfType<RequirementAdded>()).Requirement.Metric!;
        Assert.Equal(said with { Method = null, EvidenceExpected = "Payroll" }, added);
        Assert.Equal((12m, 16m), (added.Whole(4), (added with { End = new(2030, 4, 1) }).Whole(4)));
        Assert.Equal((4m, 4m), ((added with { PerYear = false }).Whole(4), (added with { PerYear = null }).Whole(4)));
        Assert.Equal(" For each year from Thursday 1 April 2027 to Sunday 31 March 2030. Shown by: Payroll.", added.Said());
        Assert.Equal("", new CommitmentMetric("PPN 002", "February 2025", "1a", "people").Said());

        Then Ask(CommitmentMetric asked) =>
            Spec.Given<Tender>(Complete())
                .When(
                    (Tender t) =>
                        AddRequirementHandler.Handle(
                            new AddRequirement(
                                Id,
                                Guid.CreateVersion7(),
                                Lot,
                                RequirementKind.Commitment,
                                "Jobs",
                                "How many?",
                                Metric: asked
                            ),
                            t,
                            new AddRequirementHandler.Chosen(null),
                            Now
                        )
                );
    }

    [Fact]
    public void a_removed_lot_takes_its_requirements_along()
    {
        var tender = ((object[])[.. Complete(), new LotRemoved(Id, Lot)]).Aggregate(Tender.Empty, (t, fact) => t.Evolve(fact));
        Assert.Equal([OtherLot], tender.Lots);
        Assert.Equal([OtherLot], tender.Requirements.Select(r => r.LotId));
    }

    [Fact]
    public void refuses_weights_that_do_not_sum_to_one_hundred()
    {
        var decision = Spec.Given<Tender>(Complete())
            .When(
                (Tender t) =>
                    SetCriteriaHandler.Handle(
                        new SetCriteria(
                            Id,
                            [
                                new Criterion(Guid.CreateVersion7(), CriterionKind.Quality, "Method", "", 59.9m, 5),
                                new Criterion(Guid.CreateVersion7(), CriterionKind.Price, "Price", "", 40m, 100, "F1"),
                            ],
                            Envelopes.Two,
                            Draw
                        ),
                        t
                    )
            )
            .Decision;
        Assert.Equal("The weights must add up to exactly 100. They add up to 99.9", Assert.Single(decision.Refusals).Sentence);
    }

    [Fact]
    public void warns_where_a_bid_that_cannot_win_may_decide_who_does()
    {
        var decision = Spec.Given<Tender>(Complete())
            .When(
                (Tender t) =>
                    SetCriteriaHandler.Handle(
                        new SetCriteria(
                            Id,
                            [new Criterion(Guid.CreateVersion7(), CriterionKind.Price, "Price", "", 100m, 100, "F1")],
                            Envelopes.One,
                            Draw
                        ),
                        t
                    )
            )
            .Decision;
        Assert.Empty(decision.Refusals);
        Assert.Equal("irrelevant-bid-may-decide", Assert.Single(Assert.IsType<SetCriteriaHandler.Warnings>(decision.Answer).Of).Code);
    }

    [Fact]
    public void refuses_a_price_formula_nobody_knows() =>
        Spec.Given<Tender>(Complete())
            .When(
                (Tender t) =>
                    SetCriteriaHandler.Handle(
                        new SetCriteria(
                            Id,
                            [new Criterion(Guid.CreateVersion7(), CriterionKind.Price, "Price", "", 100m, 100, "F11")],
                            Envelopes.One,
                            Draw
                        ),
                        t
                    )
            )
            .Refused("price-formula-unknown");

    [Fact]
    public void nothing_of_the_content_changes_once_the_notice_is_out() =>
        Spec.Given<Tender>([
                .. Complete(RegimeCodes.BelowNotifiable),
                new NoticePrepared(Id, "UK4", "00"),
                new NoticeSubmitted(Id, "UK4", null, Beatrice),
            ])
            .When((Tender t) => RemoveLotHandler.Handle(new RemoveLot(Id, Lot), t))
            .Refused("tender-notice-submitted");
}

public sealed class SetDeadlineDecisions
{
    private static readonly Dictionary<TenderingCircumstance, bool> Open = new()
    {
        [TenderingCircumstance.UtilityOrSubCentral] = false,
        [TenderingCircumstance.OnlyPreSelectedSuppliers] = false,
        [TenderingCircumstance.QualifyingPlannedNotice] = false,
        [TenderingCircumstance.StateOfUrgency] = false,
        [TenderingCircumstance.DynamicMarket] = false,
        [TenderingCircumstance.DocumentsWithNotice] = true,
    };

    private static Then Setting(DateTimeOffset now, DateTimeOffset deadline) =>
        Spec.Given<Tender>(Drafted(RegimeCodes.Above))
            .When((Tender t) => SetDeadlineHandler.Handle(new SetDeadline(Id, deadline, Circumstances: Open), t, now));

    // 31 May 23:30 UTC is 1 June in London: 25 days give 26 June.
    [Fact]
    public void one_day_too_early_is_refused_and_the_earliest_day_named()
    {
        var refusal = Assert.Single(
            Setting(new(2026, 5, 31, 23, 30, 0, TimeSpan.Zero), new(2026, 6, 25, 22, 59, 59, TimeSpan.Zero)).Decision.Refusals
        );
        Assert.Equal(
            ("deadline-too-soon", "deadline", "The deadline must be on or after Friday 26 June 2026"),
            (refusal.Code, refusal.Field, refusal.Sentence)
        );
    }

    [Fact]
    public void the_first_minute_of_the_earliest_day_will_do() =>
        Assert.Empty(Setting(new(2026, 5, 31, 23, 30, 0, TimeSpan.Zero), new(2026, 6, 25, 23, 0, 0, TimeSpan.Zero)).Decision.Refusals);

    [Fact]
    public void a_circumstance_that_decides_the_period_is_asked() =>
        Spec.Given<Tender>(Drafted(RegimeCodes.Above))
            .When((Tender t) => SetDeadlineHandler.Handle(new SetDeadline(Id, Deadline), t, Now))
            .Refused("utility-or-sub-central-not-said");

    [Fact]
    public void questions_end_before_the_deadline_and_the_outage_limit_is_sensible() =>
        Spec.Given<Tender>(Drafted())
            .When((Tender t) => SetDeadlineHandler.Handle(new SetDeadline(Id, Deadline, Deadline.AddHours(1), 0), t, Now))
            .Refused("questions-after-deadline", "outage-limit-wrong");
}
