using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>Decisions in memory: what is refused, and which facts there are.</summary>
public sealed class CandidateTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);
    private static readonly Guid Ise = Guid.CreateVersion7();
    private static readonly Guid Trust = Guid.CreateVersion7();
    private static readonly Guid Salma = Guid.CreateVersion7();
    private static readonly Guid Attachment = Guid.CreateVersion7();
    private static readonly Actor Yvonne = new(Guid.CreateVersion7(), Ise, new HashSet<string> { Roles.Adviser }, "membership:test");
    private static readonly Protected Secret = new(Candidate.SubjectOf(Salma), "n", "c");
    private static readonly OrganisationForSkills Support = new("iSE", true, false, true, false);
    private static readonly OrganisationForSkills Hospital = new("Hospital", false, true, true, false);
    private static readonly SignedPaper Paper = new("Policy, edition 1", new DateOnly(2026, 1, 1), "chief executive");

    private static readonly PurposeBasis[] Bases =
    [
        new("support", LawfulBasis.PublicTask),
        new("matching", LawfulBasis.PublicTask),
        new("reporting", LawfulBasis.LegitimateInterests),
        new("passing-on", LawfulBasis.Consent),
    ];

    private static RecordPathwayGrounds Grounds(string pathway = "nurse") => new(Ise, pathway, Bases, ["employment"], Paper, Paper);

    private static Then Recorded(RecordPathwayGrounds command) =>
        Spec.Given<Pathway>().When((Pathway pathway) => RecordPathwayGroundsHandler.Handle(command, pathway, Support, Yvonne, Now));

    [Fact]
    public void a_pathway_opens_only_when_everything_that_allows_it_is_recorded()
    {
        var open = new OpenPathway(Ise, "nurse");
        Spec.Given<Pathway>()
            .When((Pathway pathway) => OpenPathwayHandler.Handle(open, pathway, Support, Yvonne))
            .Refused("grounds-missing");
        var grounds = Recorded(Grounds()).Decision.Events.Single();
        Spec.Given<Pathway>(grounds)
            .When((Pathway pathway) => OpenPathwayHandler.Handle(open, pathway, Support, Yvonne))
            .Facts(new PathwayOpened(open.PathwayId, Ise, "nurse", Yvonne.Person));
        foreach (
            var (changed, who) in new[] { (Support with { Checked = false }, "unchecked"), (Support with { AtRest = true }, "suspended") }
        )
            Assert.True(
                OpenPathwayHandler
                    .Handle(open, Pathway.Empty.Evolve(grounds), changed, Yvonne)
                    .Refusals.Any(r => r.Code == "not-a-support-organisation"),
                who
            );
        Assert.Equal(
            "pathway-unknown",
            OpenPathwayHandler.Handle(new OpenPathway(Ise, "pilot"), Pathway.Empty, Support, Yvonne).Refusals[0].Code
        );
    }

    [Fact]
    public void each_ground_that_is_missing_is_told_at_once()
    {
        Recorded(
                Grounds() with
                {
                    Purposes = [],
                    Conditions = [],
                    Policy = new("", default, ""),
                    Assessment = Paper with { On = Today.AddDays(1) },
                }
            )
            .Refused(
                "basis-missing",
                "basis-missing",
                "basis-missing",
                "basis-missing",
                "article-9-missing",
                "paper-incomplete",
                "day-in-future"
            );
        // Consent is a basis only where a no costs nothing.
        Recorded(Grounds() with { Purposes = [.. Bases.Select(b => b with { Basis = LawfulBasis.Consent })] })
            .Refused("consent-not-free", "consent-not-free", "consent-not-free");
        Recorded(Grounds() with { Conditions = ["employment", "because"] }).Refused("condition-unknown");
        // Offences need the condition of article 10 beside.
        Recorded(Grounds("prison-leaver")).Refused("article-10-missing");
        Assert.Single(Recorded(Grounds("prison-leaver") with { Conditions = ["employment", "offences-employment"] }).Decision.Events);
    }

    [Fact]
    public void nobody_is_registered_on_a_pathway_that_is_not_open() => Register(Registration(), Pathway.Empty).Refused("pathway-not-open");

    [Fact]
    public void what_is_missing_at_registration_is_told_at_once()
    {
        Register(
                Registration() with
                {
                    Profession = "pilot",
                    Name = " ",
                    Contact = "",
                    NoticeLanguage = "",
                    NoticeGivenOn = default,
                    PlaceCode = "nowhere",
                }
            )
            .Refused(
                "profession-unknown",
                "candidate-name-missing",
                "candidate-contact-missing",
                "place-unknown",
                "notice-language-missing",
                "day-missing"
            );
        Register(Registration() with { NoticeGivenOn = Today.AddDays(1) }).Refused("day-in-future");
        Register(Registration(), heldBy: Guid.CreateVersion7()).Refused("candidate-registered-already");
    }

    [Fact]
    public void whoever_cannot_decide_alone_is_registered_only_by_the_pathways_own_rule()
    {
        Register(Registration() with { DecidesAlone = false, Guardian = "An aunt", GuardianAgreedOn = Today })
            .Refused("guardian-rule-missing");
        var young = Registration() with { Pathway = "care-leaver", Profession = "catering", DecidesAlone = false };
        Register(young).Refused("guardian-missing", "guardian-day-missing");
        var registered = Assert.IsType<CandidateRegistered>(
            Register(young with { Guardian = "An aunt", GuardianAgreedOn = Today }).Decision.Events.Single()
        );
        Assert.Equal(Today, registered.GuardianAgreedOn);
        Assert.NotNull(registered.Guardian);
    }

    [Fact]
    public void what_is_stored_of_a_person_is_codes_days_and_ciphertext()
    {
        var registered = Assert.IsType<CandidateRegistered>(Register(Registration()).Decision.Events.Single());
        var texts = typeof(CandidateRegistered)
            .GetProperties()
            .Where(p => p.PropertyType == typeof(string))
            .Select(p => (p.Name, Value: (string?)p.GetValue(registered)));
        Assert.Equal([("Profession", "nurse"), ("PlaceCode", "E05011151"), ("Programme", "USE-IT!")], texts);
    }

    [Fact]
    public void a_test_is_recorded_with_scores_it_has()
    {
        var test = new RecordTest(
            Salma,
            Guid.CreateVersion7(),
            "oet",
            new DateOnly(2026, 3, 1),
            [new("listening", "b"), new("reading", "B"), new("writing", "C+"), new("speaking", "A")]
        );
        Given()
            .When((Candidate c) => RecordTestHandler.Handle(test, c, Yvonne, Now))
            .Facts(
                new TestRecorded(
                    Salma,
                    test.RecordId,
                    "oet",
                    test.TakenOn,
                    [new("listening", "B"), new("reading", "B"), new("writing", "C+"), new("speaking", "A")],
                    Yvonne.Person
                )
            );
        Given()
            .When((Candidate c) => RecordTestHandler.Handle(test with { Scores = [new("listening", "7")] }, c, Yvonne, Now))
            .Refused("score-wrong", "score-wrong", "score-wrong", "score-wrong");
        Given()
            .When((Candidate c) => RecordTestHandler.Handle(test with { TakenOn = Today.AddDays(1) }, c, Yvonne, Now))
            .Refused("day-in-future");
        Given().When((Candidate c) => RecordTestHandler.Handle(test with { Test = "plab1" }, c, Yvonne, Now)).Refused("test-unknown");
        // Sent twice it is one; taken back it stays taken back.
        var once = new TestRecorded(Salma, test.RecordId, "oet", test.TakenOn, [], Yvonne.Person);
        Given(once).When((Candidate c) => RecordTestHandler.Handle(test, c, Yvonne, Now)).Nothing();
        Given(once, new AttainmentWithdrawn(Salma, test.RecordId, WithdrawalReason.EnteredByMistake, Yvonne.Person))
            .When((Candidate c) => RecordTestHandler.Handle(test, c, Yvonne, Now))
            .Refused("id-in-use");
    }

    [Fact]
    public void a_step_comes_after_the_stages_before_it()
    {
        var step = new RecordStep(Salma, Guid.CreateVersion7(), "applied", Today);
        var refused = Given().When((Candidate c) => RecordStepHandler.Handle(step, c, Yvonne, Now));
        refused.Refused("stage-before-missing");
        Assert.Equal("English test comes first: No result yet", refused.Decision.Refusals[0].Sentence);
        object[] ready =
        [
            StandingTests.Oet(new DateOnly(2026, 3, 1), "B", "B", "B", "B"),
            StandingTests.Passed("cbt", new DateOnly(2026, 4, 1)),
        ];
        Given(ready)
            .When((Candidate c) => RecordStepHandler.Handle(step, c, Yvonne, Now))
            .Facts(new StepRecorded(Salma, step.RecordId, "applied", Today, null, Yvonne.Person));
        // On a day before the test was taken it cannot have been.
        Given(ready)
            .When((Candidate c) => RecordStepHandler.Handle(step with { On = new DateOnly(2024, 2, 1) }, c, Yvonne, Now))
            .Refused("stage-before-missing");
        Given().When((Candidate c) => RecordStepHandler.Handle(step with { Step = "wings" }, c, Yvonne, Now)).Refused("step-unknown");
        Given(ready)
            .When((Candidate c) => RecordStepHandler.Handle(step with { Until = Today.AddDays(-1) }, c, Yvonne, Now))
            .Refused("until-before-day");
    }

    [Fact]
    public void an_introduction_needs_the_persons_yes_to_this_vacancy()
    {
        var introduce = new IntroduceCandidate(Salma, Attachment, "Salma, by telephone");
        Then Introduced(params object[] facts) =>
            Given(facts)
                .When(
                    (Candidate c) =>
                        IntroduceCandidateHandler.Handle(
                            introduce,
                            c,
                            Vacancy.Empty.Evolve(Offered()),
                            new Stream<Introduction>(introduce.IntroductionId, 0, Introduction.Empty),
                            new IntroduceCandidateHandler.Sealed(Secret),
                            Yvonne,
                            Now
                        )
                );
        Introduced().Refused("yes-missing");
        // A yes to another vacancy there is none to this one, nor one to the employer from before, and one that is taken back is none.
        Introduced(new PassingOnAgreed(Salma, Trust, Today, Yvonne.Person, Guid.CreateVersion7())).Refused("yes-missing");
        Introduced(new PassingOnAgreed(Salma, Trust, Today, Yvonne.Person)).Refused("yes-missing");
        var yes = new PassingOnAgreed(Salma, Trust, Today, Yvonne.Person, Attachment);
        Introduced(yes, new PassingOnRevoked(Salma, Trust, Today, Yvonne.Person, Attachment)).Refused("yes-missing");
        Introduced(yes)
            .Facts(new CandidateIntroduced(introduce.IntroductionId, Salma, Attachment, Ise, Trust, Secret, Today, Yvonne.Person));
        Introduced(yes, new CandidateLeft(Salma, CandidateOutcome.Withdrew, Today, Yvonne.Person)).Refused("candidate-gone");
        Assert.Equal(
            ["another-profession"],
            IntroduceCandidateHandler
                .Handle(
                    introduce,
                    Given(yes).State(),
                    Vacancy.Empty.Evolve(Offered() with { Profession = "doctor" }),
                    new Stream<Introduction>(introduce.IntroductionId, 0, Introduction.Empty),
                    new IntroduceCandidateHandler.Sealed(Secret),
                    Yvonne,
                    Now
                )
                .Refusals.Select(r => r.Code)
        );
    }

    [Fact]
    public void a_yes_is_to_one_open_vacancy_and_taken_back_for_what_it_was_said_to()
    {
        Then Agreed(DateOnly on, Vacancy? vacancy = null, params object[] facts) =>
            Given(facts)
                .When(
                    (Candidate c) =>
                        AgreeToPassOnHandler.Handle(
                            new AgreeToPassOn(Salma, Attachment, on),
                            c,
                            vacancy ?? Vacancy.Empty.Evolve(Offered()),
                            Yvonne,
                            Now
                        )
                );
        var yes = new PassingOnAgreed(Salma, Trust, Today, Yvonne.Person, Attachment);
        Agreed(Today).Facts(yes);
        Agreed(Today, null, yes).Nothing();
        Agreed(Today, Vacancy.Empty).Refused("vacancy-not-open");
        Agreed(default).Refused("day-missing");
        Agreed(Today.AddDays(1)).Refused("day-in-future");
        Then Revoked(params object[] facts) =>
            Given(facts)
                .When(
                    (Candidate c) =>
                        RevokePassOnHandler.Handle(new RevokePassOn(Salma, Attachment), c, Vacancy.Empty.Evolve(Offered()), Yvonne, Now)
                );
        Revoked().Nothing();
        Revoked(yes).Facts(new PassingOnRevoked(Salma, Trust, Today, Yvonne.Person, Attachment));
        // One said to the employer goes for everything there: what was passed on before may be read no more.
        var before = new PassingOnAgreed(Salma, Trust, Today, Yvonne.Person);
        Assert.True(Given(before).State().Agrees(Attachment, Trust));
        Revoked(before).Facts(new PassingOnRevoked(Salma, Trust, Today, Yvonne.Person));
        Assert.False(Given(before, new PassingOnRevoked(Salma, Trust, Today, Yvonne.Person)).State().Agrees(Attachment, Trust));
    }

    [Fact]
    public void a_right_to_work_is_an_outcome_a_day_and_an_end()
    {
        Then Checked(RecordRightToWork command, params object[] facts) =>
            Given(facts).When((Candidate c) => RecordRightToWorkHandler.Handle(command, c, Yvonne, Now));
        var shown = new RecordRightToWork(Salma, RightToWork.Shown, Today, Today.AddYears(1));
        var fact = new RightToWorkChecked(Salma, RightToWork.Shown, Today, Today.AddYears(1), Yvonne.Person);
        Checked(shown).Facts(fact);
        Checked(shown, fact).Nothing();
        Assert.Single(Checked(shown with { Until = null }, fact).Decision.Events);
        Checked(shown with { CheckedOn = default }).Refused("day-missing");
        Checked(shown with { CheckedOn = Today.AddDays(1) }).Refused("day-in-future");
        Checked(shown with { Until = Today.AddDays(-1) }).Refused("until-before-day");
        Checked(shown with { Outcome = RightToWork.NotShown }).Refused("until-not-needed");
        Checked(shown, new CandidateLeft(Salma, CandidateOutcome.Withdrew, Today, Yvonne.Person)).Refused("candidate-gone");
        // Its end is a day on which something has to be done, on a pathway that has no step for it too.
        object[] facts = [.. Register(Registration()).Decision.Events, fact];
        var row = facts.Aggregate((CandidateRow?)null, (r, f) => new Candidates().Apply(Salma, r, LogSteps.Stored(Salma, f, Now)));
        Assert.Equal(Today.AddYears(1), row!.NextBy);
    }

    [Fact]
    public void of_a_disclosure_check_are_role_outcome_and_day_kept_and_only_where_a_condition_allows_it()
    {
        var record = new RecordDisclosure(Salma, DisclosureRole.AdultWorkforce, DisclosureOutcome.Suitable, Today);
        Then Recorded(RecordDisclosure command, bool allowed = true, params object[] facts) =>
            Given(facts).When((Candidate c) => RecordDisclosureHandler.Handle(command, c, new(allowed), Yvonne, Now));
        Recorded(record, allowed: false).Refused("article-10-missing");
        var fact = new CandidateDisclosureRecorded(Salma, DisclosureRole.AdultWorkforce, DisclosureOutcome.Suitable, Today, Yvonne.Person);
        Recorded(record).Facts(fact);
        Recorded(record, true, fact).Nothing();
        Recorded(record with { On = Today.AddDays(1) }).Refused("day-in-future");
        Recorded(record with { On = default }).Refused("day-missing");
        Assert.DoesNotContain(typeof(CandidateDisclosureRecorded).GetProperties(), p => p.PropertyType == typeof(string));
        var later = fact with { Outcome = DisclosureOutcome.NotSuitable };
        Assert.Equal(
            [new Disclosure(DisclosureRole.AdultWorkforce, DisclosureOutcome.NotSuitable, Today)],
            Given(fact, later).State().Disclosures
        );
        Assert.Empty(Given(fact, new CandidateErased(Salma, Ise, "required-by-law")).State().Disclosures);
    }

    [Fact]
    public void a_pathway_about_offences_is_a_number_until_its_condition_is_recorded()
    {
        var count = new CountOnPathway(Ise, "prison-leaver", Today.AddDays(-90), Today.AddDays(-1), 12);
        Then Counted(CountOnPathway command, params object[] facts) =>
            Spec.Given<Pathway>(facts).When((Pathway p) => CountOnPathwayHandler.Handle(command, p, Support, Yvonne, Now));
        var fact = new PathwayPeopleCounted(count.PathwayId, Ise, "prison-leaver", count.From, count.Until, 12, Yvonne.Person);
        Counted(count).Facts(fact);
        Counted(count, fact).Nothing();
        Counted(count with { Pathway = "nurse" }).Refused("pathway-not-by-count");
        Counted(count with { Until = Today }).Refused("period-wrong");
        Counted(count with { From = count.Until.AddDays(1) }).Refused("period-wrong");
        Counted(count with { From = default }).Refused("day-missing");
        Counted(count with { People = -1 }).Refused("people-wrong");
        var grounds = Recorded(Grounds("prison-leaver") with { Conditions = ["employment", "offences-employment"] }).Decision.Events;
        Counted(count, [.. grounds]).Refused("people-may-be-registered");
        // A number for the same days takes the place of the one before.
        Assert.Equal([new PathwayCount(count.From, count.Until, 9)], Pathway.Empty.Evolve(fact).Evolve(fact with { People = 9 }).Counts);
    }

    [Fact]
    public void a_yes_to_a_story_is_for_something_until_a_day_and_can_be_taken_back()
    {
        var give = new GiveStoryConsent(
            Salma,
            Guid.CreateVersion7(),
            [StoryUse.Photograph, StoryUse.StoryWithName],
            Today,
            Today.AddYears(1)
        );
        Then Given_(GiveStoryConsent command, bool allowed = true, params object[] facts) =>
            Given(facts).When((Candidate c) => GiveStoryConsentHandler.Handle(command, c, new(allowed), Yvonne, Now));
        var fact = new StoryConsentGiven(
            Salma,
            give.ConsentId,
            [StoryUse.StoryWithName, StoryUse.Photograph],
            Today,
            Today.AddYears(1),
            Yvonne.Person
        );
        Given_(give).Facts(fact);
        Given_(give, true, fact).Nothing();
        // Only where the pathway uses stories by consent: then a no costs nothing.
        Given_(give, allowed: false).Refused("stories-not-by-consent");
        Given_(give with { For = [], GivenOn = Today.AddDays(1), Until = Today.AddDays(-1) })
            .Refused("story-use-missing", "day-in-future", "story-until-wrong");
        Given_(give with { Until = Today.AddYears(5).AddDays(1) }).Refused("story-until-wrong");
        var grounds = new PathwayGroundsRecorded(Ise, Ise, "nurse", Bases, ["employment"], Paper, Paper, Yvonne.Person);
        Assert.False(Pathway.Empty.Evolve(grounds).AllowsStories);
        Assert.True(Pathway.Empty.Evolve(grounds with { Purposes = [.. Bases, new("stories", LawfulBasis.Consent)] }).AllowsStories);
        Then Withdrawn(params object[] facts) =>
            Given(facts)
                .When((Candidate c) => WithdrawStoryConsentHandler.Handle(new WithdrawStoryConsent(Salma, give.ConsentId), c, Yvonne, Now));
        var gone = new StoryConsentWithdrawn(Salma, give.ConsentId, Today, Yvonne.Person);
        Withdrawn().Refused("story-consent-unknown");
        Withdrawn(fact).Facts(gone);
        // Also after they have left.
        Withdrawn(fact, new CandidateLeft(Salma, CandidateOutcome.Withdrew, Today, Yvonne.Person)).Facts(gone);
        Withdrawn(fact, gone).Nothing();
    }

    [Fact]
    public void a_job_is_confirmed_after_its_weeks_and_only_while_it_lasted()
    {
        var id = Introduction.IdOf(Salma, Attachment);
        var made = new CandidateIntroduced(id, Salma, Attachment, Ise, Trust, Secret, new DateOnly(2025, 9, 1), Yvonne.Person);
        var start = new DateOnly(2025, 11, 3);
        var job = new JobStarted(id, Salma, Attachment, start, true, EvidenceSource.PayslipSeen, Yvonne.Person);
        Then Confirmed(int weeks, DateOnly on, params object[] facts) =>
            Spec.Given<Introduction>([made, .. facts])
                .When(
                    (Introduction i) =>
                        ConfirmRetentionHandler.Handle(new ConfirmRetention(id, weeks, on, EvidenceSource.PayslipSeen), i, Yvonne, Now)
                );
        Confirmed(26, start.AddDays(182)).Refused("job-not-running");
        Confirmed(26, start.AddDays(181), job).Refused("day-too-early");
        Confirmed(26, start.AddDays(182), job)
            .Facts(new RetentionConfirmed(id, Salma, Attachment, 26, start.AddDays(182), EvidenceSource.PayslipSeen, Yvonne.Person));
        Confirmed(20, start.AddDays(182), job).Refused("weeks-wrong");
        JobEnded Ended(int days) => new(id, Salma, Attachment, start.AddDays(days), EvidenceSource.PayslipSeen, Yvonne.Person);
        Confirmed(26, start.AddDays(190), job, Ended(181)).Refused("job-not-running");
        Confirmed(26, start.AddDays(190), job, Ended(185)).Refused("after-the-job");
        Assert.Single(Confirmed(26, start.AddDays(184), job, Ended(185)).Decision.Events);
        // The next check is asked for on the day itself, and not once the job has ended.
        var journey = new Journey(made.On).After(job);
        Assert.Equal(start.AddDays(91), journey.NextCheck);
        Assert.Null(journey.After(Ended(40)).NextCheck);
    }

    [Fact]
    public void the_days_of_an_introduction_follow_each_other()
    {
        var id = Introduction.IdOf(Salma, Attachment);
        var made = new CandidateIntroduced(id, Salma, Attachment, Ise, Trust, Secret, new DateOnly(2026, 3, 1), Yvonne.Person);
        var placed = new PlacementStarted(
            id,
            Salma,
            Attachment,
            new DateOnly(2026, 4, 1),
            EvidenceSource.ConfirmedByEmployer,
            Yvonne.Person
        );
        Then Placed(DateOnly on, params object[] facts) =>
            Spec.Given<Introduction>([made, .. facts])
                .When(
                    (Introduction i) =>
                        StartPlacementHandler.Handle(new StartPlacement(id, on, EvidenceSource.ConfirmedByEmployer), i, Yvonne, Now)
                );
        Placed(new DateOnly(2026, 2, 28)).Refused("day-too-early");
        Placed(Today.AddDays(1)).Refused("day-in-future");
        Placed(default).Refused("day-missing");
        Placed(new DateOnly(2026, 4, 1)).Facts(placed);
        Placed(new DateOnly(2026, 4, 1), placed).Nothing();
        Placed(new DateOnly(2026, 4, 2), placed).Refused("placement-started-already");
        Spec.Given<Introduction>(made, placed)
            .When(
                (Introduction i) =>
                    EndPlacementHandler.Handle(
                        new EndPlacement(id, new DateOnly(2026, 3, 31), true, EvidenceSource.ConfirmedByEmployer),
                        i,
                        Yvonne,
                        Now
                    )
            )
            .Refused("day-too-early");
        Spec.Given<Introduction>(made)
            .When((Introduction i) => EndJobHandler.Handle(new EndJob(id, Today, EvidenceSource.ToldByThePerson), i, Yvonne, Now))
            .Refused("job-not-running");
    }

    [Fact]
    public void a_vacancy_says_what_it_is_for()
    {
        var post = new PostVacancy(Attachment, Trust, "Clinical attachment", "nurse", VacancyKind.Placement, "E05011151", Today, 2, "cbt");
        Then Posted(PostVacancy command, OrganisationForSkills? employer = null) =>
            Spec.Given<Vacancy>()
                .When((Stream<Vacancy> vacancy) => PostVacancyHandler.Handle(command, vacancy, employer ?? Hospital, Yvonne, Now));
        Assert.Single(Posted(post).Decision.Events);
        Posted(post, Hospital with { Checked = false }).Refused("employer-not-checked");
        Posted(post, Support).Refused("employer-not-checked");
        Posted(post with { Title = "", Profession = "pilot", PlaceCode = "x", From = default, Number = 0 })
            .Refused("vacancy-title-missing", "profession-unknown", "place-unknown", "vacancy-from-missing", "vacancy-number-wrong");
        Posted(post with { Stage = "plab1" }).Refused("stage-unknown");
    }

    [Fact]
    public void fee_support_is_exact_to_the_penny()
    {
        var give = new GiveFeeSupport(Salma, Guid.CreateVersion7(), FeePurpose.Test, new Money(0.01m), Today);
        Assert.Single(Given().When((Candidate c) => GiveFeeSupportHandler.Handle(give, c, Yvonne, Now)).Decision.Events);
        foreach (var wrong in new[] { new Money(0), new Money(-1), new Money(1.005m), new Money(5, "EUR") })
            Given()
                .When((Candidate c) => GiveFeeSupportHandler.Handle(give with { Amount = wrong }, c, Yvonne, Now))
                .Refused("amount-wrong");
    }

    [Fact]
    public void an_erasure_keeps_no_word_and_destroys_the_key()
    {
        var erased = Given()
            .When((Candidate c) => EraseCandidateHandler.Handle(new EraseCandidate(Salma, "required-by-law"), c, new(["digest"], [])));
        erased.Facts(new CandidateErased(Salma, Ise, "required-by-law"));
        Assert.Equal(Salma, Assert.IsType<DestroyCandidateKey>(erased.Decision.Messages.Single().Message).CandidateId);
        Given()
            .When((Candidate c) => EraseCandidateHandler.Handle(new EraseCandidate(Salma, "She asked me"), c, new([], [])))
            .Refused("reason-not-listed");
        // The key is derived: nobody's id chosen as a candidate's destroys that one's own key.
        Assert.NotEqual(Salma, Candidate.SubjectOf(Salma));
    }

    private static RegisterCandidate Registration() =>
        new(
            Salma,
            Ise,
            "nurse",
            "nurse",
            "Salma Invented",
            "0121 496 0000",
            "Arabic",
            Today,
            ReferralSource.CommunityOrganisation,
            true,
            PlaceCode: "E05011151",
            Programme: "USE-IT!"
        );

    private static Then Register(RegisterCandidate command, Pathway? pathway = null, Guid? heldBy = null) =>
        Spec.Given<Candidate>()
            .When(
                (Stream<Candidate> candidate) =>
                    RegisterCandidateHandler.Handle(
                        command,
                        candidate,
                        pathway ?? new Pathway(null, true),
                        new RegisterCandidateHandler.Sealed([Secret, Secret, null, null, Secret, Secret, null], "digest", heldBy),
                        Yvonne,
                        Now
                    )
            );

    private static Given<Candidate> Given(params object[] facts) =>
        Spec.Given<Candidate>([.. Register(Registration()).Decision.Events, .. facts]);

    private static VacancyPosted Offered() =>
        new(Attachment, Trust, "Clinical attachment", "nurse", VacancyKind.Placement, "E05011151", Today, 1, null, Yvonne.Person);
}

file static class GivenState
{
    /// <summary>The state that was given.</summary>
    public static Candidate State(this Given<Candidate> given)
    {
        Candidate? found = null;
        given.When(
            (Candidate c) =>
            {
                found = c;
                return Decision.Nothing;
            }
        );
        return found!;
    }
}
