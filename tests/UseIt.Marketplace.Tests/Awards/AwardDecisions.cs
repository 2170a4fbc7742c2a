using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class AwardDecisions
{
    private static readonly Guid Id = Guid.CreateVersion7(),
        EvaluationId = Guid.CreateVersion7(),
        Tender = Guid.CreateVersion7(),
        Lot = Guid.CreateVersion7(),
        Trust = Guid.CreateVersion7();
    private static readonly Guid Bid = Guid.CreateVersion7(),
        Ladywood = Guid.CreateVersion7(),
        Author = Guid.CreateVersion7(),
        Proposer = Guid.CreateVersion7(),
        Approver = Guid.CreateVersion7();
    private static readonly AwardProposed Proposed = new(
        Id,
        EvaluationId,
        Tender,
        Trust,
        Lot,
        Bid,
        null,
        [Ladywood],
        new Money(150),
        "Best total",
        Proposer
    );
    private static readonly DateTimeOffset Told = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly object[] Approved = [Proposed, new AwardApproved(Id, Tender, Lot, Approver)];
    private static readonly object[] Summarised =
    [
        .. Approved,
        new SummariesSent(Id, Tender, Lot, Told, [new SummaryRecipient(Bid, Ladywood)]),
    ];
    private static readonly PublishAwardNoticeHandler.Rules Above = new(RegimeCodes.Above, new(2026, 6, 1));
    private static readonly DateTimeOffset EndsAt = new(2026, 6, 10, 23, 0, 0, TimeSpan.Zero);
    private static readonly object[] InStandstill =
    [
        .. Summarised,
        new AwardNoticePublished(Id, Tender, Lot, Told.AddHours(1), "2026/S 000-1"),
        new StandstillStarted(Id, Tender, Lot, "x", new(2026, 6, 1), new(2026, 6, 10), EndsAt),
    ];

    private static Actor As(Guid person) => new(person, Trust, new HashSet<string> { Roles.Approver }, "membership:x");

    private static ApproveAwardHandler.Background Background(params object[] facts) =>
        new(
            facts
                .Prepend(new BidsRanked(EvaluationId, Tender, Lot, [new RankedBid(Bid, 1, 0, 1, 2, 1, null)]))
                .Aggregate(Evaluation.Empty, (e, fact) => e.Evolve(fact)),
            new HashSet<Guid> { Author }
        );

    [Fact]
    public void another_person_approves() =>
        Spec.Given<Award>(Proposed)
            .When((Award a) => ApproveAwardHandler.Handle(new ApproveAward(Id), a, As(Approver), Background()))
            .Facts(new AwardApproved(Id, Tender, Lot, Approver));

    [Fact]
    public void neither_proposer_nor_author_nor_an_evaluator_with_a_conflict_approves()
    {
        Spec.Given<Award>(Proposed)
            .When((Award a) => ApproveAwardHandler.Handle(new ApproveAward(Id), a, As(Proposer), Background()))
            .Refused("own-proposal");
        Spec.Given<Award>(Proposed)
            .When((Award a) => ApproveAwardHandler.Handle(new ApproveAward(Id), a, As(Author), Background()))
            .Refused("own-tender");
        Spec.Given<Award>(Proposed)
            .When(
                (Award a) =>
                    ApproveAwardHandler.Handle(
                        new ApproveAward(Id),
                        a,
                        As(Approver),
                        Background(
                            new EvaluatorAppointed(EvaluationId, Approver),
                            new ConflictFound(EvaluationId, Approver, Ladywood, "declared")
                        )
                    )
            )
            .Refused("approver-conflict");
    }

    [Fact]
    public void nobody_who_is_suspended_or_closed_is_awarded_anything()
    {
        Spec.Given<Award>(Proposed)
            .When((Award a) => ApproveAwardHandler.Handle(new ApproveAward(Id), a, As(Approver), Background() with { Gone = true }))
            .Refused("winner-gone");
        Spec.Given<Award>(InStandstill)
            .When(
                (Award a) => ConfirmAwardHandler.Handle(new ConfirmAward(Id), a, new ConfirmAwardHandler.Winner(false, Gone: true), EndsAt)
            )
            .Refused("winner-gone");
        Spec.Given<Award>(Proposed)
            .When((Award a) => ApproveAwardHandler.Handle(new ApproveAward(Id), a, As(Approver), Background() with { Left = true }))
            .Refused("winner-left");
        Spec.Given<Award>(InStandstill)
            .When(
                (Award a) => ConfirmAwardHandler.Handle(new ConfirmAward(Id), a, new ConfirmAwardHandler.Winner(false, Left: true), EndsAt)
            )
            .Refused("winner-left");
        var suspended = SupplierStanding.Empty.Evolve(new OrganisationSuspended(Ladywood, "Debts"));
        Assert.True(suspended.IsGone);
        Assert.False(suspended.Evolve(new OrganisationReinstated(Ladywood, "Paid")).IsGone);
        Assert.True(
            suspended.Evolve(new OrganisationClosed(Ladywood, "Wound up")).Evolve(new OrganisationReinstated(Ladywood, "x")).IsGone
        );
    }

    [Fact]
    public void a_proposal_sent_back_may_be_made_again_and_one_that_bidders_know_of_may_not_be_sent_back()
    {
        Spec.Given<Award>(Approved)
            .When((Award a) => RejectAwardHandler.Handle(new RejectAward(Id, "A bid was misread"), a, As(Approver), Background()))
            .Facts(new AwardRejected(Id, Tender, Lot, Approver, "A bid was misread"));
        Spec.Given<Award>(Summarised)
            .When((Award a) => RejectAwardHandler.Handle(new RejectAward(Id, "Too late"), a, As(Approver), Background()))
            .Refused("award-not-proposed");
    }

    [Fact]
    public void under_the_act_the_notice_counts_from_find_a_tender_and_the_standstill_with_it() =>
        Spec.Given<Award>(Summarised)
            .When(
                (Award a) =>
                    PublishAwardNoticeHandler.Handle(
                        new PublishAwardNotice(Id, "2026/S 000-1", Told.AddHours(1)),
                        a,
                        Above,
                        Told.AddHours(3)
                    )
            )
            .Facts(
                new AwardNoticePublished(Id, Tender, Lot, Told.AddHours(1), "2026/S 000-1"),
                new StandstillStarted(Id, Tender, Lot, "PA_ABOVE from 2026-01-01", new(2026, 6, 1), new(2026, 6, 10), EndsAt)
            );

    [Theory]
    [InlineData(null, 1, "notice-missing")]
    [InlineData("2026/S 000-1", null, "published-at-missing")]
    [InlineData("2026/S 000-1", -1, "published-at-wrong")]
    [InlineData("2026/S 000-1", 9, "published-at-wrong")]
    public void a_notice_without_its_number_and_true_instant_is_refused(string? notice, int? hours, string code) =>
        Spec.Given<Award>(Summarised)
            .When(
                (Award a) =>
                    PublishAwardNoticeHandler.Handle(
                        new PublishAwardNotice(Id, notice, hours is { } h ? Told.AddHours(h) : null),
                        a,
                        Above,
                        Told.AddHours(3)
                    )
            )
            .Refused(code);

    [Fact]
    public void eight_working_days_cannot_be_made_fewer() =>
        Spec.Given<Award>(Summarised)
            .When(
                (Award a) =>
                    PublishAwardNoticeHandler.Handle(
                        new PublishAwardNotice(Id, "2026/S 000-1", Told.AddHours(1), 7),
                        a,
                        Above,
                        Told.AddHours(3)
                    )
            )
            .Refused("standstill-too-short");

    [Fact]
    public void a_private_award_is_public_at_once_without_standstill_unless_one_is_offered()
    {
        var rules = new PublishAwardNoticeHandler.Rules(RegimeCodes.PrivateVoluntary, new(2026, 6, 1));
        Spec.Given<Award>(Summarised)
            .When((Award a) => PublishAwardNoticeHandler.Handle(new PublishAwardNotice(Id), a, rules, Told.AddHours(3)))
            .Facts(new AwardNoticePublished(Id, Tender, Lot, Told.AddHours(3), null));
        Spec.Given<Award>(Summarised)
            .When((Award a) => PublishAwardNoticeHandler.Handle(new PublishAwardNotice(Id, "2026/S 000-1"), a, rules, Told.AddHours(3)))
            .Refused("notice-elsewhere");
    }

    [Fact]
    public void a_timer_that_wakes_early_sleeps_again_and_one_that_wakes_in_a_suspension_does_nothing()
    {
        var early = Spec.Given<Award>(InStandstill)
            .When((Award a) => EndStandstillHandler.Handle(new EndStandstill(Id), a, EndsAt.AddSeconds(-1)));
        early.Nothing();
        Assert.Equal([(new EndStandstill(Id), EndsAt)], early.Decision.Messages.Select(m => ((EndStandstill)m.Message, m.Due!.Value)));
        Spec.Given<Award>(InStandstill)
            .When((Award a) => EndStandstillHandler.Handle(new EndStandstill(Id), a, EndsAt))
            .Facts(new StandstillEnded(Id, Tender, Lot));
        var suspended = Spec.Given<Award>([.. InStandstill, new StandstillSuspended(Id, Tender, "Proceedings")])
            .When((Award a) => EndStandstillHandler.Handle(new EndStandstill(Id), a, EndsAt.AddDays(3)));
        suspended.Nothing();
        Assert.Empty(suspended.Decision.Messages);
    }

    [Fact]
    public void a_lifted_suspension_never_shortens_the_standstill()
    {
        object[] suspended = [.. InStandstill, new StandstillSuspended(Id, Tender, "Proceedings")];
        Spec.Given<Award>(suspended)
            .When((Award a) => ResumeStandstillHandler.Handle(new ResumeStandstill(Id), a, EndsAt.AddDays(-2)))
            .Facts(new StandstillResumed(Id, Tender, EndsAt));
        Spec.Given<Award>(suspended)
            .When((Award a) => ResumeStandstillHandler.Handle(new ResumeStandstill(Id), a, EndsAt.AddDays(2)))
            .Facts(new StandstillResumed(Id, Tender, EndsAt.AddDays(2)));
    }

    [Fact]
    public void what_a_check_finds_after_the_proposal_stops_it_and_the_contract_too()
    {
        var award = Award.Empty.Evolve(Proposed);
        BidderChecks Found(CheckResult result) =>
            BidderChecks.Empty.Evolve(
                new BidderChecked(
                    BidderChecks.IdOf(Tender),
                    Tender,
                    Trust,
                    new RecordedCheck(Ladywood, CheckKind.Debarment, "The list", default, result, null, Approver)
                )
            );
        Assert.False(Found(CheckResult.MayStay).MustGo(award));
        Assert.True(Found(CheckResult.MustGo).MustGo(award));
        Spec.Given<Award>(Proposed)
            .When((Award a) => ApproveAwardHandler.Handle(new ApproveAward(Id), a, As(Approver), Background() with { MustGo = true }))
            .Refused("winner-must-go");
        Spec.Given<Award>(InStandstill)
            .When(
                (Award a) =>
                    ConfirmAwardHandler.Handle(new ConfirmAward(Id), a, new ConfirmAwardHandler.Winner(false, MustGo: true), EndsAt)
            )
            .Refused("winner-must-go");
    }

    [Fact]
    public void an_award_is_confirmed_after_its_standstill_and_not_a_second_before()
    {
        var confirmed = new AwardConfirmed(Id, Tender, Trust, Lot, Bid, null, [Ladywood], new Money(150));
        Spec.Given<Award>(InStandstill)
            .When(
                (Award a) =>
                    ConfirmAwardHandler.Handle(new ConfirmAward(Id), a, new ConfirmAwardHandler.Winner(false), EndsAt.AddSeconds(-1))
            )
            .Refused("standstill-running");
        Spec.Given<Award>(InStandstill)
            .When((Award a) => ConfirmAwardHandler.Handle(new ConfirmAward(Id), a, new ConfirmAwardHandler.Winner(false), EndsAt))
            .Facts(new StandstillEnded(Id, Tender, Lot), confirmed);
        Spec.Given<Award>(InStandstill)
            .When((Award a) => ConfirmAwardHandler.Handle(new ConfirmAward(Id), a, new ConfirmAwardHandler.Winner(true), EndsAt))
            .Refused("winner-out");
        Spec.Given<Award>([.. InStandstill, new StandstillSuspended(Id, Tender, "Proceedings")])
            .When((Award a) => ConfirmAwardHandler.Handle(new ConfirmAward(Id), a, new ConfirmAwardHandler.Winner(false), EndsAt))
            .Refused("standstill-suspended");
        Spec.Given<Award>([.. InStandstill, confirmed])
            .When((Award a) => ConfirmAwardHandler.Handle(new ConfirmAward(Id), a, new ConfirmAwardHandler.Winner(false), EndsAt))
            .Nothing();
    }
}
