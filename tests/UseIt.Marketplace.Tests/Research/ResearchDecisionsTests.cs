using UseIt.Marketplace.CommunityAssets;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Research;

public sealed class ResearchDecisionsTests
{
    private static readonly Guid Ise = Guid.CreateVersion7();
    private static readonly Guid Hospital = Guid.CreateVersion7();
    private static readonly Guid Project = Guid.CreateVersion7();
    private static readonly Guid Zainab = Guid.CreateVersion7();
    private static readonly Guid Course = Guid.CreateVersion7();
    private static readonly Guid Finding = Guid.CreateVersion7();
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly Protected Sealed = new(Zainab, "n", "c");
    private static readonly Actor Asker = Person(Hospital, Roles.Author);
    private static readonly Actor Coordinator = Person(Ise, Roles.Adviser);
    private static readonly Actor Reviewer = Person(Ise, Roles.ProgrammeManager);
    private static readonly EthicsPlan Plan = new(
        "Upset people",
        "1.0",
        "The sheet",
        "Pairs only",
        "Destroyed after a year",
        Today.AddDays(60),
        null
    );

    private static readonly object[] Commissioned =
    [
        new ResearchCommissioned(
            Project,
            Ise,
            Hospital,
            "Missed appointments",
            "Why are appointments missed?",
            "Interviews",
            new Money(6000),
            Today.AddDays(200),
            30,
            Asker.Person
        ),
    ];
    private static readonly object[] TakenOn = [.. Commissioned, new ResearchTakenOn(Project, Ise, Coordinator.Person)];
    private static readonly object[] Assigned = [.. TakenOn, new ResearcherAssigned(Project, Ise, Zainab)];
    private static readonly object[] Submitted = [.. Assigned, new ResearchEthicsSubmitted(Project, Ise, 1, Plan, Coordinator.Person)];
    private static readonly object[] Approved =
    [
        .. Submitted,
        new ResearchEthicsDecided(Project, Ise, 1, EthicsOutcome.Approved, "E/1", "Good", Reviewer.Person),
    ];
    private static readonly object[] InTheField = [.. Approved, new ResearchFieldworkStarted(Project, Ise, Today.AddDays(-5))];

    private static readonly object[] Recruited =
    [
        new ResearcherRecruited(Zainab, Ise, Sealed, Sealed, ConsentCapacity.Adult, null, "A library"),
    ];
    private static readonly object[] Desk =
    [
        new ResearchLeadNamed(ResearchDesk.IdOf(Ise), Ise, Reviewer.Person, Sealed, Reviewer.Person),
        new ResearchCourseOffered(ResearchDesk.IdOf(Ise), Ise, Course, "Community research", "A university", 6, 4),
    ];

    [Fact]
    public void nobody_is_recruited_before_somebody_is_named_who_hears_of_concerns() =>
        Spec.Given<Researcher>()
            .When(
                (Stream<Researcher> r) =>
                    RecruitResearcherHandler.Handle(Recruit(ConsentCapacity.Adult, null), r, State<ResearchDesk>(), Values(), Now)
            )
            .Refused("research-lead-missing");

    [Theory]
    [InlineData(ConsentCapacity.Under18, false, false, "guardian-rule-missing")]
    [InlineData(ConsentCapacity.LacksCapacity, false, true, "guardian-rule-missing")]
    [InlineData(ConsentCapacity.Under18, true, false, "guardian-missing")]
    [InlineData(ConsentCapacity.Under18, true, true, null)]
    [InlineData(ConsentCapacity.Adult, false, false, null)]
    public void who_cannot_agree_alone_needs_the_rule_and_the_guardian(ConsentCapacity capacity, bool rule, bool guardian, string? code)
    {
        object[] desk = rule
            ? [.. Desk, new ResearchGuardianRuleSet(ResearchDesk.IdOf(Ise), Ise, "A parent signs", Reviewer.Person)]
            : Desk;
        var decided = RecruitResearcherHandler.Handle(
            Recruit(capacity, guardian ? new Guardian("Aisha", Today) : null),
            new Stream<Researcher>(Zainab, 0, Researcher.Empty),
            State<ResearchDesk>(desk),
            new RecruitResearcherHandler.Sealed(Sealed, Sealed, guardian ? Sealed : null),
            Now
        );
        Assert.Equal(code is null ? [] : [code], decided.Refusals.Select(r => r.Code));
    }

