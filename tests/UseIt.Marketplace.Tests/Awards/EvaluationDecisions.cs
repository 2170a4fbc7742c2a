using System.Collections.Immutable;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class EvaluationDecisions
{
    private static readonly Guid Id = Guid.CreateVersion7(),
        Tender = Guid.CreateVersion7(),
        Lot = Guid.CreateVersion7(),
        Trust = Guid.CreateVersion7();
    private static readonly Guid Eva = Guid.CreateVersion7(),
        Gita = Guid.CreateVersion7(),
        Ladywood = Guid.CreateVersion7(),
        Vale = Guid.CreateVersion7();
    private static readonly Bidder First = new(new Guid("00000000-0000-4000-8000-000000000001"), Ladywood, null, [Ladywood]);
    private static readonly Bidder Second = new(new Guid("00000000-0000-4000-8000-000000000002"), Vale, null, [Vale]);
    private static readonly Criterion Method = new(Guid.CreateVersion7(), CriterionKind.Quality, "Method", "", 60, 5);
    private static readonly Criterion Price = new(
        Guid.CreateVersion7(),
        CriterionKind.Price,
        "Price",
        "",
        40,
        100,
        "F5",
        new Dictionary<string, decimal> { ["bestPrice"] = 100, ["highestPrice"] = 200 }
    );
    private static readonly EvaluationStarted Started = new(
        Id,
        Tender,
        Trust,
        Lot,
        [Method, Price],
        [First, Second],
        ["LowestPrice", "Draw"]
    );

    private static Actor As(Guid person, params string[] roles) => new(person, Trust, roles.ToHashSet(), "membership:x");

    private static object[] Scored(params Guid[] people) =>
        [
            Started,
            .. people.SelectMany(p =>
                new object[]
                {
                    new EvaluatorAppointed(Id, p),
                    new InterestsDeclared(Id, p, false, [], null),
                    new ScoreGiven(Id, p, First.BidId, Method.CriterionId, 4, "Clear"),
                    new ScoreGiven(Id, p, Second.BidId, Method.CriterionId, 3, "Thin"),
                    new ScoresSubmitted(Id, p),
                }
            ),
        ];

    private static object[] Agreed(decimal first, decimal second) =>
        [
            .. Scored(Eva, Gita),
            new ConsensusReached(Id, First.BidId, Method.CriterionId, first, "Clear", [Eva, Gita]),
            new ConsensusReached(Id, Second.BidId, Method.CriterionId, second, "Thin", [Eva, Gita]),
            new QualityConcluded(Id, Tender, Lot),
        ];

    [Fact]
    public void a_membership_in_a_bidder_is_found_although_nothing_was_declared() =>
        Spec.Given<Evaluation>(Started, new EvaluatorAppointed(Id, Eva))
            .When(
                (Evaluation e) =>
                    DeclareInterestsHandler.Handle(
                        new DeclareInterests(Id, false),
                        e,
                        As(Eva),
                        new DeclareInterestsHandler.Found(null, [Trust, Vale])
                    )
            )
            .Facts(new InterestsDeclared(Id, Eva, false, [], null), new ConflictFound(Id, Eva, Vale, "membership"));

    [Fact]
    public void a_declared_tie_to_a_bidder_is_a_conflict_and_one_to_somebody_else_is_noted() =>
        Spec.Given<Evaluation>(Started, new EvaluatorAppointed(Id, Eva))
            .When(
                (Evaluation e) =>
                    DeclareInterestsHandler.Handle(
                        new DeclareInterests(Id, true, [Ladywood, Tender]),
                        e,
                        As(Eva),
                        new DeclareInterestsHandler.Found(null, [Trust])
                    )
            )
            .Facts(new InterestsDeclared(Id, Eva, true, [Ladywood, Tender], null), new ConflictFound(Id, Eva, Ladywood, "declared"));

    [Fact]
    public void a_conflict_without_a_name_is_asked_back() =>
        Spec.Given<Evaluation>(Started, new EvaluatorAppointed(Id, Eva))
            .When(
                (Evaluation e) =>
                    DeclareInterestsHandler.Handle(new DeclareInterests(Id, true), e, As(Eva), new DeclareInterestsHandler.Found(null, []))
            )
            .Refused("conflict-with-whom");

    [Fact]
    public void nobody_decides_about_their_own_conflict() =>
        Spec.Given<Evaluation>(
                Started,
                new EvaluatorAppointed(Id, Eva),
                new InterestsDeclared(Id, Eva, true, [Vale], null),
                new ConflictFound(Id, Eva, Vale, "declared")
            )
            .When(
                (Evaluation e) => DecideConflictHandler.Handle(new DecideConflict(Id, Eva, true, "It is small"), e, As(Eva, Roles.Approver))
            )
            .Refused("own-conflict");

    [Fact]
    public void who_joined_a_bidder_after_declaring_scores_no_more() =>
        Spec.Given<Evaluation>(Started, new EvaluatorAppointed(Id, Eva), new InterestsDeclared(Id, Eva, false, [], null))
            .When(
                (Evaluation e) =>
                    ScoreBidHandler.Handle(
                        new ScoreBid(Id, First.BidId, Method.CriterionId, 4, "Clear"),
                        e,
                        As(Eva),
                        [new MembershipRow(Id, Eva, Vale, new HashSet<string>())]
                    )
            )
            .Refused("tie-undeclared");

    [Theory]
    [InlineData(5.01, "score-outside-scale")]
    [InlineData(-1, "score-outside-scale")]
    [InlineData(3.333, "score-outside-scale")]
    public void a_score_stays_in_its_scale(double score, string code) =>
        Spec.Given<Evaluation>(Started, new EvaluatorAppointed(Id, Eva), new InterestsDeclared(Id, Eva, false, [], null))
            .When(
                (Evaluation e) =>
                    ScoreBidHandler.Handle(new ScoreBid(Id, First.BidId, Method.CriterionId, (decimal)score, "Clear"), e, As(Eva), [])
            )
            .Refused(code);

    [Fact]
    public void price_is_not_scored_by_people() =>
        Spec.Given<Evaluation>(Started, new EvaluatorAppointed(Id, Eva), new InterestsDeclared(Id, Eva, false, [], null))
            .When((Evaluation e) => ScoreBidHandler.Handle(new ScoreBid(Id, First.BidId, Price.CriterionId, 4, "Cheap"), e, As(Eva), []))
            .Refused("criterion-unknown");

    [Fact]
    public void a_bid_left_out_needs_no_score()
    {
        object[] facts =
        [
            Started,
            new EvaluatorAppointed(Id, Eva),
            new InterestsDeclared(Id, Eva, false, [], null),
            new ScoreGiven(Id, Eva, First.BidId, Method.CriterionId, 4, "Clear"),
        ];
        Spec.Given<Evaluation>(facts)
            .When((Evaluation e) => SubmitScoresHandler.Handle(new SubmitScores(Id), e, As(Eva), new Conditions([])))
            .Refused("scores-missing");
        Spec.Given<Evaluation>([.. facts, new BidLeftOut(Id, Tender, Lot, Second.BidId, "Its seal did not open")])
            .When((Evaluation e) => SubmitScoresHandler.Handle(new SubmitScores(Id), e, As(Eva), new Conditions([])))
            .Facts(new ScoresSubmitted(Id, Eva));
    }

    [Fact]
    public void conditions_come_before_scores_and_who_misses_one_needs_none_and_falls_out_in_the_end()
    {
        var insurance = new Requirement(Guid.CreateVersion7(), Lot, RequirementKind.Condition, "Insurance", "", Mandatory: true);
        var asked = new Conditions([insurance]);
        object[] facts =
        [
            Started,
            new EvaluatorAppointed(Id, Eva),
            new InterestsDeclared(Id, Eva, false, [], null),
            new ScoreGiven(Id, Eva, First.BidId, Method.CriterionId, 4, "Clear"),
            new ConditionDecided(Id, First.BidId, insurance.RequirementId, true, Eva, "Certificate, page 1"),
        ];
        Spec.Given<Evaluation>(facts)
            .When((Evaluation e) => SubmitScoresHandler.Handle(new SubmitScores(Id), e, As(Eva), asked))
            .Refused("conditions-undecided");
        var missed = new ConditionDecided(Id, Second.BidId, insurance.RequirementId, false, Eva, "It has expired");
        Spec.Given<Evaluation>(facts)
            .When(
                (Evaluation e) =>
                    DecideConditionHandler.Handle(
                        new DecideCondition(Id, Second.BidId, insurance.RequirementId, false, " It has expired "),
                        e,
                        As(Eva),
                        asked
                    )
            )
            .Facts(missed);
        object[] submitted = [.. facts, missed, new ScoresSubmitted(Id, Eva)];
        Spec.Given<Evaluation>([.. facts, missed])
            .When((Evaluation e) => SubmitScoresHandler.Handle(new SubmitScores(Id), e, As(Eva), asked))
            .Facts(new ScoresSubmitted(Id, Eva));
        Spec.Given<Evaluation>(submitted)
            .When(
                (Evaluation e) =>
                    DecideConditionHandler.Handle(
                        new DecideCondition(Id, Second.BidId, insurance.RequirementId, true, "A new one came"),
                        e,
                        As(Eva),
                        asked
                    )
            )
            .Refused("scores-submitted");
        Spec.Given<Evaluation>([
                .. submitted,
                new ConsensusReached(Id, First.BidId, Method.CriterionId, 4, "Clear", [Eva]),
                new ConsensusConfirmed(Id, Eva),
            ])
            .When((Evaluation e) => ConcludeQualityHandler.Handle(new ConcludeQuality(Id), e, asked))
            .Facts(new BidLeftOut(Id, Tender, Lot, Second.BidId, "It does not meet “Insurance”"), new QualityConcluded(Id, Tender, Lot));
    }

    [Fact]
    public void quality_waits_for_every_evaluator_to_confirm_what_was_agreed()
    {
        object[] agreed =
        [
            .. Scored(Eva, Gita),
            new ConsensusReached(Id, First.BidId, Method.CriterionId, 4, "Clear", [Eva, Gita]),
            new ConsensusReached(Id, Second.BidId, Method.CriterionId, 3, "Thin", [Eva, Gita]),
            new ConsensusConfirmed(Id, Eva),
        ];
        Spec.Given<Evaluation>(agreed)
            .When((Evaluation e) => ConcludeQualityHandler.Handle(new ConcludeQuality(Id), e, new Conditions([])))
            .Refused("consensus-unconfirmed");
        Spec.Given<Evaluation>([
                .. agreed,
                new ConsensusConfirmed(Id, Gita),
                new ConsensusReached(Id, Second.BidId, Method.CriterionId, 2, "Thinner", [Eva, Gita]),
            ])
            .When((Evaluation e) => ConfirmConsensusHandler.Handle(new ConfirmConsensus(Id), e, As(Eva)))
            .Facts(new ConsensusConfirmed(Id, Eva));
    }

    [Fact]
    public void an_evaluator_kept_out_is_not_waited_for() =>
        Spec.Given<Evaluation>([
                .. Scored(Eva),
                new EvaluatorAppointed(Id, Gita),
                new ConflictFound(Id, Gita, Vale, "membership"),
                new ConflictDecided(Id, Gita, false, Trust, "Member"),
            ])
            .When(
                (Evaluation e) =>
                    ReachConsensusHandler.Handle(new ReachConsensus(Id, First.BidId, Method.CriterionId, 4, "Clear", [Eva]), e, As(Eva))
            )
            .Facts(new ConsensusReached(Id, First.BidId, Method.CriterionId, 4, "Clear", [Eva]));

    [Fact]
    public void prices_wait_for_quality_and_for_every_price()
    {
        var opened = new AssessPricesHandler.Opened(
            new Dictionary<Guid, PriceTotals> { [First.BidId] = new(new Money(150), null) },
            PriceBasis.Net,
            new StandingBids(new HashSet<Guid>())
        );
        Spec.Given<Evaluation>(Scored(Eva, Gita))
            .When((Evaluation e) => AssessPricesHandler.Handle(new AssessPrices(Tender, Lot), e, opened))
            .Nothing();
        Spec.Given<Evaluation>(Agreed(4, 3))
            .When((Evaluation e) => AssessPricesHandler.Handle(new AssessPrices(Tender, Lot), e, opened))
            .Nothing();
    }

    [Fact]
    public void a_benchmark_price_earns_its_exact_marks()
    {
        var evaluation = Evaluation.IdOf(Tender, Lot);
        Spec.Given<Evaluation>(Agreed(4, 3))
            .When(
                (Evaluation e) =>
                    AssessPricesHandler.Handle(
                        new AssessPrices(Tender, Lot),
                        e,
                        new AssessPricesHandler.Opened(
                            new Dictionary<Guid, PriceTotals>
                            {
                                [First.BidId] = new(new Money(150), null),
                                [Second.BidId] = new(new Money(125), null),
                            },
                            PriceBasis.Net,
                            new StandingBids(new HashSet<Guid>())
                        )
                    )
            )
            .Facts(
                new PricesAssessed(
                    evaluation,
                    Tender,
                    Lot,
                    "F5",
                    [new PriceAssessed(First.BidId, new Money(150), 20), new PriceAssessed(Second.BidId, new Money(125), 30)]
                )
            );
    }

    [Fact]
    public void on_the_basis_with_VAT_what_VAT_costs_is_compared_and_the_value_is_without() =>
        Spec.Given<Evaluation>(Agreed(4, 3))
            .When(
                (Evaluation e) =>
                    AssessPricesHandler.Handle(
                        new AssessPrices(Tender, Lot),
                        e,
                        new AssessPricesHandler.Opened(
                            new Dictionary<Guid, PriceTotals>
                            {
                                [First.BidId] = new(new Money(125), new Money(25)),
                                [Second.BidId] = new(new Money(125), Money.Zero),
                            },
                            PriceBasis.Gross,
                            new StandingBids(new HashSet<Guid>())
                        )
                    )
            )
            .Facts(
                new PricesAssessed(
                    Evaluation.IdOf(Tender, Lot),
                    Tender,
                    Lot,
                    "F5",
                    [
                        new PriceAssessed(First.BidId, new Money(150), 20, new Money(125)),
                        new PriceAssessed(Second.BidId, new Money(125), 30, new Money(125)),
                    ],
                    PriceBasis.Gross
                )
            );

    [Fact]
    public void equal_bids_climb_the_published_ladder_and_a_draw_shows_its_seed()
    {
        object[] tied =
        [
            .. Agreed(4, 4),
            new PricesAssessed(
                Id,
                Tender,
                Lot,
                "F5",
                [new PriceAssessed(First.BidId, new Money(150), 20), new PriceAssessed(Second.BidId, new Money(150), 20)]
            ),
        ];
        var draw = TieDraw.IdOf(Tender);
        Spec.Given<Evaluation>(tied)
            .When(
                (Evaluation e) =>
                    RankBidsHandler.Handle(
                        new RankBids(Id),
                        e,
                        new RankBidsHandler.Places(new StandingBids(new HashSet<Guid>()), draw, null)
                    )
            )
            .Refused("draw-not-committed");
        var seed = Convert.ToHexStringLower(new byte[32]);
        var decision = Spec.Given<Evaluation>(tied)
            .When(
                (Evaluation e) =>
                    RankBidsHandler.Handle(
                        new RankBids(Id),
                        e,
                        new RankBidsHandler.Places(new StandingBids(new HashSet<Guid>()), draw, seed)
                    )
            )
            .Decision;
        Assert.Equal(
            Draw.Order(new byte[32], [First.BidId, Second.BidId])[0],
            decision.Events.OfType<BidsRanked>().Single().Ranking[0].BidId
        );
        Assert.Equal(seed, decision.Events.OfType<DrawSeedDisclosed>().Single().Seed);
    }

    [Fact]
    public void only_the_first_can_be_proposed_and_only_once()
    {
        object[] ranked =
        [
            .. Agreed(4, 3),
            new PricesAssessed(
                Id,
                Tender,
                Lot,
                "F5",
                [new PriceAssessed(First.BidId, new Money(150), 20), new PriceAssessed(Second.BidId, new Money(125), 30)]
            ),
            new BidsRanked(
                Id,
                Tender,
                Lot,
                [new RankedBid(First.BidId, 48, 0, 20, 68, 1, null), new RankedBid(Second.BidId, 36, 0, 30, 66, 2, null)]
            ),
        ];
        var proposed = new AwardProposed(
            Award.IdOf(Id),
            Id,
            Tender,
            Trust,
            Lot,
            First.BidId,
            null,
            [Ladywood],
            new Money(150),
            "Best total",
            Eva
        );
        RecordedCheck[] looked =
        [
            .. new[] { Ladywood, Vale }.SelectMany(p =>
                BidderChecks.Kinds.Select(k => new RecordedCheck(p, k, "The list", default, CheckResult.Clear, null, Eva))
            ),
        ];
        BidderChecks Checks(IEnumerable<RecordedCheck> recorded) =>
            recorded.Aggregate(
                new[] { First, Second }.Aggregate(
                    BidderChecks.Empty,
                    (c, b) => c.Evolve(new SubcontractorsNamed(Id, Tender, Trust, b.BidId, [], Eva))
                ),
                (c, r) => c.Evolve(new BidderChecked(Id, Tender, Trust, r))
            );
        ProposeAwardHandler.Background Behind(BidderChecks checks, params Guid[] excluded) =>
            new(new StandingBids(excluded.ToHashSet()), checks, NamedBidders.None, []);
        var nobodyOut = Behind(Checks(looked));
        Spec.Given<Evaluation>(ranked)
            .When((Evaluation e) => ProposeAwardHandler.Handle(new ProposeAward(Id, "Best total"), e, Award.Empty, As(Eva), nobodyOut))
            .Facts(proposed with { Checks = looked });
        // Whoever stands behind any bid that stands is looked at, in both respects, and whether subcontractors do is said.
        foreach (
            var lacking in new[]
            {
                BidderChecks.Empty,
                Checks(looked[..3]),
                looked.Aggregate(BidderChecks.Empty, (c, r) => c.Evolve(new BidderChecked(Id, Tender, Trust, r))),
                nobodyOut.Checks.Evolve(
                    new SubcontractorsNamed(Id, Tender, Trust, Second.BidId, [new Subcontractor(Guid.CreateVersion7(), "Digger Ltd")], Eva)
                ),
            }
        )
            Spec.Given<Evaluation>(ranked)
                .When((Evaluation e) => ProposeAwardHandler.Handle(new ProposeAward(Id, "Best"), e, Award.Empty, As(Eva), Behind(lacking)))
                .Refused("checks-missing");
        var found = Checks([.. looked, looked[0] with { Result = CheckResult.MustGo, Reason = "Fraud" }]);
        Spec.Given<Evaluation>(ranked)
            .When((Evaluation e) => ProposeAwardHandler.Handle(new ProposeAward(Id, "Best"), e, Award.Empty, As(Eva), Behind(found)))
            .Refused("winner-must-go");
        Spec.Given<Evaluation>(ranked)
            .When(
                (Evaluation e) =>
                    DisregardBidHandler.Handle(
                        new DisregardBid(Id, First.BidId, "Heard"),
                        e,
                        Award.Empty,
                        new DisregardBidHandler.Looked(found, [])
                    )
            )
            .Facts(new BidLeftOut(Id, Tender, Lot, First.BidId, "Heard"));
        Spec.Given<Evaluation>(ranked)
            .When(
                (Evaluation e) =>
                    DisregardBidHandler.Handle(
                        new DisregardBid(Id, Second.BidId, "Heard"),
                        e,
                        Award.Empty,
                        new DisregardBidHandler.Looked(found, [])
                    )
            )
            .Refused("nothing-found-against-bid");
        Spec.Given<Evaluation>(ranked)
            .When(
                (Evaluation e) =>
                    ProposeAwardHandler.Handle(new ProposeAward(Id, "Again"), e, Award.Empty.Evolve(proposed), As(Eva), nobodyOut)
            )
            .Refused("award-already-proposed");
        Spec.Given<Evaluation>(ranked)
            .When(
                (Evaluation e) =>
                    ProposeAwardHandler.Handle(new ProposeAward(Id, "Best"), e, Award.Empty, As(Eva), Behind(Checks(looked), First.BidId))
            )
            .Refused("winner-out");
        // Nor a bid one of whose members has stood back, or evaluators who have not spoken of somebody new.
        var back = BidTeam.Empty.Evolve(new MemberStoodBack(Id, First.BidId, Tender, Trust, Vale, Ladywood, "Ill", Eva, true));
        Spec.Given<Evaluation>(ranked)
            .When(
                (Evaluation e) =>
                    ProposeAwardHandler.Handle(
                        new ProposeAward(Id, "Best"),
                        e,
                        Award.Empty,
                        As(Eva),
                        nobodyOut with
                        {
                            Teams = new Dictionary<Guid, BidTeam> { [First.BidId] = back },
                        }
                    )
            )
            .Refused("winner-left");
        Spec.Given<Evaluation>([.. ranked, new BidderChanged(Id, Tender, Lot, Second.BidId, Gita, Eva)])
            .When(
                (Evaluation e) =>
                    ProposeAwardHandler.Handle(
                        new ProposeAward(Id, "Best"),
                        e,
                        Award.Empty,
                        As(Eva),
                        Behind(
                            Checks([
                                .. looked,
                                .. BidderChecks.Kinds.Select(k => new RecordedCheck(
                                    Eva,
                                    k,
                                    "The list",
                                    default,
                                    CheckResult.Clear,
                                    null,
                                    Eva
                                )),
                            ])
                        )
                    )
            )
            .Refused("interests-not-declared-anew");
        Guid[] gone = [Ladywood];
        Spec.Given<Evaluation>(ranked)
            .When(
                (Evaluation e) =>
                    ProposeAwardHandler.Handle(new ProposeAward(Id, "Best"), e, Award.Empty, As(Eva), nobodyOut with { Gone = gone })
            )
            .Refused("winner-gone");
        Spec.Given<Evaluation>(ranked)
            .When(
                (Evaluation e) =>
                    DisregardBidHandler.Handle(
                        new DisregardBid(Id, First.BidId, "Heard"),
                        e,
                        Award.Empty,
                        new DisregardBidHandler.Looked(BidderChecks.Empty, gone)
                    )
            )
            .Facts(new BidLeftOut(Id, Tender, Lot, First.BidId, "Heard"));
    }
}