    [Fact]
    public void all_that_is_missing_is_said_at_once() =>
        Spec.Given<Researcher>()
            .When(
                (Stream<Researcher> r) =>
                    RecruitResearcherHandler.Handle(
                        new RecruitResearcher(Ise, Zainab, "", "", ""),
                        r,
                        State<ResearchDesk>(Desk),
                        new RecruitResearcherHandler.Sealed(null, null, null),
                        Now
                    )
            )
            .Refused("name-missing", "contact-missing", "source-missing");

    [Fact]
    public void a_course_is_completed_only_with_its_sessions()
    {
        var three = Enumerable.Range(1, 3).Select(n => (object)new ResearchSessionAttended(Zainab, Ise, Course, n, Today));
        Spec.Given<Researcher>([.. Recruited, .. three])
            .When((Researcher r) => CompleteResearchTrainingHandler.Handle(Complete(), State<ResearchDesk>(Desk), r, Now))
            .Refused("sessions-too-few");
        // Attending one twice is attending it once.
        Spec.Given<Researcher>([.. Recruited, .. three, new ResearchSessionAttended(Zainab, Ise, Course, 3, Today)])
            .When((Researcher r) => CompleteResearchTrainingHandler.Handle(Complete(), State<ResearchDesk>(Desk), r, Now))
            .Refused("sessions-too-few");
        Spec.Given<Researcher>([.. Recruited, .. three, new ResearchSessionAttended(Zainab, Ise, Course, 5, Today)])
            .When((Researcher r) => CompleteResearchTrainingHandler.Handle(Complete(), State<ResearchDesk>(Desk), r, Now))
            .Facts(new ResearchTrainingCompleted(Zainab, Ise, Course, Today));
    }

    [Fact]
    public void a_session_names_who_was_there_once()
    {
        var (other, stranger) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var found = new Dictionary<Guid, Researcher>
        {
            [Zainab] = State<Researcher>([.. Recruited, new ResearchSessionAttended(Zainab, Ise, Course, 2, Today)]),
            [other] = State<Researcher>([new ResearcherRecruited(other, Ise, Sealed, Sealed, ConsentCapacity.Adult, null, "x")]),
        };
        var command = new RecordResearchSession(Ise, Course, 2, Today, [Zainab, other]);
        new Then(RecordResearchSessionHandler.Handle(command, State<ResearchDesk>(Desk), new(found), Now)).Facts(
            new ResearchSessionAttended(other, Ise, Course, 2, Today)
        );
        found[stranger] = State<Researcher>([
            new ResearcherRecruited(stranger, Hospital, Sealed, Sealed, ConsentCapacity.Adult, null, "x"),
        ]);
        new Then(
            RecordResearchSessionHandler.Handle(
                command with
                {
                    Session = 7,
                    On = Today.AddDays(1),
                    Researchers = [stranger],
                },
                State<ResearchDesk>(Desk),
                new(found),
                Now
            )
        ).Refused("session-wrong", "date-in-future", "researcher-unknown");
    }

    [Theory]
    [InlineData(null, ResearchPay.Pay, "pay-unanswered")]
    [InlineData(null, ResearchPay.Expenses, null)]
    [InlineData(PayOutcome.ExpensesOnly, ResearchPay.Pay, "pay-expenses-only")]
    [InlineData(PayOutcome.ExpensesOnly, ResearchPay.Expenses, null)]
    [InlineData(PayOutcome.MayBePaid, ResearchPay.Pay, null)]
    public void pay_is_offered_only_once_it_is_known_that_this_person_may_be_paid(PayOutcome? answer, ResearchPay kind, string? code)
    {
        object[] facts = answer is { } outcome
            ? [.. Recruited, new ResearchPayAnswered(Zainab, Ise, outcome, Today, Coordinator.Person)]
            : Recruited;
        var decided = OfferResearchPayHandler.Handle(
            new OfferResearchPay(Project, Zainab, kind, new Money(400)),
            State<ResearchProject>(Assigned),
            State<Researcher>(facts)
        );
        Assert.Equal(code is null ? [] : [code], decided.Refusals.Select(r => r.Code));
    }

    [Fact]
    public void what_was_found_since_the_offer_holds_for_what_is_paid()
    {
        object[] offered = [.. Assigned, new ResearchPayOffered(Project, Zainab, ResearchPay.Pay, new Money(400))];
        var command = new RecordResearcherPaid(Project, Zainab, Guid.CreateVersion7(), new Money(400), Today);
        object[] answered = [.. Recruited, new ResearchPayAnswered(Zainab, Ise, PayOutcome.ExpensesOnly, Today, Coordinator.Person)];
        new Then(RecordResearcherPaidHandler.Handle(command, State<ResearchProject>(offered), State<Researcher>(answered), Now)).Refused(
            "pay-expenses-only"
        );
        new Then(RecordResearcherPaidHandler.Handle(command, State<ResearchProject>(Assigned), State<Researcher>(answered), Now)).Refused(
            "pay-not-offered"
        );
    }

    [Fact]
    public void no_fieldwork_and_no_participant_before_ethics_are_approved()
    {
        foreach (var before in new[] { Assigned, Submitted, [.. Submitted, Decided(EthicsOutcome.ChangesNeeded)], Resubmitted() })
        {
            Spec.Given<ResearchProject>(before)
                .When((ResearchProject p) => StartFieldworkHandler.Handle(new StartFieldwork(Project, Today), p, Now))
                .Refused("ethics-not-approved");
            new Then(Participant(before)).Refused("ethics-not-approved");
        }
        new Then(Participant(Approved)).Refused("fieldwork-not-started");
        Assert.Single(Participant(InTheField).Events);
        // What is asked for anew stops new records until it is decided.
        new Then(
            Participant([.. InTheField, new ResearchEthicsSubmitted(Project, Ise, 2, Plan with { Risks = "More" }, Coordinator.Person)])
        ).Refused("ethics-not-approved");
    }

    [Fact]
    public void a_participant_agrees_to_the_form_that_was_approved() =>
        new Then(Participant(InTheField, version: "0.9", on: Today.AddDays(-6))).Refused("consent-version-other", "consented-on-wrong");

    [Fact]
    public void somebody_under_18_takes_part_only_by_the_approved_rule()
    {
        new Then(Participant(InTheField, capacity: ConsentCapacity.Under18)).Refused("guardian-rule-missing");
        object[] ruled =
        [
            .. Assigned,
            new ResearchEthicsSubmitted(Project, Ise, 1, Plan with { GuardianRule = "A parent signs" }, Coordinator.Person),
            Decided(EthicsOutcome.Approved),
            new ResearchFieldworkStarted(Project, Ise, Today.AddDays(-5)),
        ];
        new Then(Participant(ruled, capacity: ConsentCapacity.Under18)).Refused("guardian-missing");
        Assert.Single(Participant(ruled, capacity: ConsentCapacity.Under18, guardian: new Guardian("Aisha", Today)).Events);
    }

    [Fact]
    public void nobody_of_the_project_reviews_its_ethics()
    {
        var decide = new DecideResearchEthics(Project, 1, EthicsOutcome.Approved, "Good", "E/1");
        foreach (var own in new[] { Asker, Coordinator })
            new Then(DecideResearchEthicsHandler.Handle(decide, State<ResearchProject>(Submitted), Mentors(), own)).Refused(
                "reviewer-of-project"
            );
        new Then(DecideResearchEthicsHandler.Handle(decide, State<ResearchProject>(Submitted), Mentors(Reviewer.Person), Reviewer)).Refused(
            "reviewer-of-project"
        );
        new Then(
            DecideResearchEthicsHandler.Handle(decide with { Version = 2 }, State<ResearchProject>(Submitted), Mentors(), Reviewer)
        ).Refused("ethics-changed");
        new Then(
            DecideResearchEthicsHandler.Handle(
                decide with
                {
                    Reference = " ",
                    Reason = "",
                },
                State<ResearchProject>(Submitted),
                Mentors(),
                Reviewer
            )
        ).Refused("reason-missing", "reference-missing");
        new Then(DecideResearchEthicsHandler.Handle(decide, State<ResearchProject>(Submitted), Mentors(), Reviewer)).Facts(
            new ResearchEthicsDecided(Project, Ise, 1, EthicsOutcome.Approved, "E/1", "Good", Reviewer.Person)
        );
        new Then(DecideResearchEthicsHandler.Handle(decide, State<ResearchProject>(Approved), Mentors(), Reviewer)).Refused(
            "ethics-nothing-waits"
        );
    }

    [Fact]
    public void ethics_review_is_asked_for_with_all_of_it() =>
        Spec.Given<ResearchProject>(Assigned)
            .When(
                (ResearchProject p) =>
                    SubmitResearchEthicsHandler.Handle(new SubmitResearchEthics(Project, "", " ", "", "", "", Today), p, Coordinator, Now)
            )
            .Refused(
                "risks-missing",
                "consent-version-missing",
                "information-sheet-missing",
                "lone-working-missing",
                "data-plan-missing",
                "withdraw-until-past"
            );

    [Fact]
    public void a_participant_withdraws_until_the_day_they_were_told_and_their_key_goes()
    {
        object[] taking =
        [
            new ResearchParticipantRecorded(
                Zainab,
                Project,
                Ise,
                Sealed,
                null,
                "1.0",
                Today,
                Today.AddDays(60),
                ConsentCapacity.Adult,
                null
            ),
        ];
        var onTheDay = UkTime.StartOf(Today.AddDays(60)).AddHours(23);
        var decided = WithdrawParticipantHandler.Handle(new WithdrawParticipant(Zainab), State<ResearchParticipant>(taking), onTheDay);
        new Then(decided).Facts(new ResearchParticipantWithdrew(Zainab, Project, Ise, Today.AddDays(60)));
        Assert.Equal([new DestroyResearchKey(Zainab)], decided.Messages.Select(m => m.Message));
        new Then(
            WithdrawParticipantHandler.Handle(new WithdrawParticipant(Zainab), State<ResearchParticipant>(taking), onTheDay.AddHours(1))
        ).Refused("withdrawal-too-late");
    }

    [Fact]
    public void a_finding_is_delayed_by_a_dated_embargo_and_never_buried()
    {
        var recorded = new FindingRecorded(
            Finding,
            Project,
            Ise,
            Hospital,
            "Letters",
            "They come late",
            null,
            "CC BY 4.0",
            Today.AddDays(30)
        );
        // Silence holds it back until the agreed day, no longer.
        Publish([recorded], Today.AddDays(29)).Refused("finding-unanswered");
        Publish([recorded], Today.AddDays(30)).Facts(new FindingPublished(Finding, Project, Ise));
        // Consent lifts it at once.
        Publish([recorded, new FindingCleared(Finding, Project, Hospital, Asker.Person)], Today)
            .Facts(new FindingPublished(Finding, Project, Ise));
        var embargo = new FindingEmbargoed(Finding, Project, Hospital, Today.AddDays(10), "Talks", Asker.Person);
        Publish([recorded, embargo], Today.AddDays(9)).Refused("finding-under-embargo");
        Publish([recorded, embargo], Today.AddDays(10)).Facts(new FindingPublished(Finding, Project, Ise));
        Embargo([recorded], Today.AddDays(31), "Talks").Refused("embargo-too-long");
        Embargo([recorded], Today, "").Refused("embargo-past", "reason-missing");
        Embargo([recorded], Today.AddDays(30), "Talks")
            .Facts(new FindingEmbargoed(Finding, Project, Hospital, Today.AddDays(30), "Talks", Asker.Person));
        Embargo([recorded, new FindingPublished(Finding, Project, Ise)], Today.AddDays(5), "Talks").Refused("finding-published");
        // Nobody holds back what nobody commissioned.
        Publish([recorded with { CommissionerId = null, ReservedUntil = Today }], Today)
            .Facts(new FindingPublished(Finding, Project, Ise));
    }

    [Fact]
    public void a_use_stands_by_the_word_of_whoever_used_it()
    {
        var use = Guid.CreateVersion7();
        var recorded = new FindingRecorded(Finding, Project, Ise, Hospital, "Letters", "They come late", null, "CC BY 4.0", Today);
        ReportFindingUse Report(Guid by) => new(Finding, use, FindingUseKind.Decision, "Text messages", by);
        var said = new FindingUseReported(Finding, use, FindingUseKind.Decision, null, "Text messages", Hospital, Coordinator.Person);
        var found = new ReportFindingUseHandler.Found(true, false);
        var state = State<ResearchFinding>(recorded);

        new Then(ReportFindingUseHandler.Handle(Report(Hospital), state, found, Coordinator)).Facts(said);
        new Then(ReportFindingUseHandler.Handle(Report(Hospital), state, found, Asker)).Facts(
            said with
            {
                By = Asker.Person,
            },
            new FindingUseConfirmed(Finding, use, Hospital, Asker.Person)
        );
        var own = new FindingUseReported(Finding, use, FindingUseKind.Decision, null, "Text messages", Ise, Coordinator.Person);
        new Then(ReportFindingUseHandler.Handle(Report(Ise), state, found, Coordinator)).Facts(own);
        Spec.Given<ResearchFinding>(recorded, own)
            .When((ResearchFinding f) => ConfirmFindingUseHandler.Handle(new ConfirmFindingUse(Finding, use), f, Coordinator))
            .Refused("use-said-by-oneself");
        Spec.Given<ResearchFinding>(recorded, own)
            .When((ResearchFinding f) => ConfirmFindingUseHandler.Handle(new ConfirmFindingUse(Finding, use), f, Reviewer))
            .Facts(new FindingUseConfirmed(Finding, use, Ise, Reviewer.Person));
        new Then(
            ReportFindingUseHandler.Handle(Report(Hospital) with { Kind = FindingUseKind.Tender, Words = "" }, state, found, Coordinator)
        ).Refused("words-missing", "subject-missing");
        // An asset is linked where everybody may see it, and said in words where it is on no map.
        var asset = Report(Hospital) with
        {
            Kind = FindingUseKind.Asset,
            SubjectId = Project,
        };
        new Then(ReportFindingUseHandler.Handle(asset, state, found, Coordinator)).Refused("subject-missing");
        new Then(ReportFindingUseHandler.Handle(asset, state, found with { SubjectFits = true }, Coordinator)).Facts(
            said with
            {
                Kind = FindingUseKind.Asset,
                SubjectId = Project,
            }
        );
        new Then(ReportFindingUseHandler.Handle(asset with { SubjectId = null }, state, found, Coordinator)).Facts(
            said with
            {
                Kind = FindingUseKind.Asset,
            }
        );
        new Then(ReportFindingUseHandler.Handle(asset with { Kind = FindingUseKind.Decision }, state, found, Coordinator)).Refused(
            "subject-not-wanted"
        );
    }

    [Theory]
    [InlineData(AssetOwnership.Organisation, false, AssetKind.Physical, true)]
    [InlineData(AssetOwnership.NaturalPerson, false, AssetKind.Physical, false)]
    [InlineData(AssetOwnership.Organisation, true, AssetKind.Physical, false)]
    [InlineData(AssetOwnership.Organisation, false, AssetKind.Human, false)]
    public void only_an_asset_of_the_public_map_is_linked(AssetOwnership ownership, bool sensitive, AssetKind kind, bool shown)
    {
        var mapped = new AssetMapped(
            Project,
            Ise,
            AssetScale.Micro,
            kind,
            "Hall",
            ownership,
            null,
            null,
            new AssetPlace("E05011151", null, null, null),
            new AssetDescription(AssetCondition.InUse, "Meetings", null, "A walk"),
            sensitive,
            null
        );
        Assert.False(UsedAsset.Empty.Public);
        var asset = UsedAsset.Empty.Evolve(mapped);
        Assert.Equal(shown, asset.Public);
        Assert.Equal(kind != AssetKind.Human, asset.Evolve(new AssetPublicityAgreed(Project, Ise, PublicityConsent.Owner, Today)).Public);
        Assert.False(asset.Evolve(new AssetTakenOffMap(Project, Ise, "Gone")).Public);
    }

    [Fact]
    public void research_is_carried_out_once_it_has_found_something()
    {
        Spec.Given<ResearchProject>(InTheField)
            .When((ResearchProject p) => CompleteResearchHandler.Handle(new CompleteResearch(Project, Today), p, Now))
            .Refused("research-without-finding");
        Spec.Given<ResearchProject>([.. InTheField, new ResearchReported(Project, Ise, Finding)])
            .When((ResearchProject p) => CompleteResearchHandler.Handle(new CompleteResearch(Project, Today), p, Now))
            .Facts(new ResearchCompleted(Project, Ise, Today));
    }

    [Fact]
    public void the_last_lead_stays() =>
        Spec.Given<ResearchDesk>(Desk)
            .When((ResearchDesk d) => StandDownResearchLeadHandler.Handle(new StandDownResearchLead(Ise, Reviewer.Person), d, Reviewer))
            .Refused("last-research-lead");

    private static Then Publish(object[] facts, DateOnly on) =>
        new(PublishFindingHandler.Handle(new PublishFinding(Finding), State<ResearchFinding>(facts), UkTime.StartOf(on)));

    private static Then Embargo(object[] facts, DateOnly until, string reason) =>
        new(EmbargoFindingHandler.Handle(new EmbargoFinding(Finding, until, reason), State<ResearchFinding>(facts), Asker, Now));

    private static object[] Resubmitted() =>
        [.. Approved, new ResearchEthicsSubmitted(Project, Ise, 2, Plan with { Risks = "More" }, Coordinator.Person)];

    private static ResearchEthicsDecided Decided(EthicsOutcome outcome) => new(Project, Ise, 1, outcome, "E/1", "Because", Reviewer.Person);

    private static Decision Participant(
        object[] project,
        string version = "1.0",
        DateOnly? on = null,
        ConsentCapacity capacity = ConsentCapacity.Adult,
        Guardian? guardian = null
    ) =>
        RecordParticipantHandler.Handle(
            new RecordParticipant(Zainab, Project, "Zainab", version, on ?? Today, null, capacity, guardian),
            new Stream<ResearchParticipant>(Zainab, 0, ResearchParticipant.Empty),
            State<ResearchProject>(project),
            new RecruitResearcherHandler.Sealed(Sealed, null, guardian is null ? null : Sealed),
            Now
        );

    private static RecruitResearcher Recruit(ConsentCapacity capacity, Guardian? guardian) =>
        new(Ise, Zainab, "Zainab", "0121 496 0000", "A library", capacity, guardian);

    private static RecruitResearcherHandler.Sealed Values() => new(Sealed, Sealed, null);

    private static CompleteResearchTraining Complete() => new(Ise, Zainab, Course, Today);

    private static DecideResearchEthicsHandler.Mentors Mentors(params Guid[] people) => new(people.ToHashSet());

    private static T State<T>(params object[] facts)
        where T : class, IState<T> => facts.Aggregate(T.Empty, (state, fact) => state.Evolve(fact));

    [Fact]
    public void of_a_researchers_disclosure_check_are_role_outcome_and_day_kept()
    {
        var record = new RecordResearcherDisclosure(Zainab, DisclosureRole.ChildWorkforce, DisclosureOutcome.Suitable, Today);
        var researcher = Researcher.Empty with { SupportOrganisation = Ise };
        Then Recorded(RecordResearcherDisclosure command, Researcher of) =>
            new(RecordResearcherDisclosureHandler.Handle(command, of, Coordinator, Now));
        var fact = new ResearcherDisclosureRecorded(
            Zainab,
            Ise,
            DisclosureRole.ChildWorkforce,
            DisclosureOutcome.Suitable,
            Today,
            Coordinator.Person
        );
        Recorded(record, researcher).Facts(fact);
        Recorded(record, researcher.Evolve(fact)).Nothing();
        Recorded(record with { On = Today.AddDays(1) }, researcher).Refused("date-in-future");
        Recorded(record, researcher with { Erased = true }).Refused("researcher-unknown");
        Assert.Empty(researcher.Evolve(fact).Evolve(new ResearcherErased(Zainab, Ise, "required-by-law")).Disclosures);
    }

    private static Actor Person(Guid organisation, string role) =>
        new(Guid.CreateVersion7(), organisation, new HashSet<string> { role }, "membership:test");
}
