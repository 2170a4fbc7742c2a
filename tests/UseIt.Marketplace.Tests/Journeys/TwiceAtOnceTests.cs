using UseIt.Marketplace.Developments;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Funding;
using UseIt.Marketplace.Library;
using UseIt.Marketplace.Needs;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Networks;
using UseIt.Marketplace.Tests.Programmes;
using UseIt.Marketplace.Tests.Skills;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Journeys;

/// <summary>Every act of programmes, networks, needs, the library and developments, fifty times at once: each has one effect.</summary>
public sealed class TwiceAtOnceTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Ward = "E05011151";

    [Fact]
    public async Task what_a_programme_is_set_up_with()
    {
        var told = await app.ProgrammeAsync("Raced");
        var (id, today) = (told.Id, UkTime.DayOf(await app.NowAsync()));
        var lead = told.Manager.As(Roles.ProgrammeManager);
        var (opened, copied, strand) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var (from, until) = (told.Last.First, told.Last.Plus(4).Last);
        await app.OnceAsync<ProgrammeOpened>(
            lead,
            opened,
            new OpenProgramme(opened, told.Lead, "Second", "Soho", "ERDF", from.AddDays(-1), from, until, [$"Raced {opened}"])
        );
        await app.OnceAsync<ProgrammeOpened>(
            lead,
            copied,
            new CopyProgramme(copied, id, told.Lead, "Copy", "Smethwick", from.AddDays(-1), from, until, [$"Raced {copied}"])
        );
        await app.OnceAsync<ProgrammeCodeTaken>(lead, id, new TakeProgrammeCode(id, $"Raced {id}"));
        await app.OnceAsync<ProgrammeStrandSet>(lead, id, new SetProgrammeStrand(id, strand, "Research", "What do neighbours know?"));
        await app.OnceAsync<ProgrammeTargetSet>(lead, id, new SetProgrammeTarget(id, "C1", 75, until));
        await app.OnceAsync<ProgrammeBudgetSet>(
            lead,
            id,
            new SetProgrammeBudget(id, "2", "Rooms", new Money(1_200m), told.Last.ToString(), told.Last.ToString())
        );
        await app.OnceAsync<ProgrammeFigurePublished>(
            lead,
            id,
            new RecordPublishedFigure(
                id,
                Guid.CreateVersion7(),
                "Enterprises",
                "over 120",
                120,
                "enterprises",
                FigureKind.Actual,
                "None",
                today,
                "A leaflet"
            )
        );
        // One organisation is one partner, under whichever numbers it is added.
        var trust = await app.OrganisationAsync("Raced trust", OrganisationKind.Buyer);
        await app.OneOfAsync<ProgrammePartnerJoined>(
            lead,
            id,
            Enumerable.Range(0, Races.Times).Select(_ => new AddProgrammePartner(id, Guid.CreateVersion7(), from, [], trust))
        );
        var (partner, promise, sponsor) = (told.Partner, Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.OnceAsync<PartnerOwnerNamed>(lead, id, new NamePartnerOwner(id, partner, told.Adviser.Id));
        await app.OnceAsync<PartnerContacted>(lead, id, new RecordPartnerContact(id, partner, today));
        await app.OnceAsync<PartnerPromiseMade>(lead, id, new MakePartnerPromise(id, partner, promise, true, "A room", today));
        await app.OnceAsync<PartnerPromiseSettled>(lead, id, new SettlePartnerPromise(id, partner, promise, true, today));
        await app.OnceAsync<ProgrammeSponsorNamed>(lead, id, new NameProgrammeSponsor(id, partner, sponsor, "Ada", "Chief nurse", today));
        await app.OnceAsync<ProgrammeSponsorStoodDown>(lead, id, new StandDownProgrammeSponsor(id, partner, today));
        await app.OnceAsync<ProgrammePartnerLeft>(lead, id, new EndProgrammePartner(id, partner, today, "Moved"));
    }

    [Fact]
    public async Task what_a_programme_counts_and_claims()
    {
        var told = await app.ProgrammeAsync("Counted");
        var (id, today, quarter) = (told.Id, UkTime.DayOf(await app.NowAsync()), told.Last.ToString());
        var (support, director) = await told.EnterpriseAsync("Raced Grounds CIC");
        await told.SessionAsync(support, director, 720);
        var enterprise = director.Organisation;
        var (lead, adviser) = (told.Manager.As(Roles.ProgrammeManager), told.Adviser.As(Roles.Adviser));
        var paula = told.PartnerManager.As(Roles.ProgrammeManager);
        var of = ProgrammeEnterprise.IdOf(id, enterprise);
        await app.OnceAsync<EnterpriseStandingRecorded>(
            adviser,
            of,
            new RecordEnterpriseStanding(id, enterprise, BusinessRegister.CompaniesHouse, today.AddYears(-3), false)
        );
        var award = Guid.CreateVersion7();
        await app.OnceAsync<GrantAwardRecorded>(
            adviser,
            of,
            new RecordGrantAwarded(id, enterprise, award, GrantKind.FromOthers, "A fund", new Money(500m), today, "Letter 1")
        );
        await app.OnceAsync<HelpConfirmed>(director.As(Roles.Signatory), of, new ConfirmHelp(id, enterprise, award, "Director"));
        var person = Guid.CreateVersion7();
        await app.OnceAsync<EntrepreneurAssisted>(
            adviser,
            person,
            new AssistEntrepreneur(id, person, Guid.CreateVersion7(), today, 60, "Folder 2")
        );
        await app.OnceAsync<EntrepreneurRegistered>(adviser, person, new LinkEntrepreneur(id, person, enterprise));

        var output = OutputEvidence.IdOf(id, "C1", enterprise);
        await app.OnceAsync<OutputEvidenceRecorded>(
            adviser,
            output,
            new RecordOutputEvidence(id, "C1", enterprise, [new PieceGiven("eligibility", "Folder 7")])
        );
        await app.OnceAsync<OutputEvidenceAccepted>(
            lead,
            output,
            new DecideOutputEvidence(id, "C1", enterprise, ["eligibility", "eligibility"], true)
        );
        var returned = PartnerReturn.IdOf(id, told.Partner, quarter);
        var spend = new DefrayedSpend("1", told.Last.First, new Money(99.99m), Money.Zero, "INV 1");
        await app.OnceAsync<PartnerReturnSubmitted>(
            paula,
            returned,
            new SubmitPartnerReturn(id, told.Partner, quarter, [new ReturnedOutput("C1", 1)], [spend], "Finance director")
        );
        await app.OnceAsync<PartnerReturnAccepted>(lead, returned, new DecidePartnerReturn(id, told.Partner, quarter, true));
        var claim = ProgrammeClaim.IdOf(id, quarter);
        await app.OnceAsync<ProgrammeClaimed>(lead, claim, new MakeClaim(id, quarter, "Director"));
        var auditor = new Actor(Guid.CreateVersion7(), told.Lead, new HashSet<string> { Roles.Auditor }, "membership");
        await app.OnceAsync<ClaimSampleDrawn>(auditor, claim, new DrawClaimSample(claim, Guid.CreateVersion7(), "seed", 5));

        var readiness = AnchorReadiness.IdOf(id, told.Partner);
        ReadinessAnswer[] answers = [.. IndicatorRules.ReadinessOn(today)!.Questions.Select(q => new ReadinessAnswer(q.Code, 2, null))];
        await app.OnceAsync<AnchorReadinessAssessed>(paula, readiness, new AssessAnchorReadiness(id, told.Partner, today, answers));
        await app.OnceAsync<AnchorProcedureChanged>(
            paula,
            readiness,
            new RecordAnchorProcedure(id, told.Partner, Guid.CreateVersion7(), "Paid in 30 days", today)
        );
    }

    [Fact]
    public async Task a_network_and_its_marketplace()
    {
        var told = await app.MarketplaceAsync("Raced iSE");
        var (today, yvonne) = (UkTime.DayOf(await app.NowAsync()), told.Coordinator.As(Roles.Adviser));
        var (network, meeting, cluster) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.OnceAsync<NetworkFormed>(yvonne, network, new FormNetwork(network, told.Ise, "Raced", "Work", today));
        foreach (var member in new[] { told.Enterprise.Id, told.Buyer.Id })
            await app.OnceAsync<NetworkMemberJoined>(yvonne, network, new AdmitNetworkMember(network, member, today));
        await app.OnceAsync<ClusterFormed>(
            yvonne,
            network,
            new FormCluster(network, cluster, "Grounds", "Grow", [told.Buyer.Id, told.Enterprise.Id, told.Buyer.Id])
        );
        await app.OnceAsync<GatheringPlanned>(
            yvonne,
            meeting,
            new PlanGathering(meeting, told.Ise, GatheringKind.Meeting, "Tea", "Work", told.Ise, "The hall", today, network)
        );
        await app.OnceAsync<OrganisationsInvited>(
            yvonne,
            meeting,
            new InviteToGathering(meeting, [told.Enterprise.Id, told.Enterprise.Id])
        );
        var invited = new Actor(Guid.CreateVersion7(), told.Enterprise.Id, new HashSet<string> { Roles.Member }, "membership");
        await app.OnceAsync<InvitationAnswered>(invited, meeting, new AnswerGatheringInvitation(meeting, true));
        await app.OnceAsync<AttendanceRecorded>(yvonne, meeting, new RecordAttendance(meeting, [told.Enterprise.Id]));
        await app.OnceAsync<NetworkMemberLeft>(yvonne, network, new EndNetworkMembership(network, told.Buyer.Id, "Moved", today));

        var (buyer, met, said) = (told.Buyer.Id, Guid.CreateVersion7(), Guid.CreateVersion7());
        var market = MarketStatementRow.EngagementOf(buyer);
        await app.OnceAsync<MarketIntroductionMade>(
            yvonne,
            market,
            new MakeIntroduction(buyer, told.Gathering, met, told.Enterprise.Id, "Gardens")
        );
        await app.OnceAsync<MarketFollowUpPromised>(yvonne, market, new PromiseFollowUp(buyer, met, buyer, "A call", today));
        await app.OnceAsync<MarketFollowUpDone>(yvonne, market, new RecordFollowUp(buyer, met, "Called", today));
        await app.OnceAsync<MarketStatementRecorded>(yvonne, market, new RecordMarketStatement(buyer, told.Gathering, said, "Gardens"));
        var tender = await told.Buyer.BegunAsync();
        await app.OnceAsync<MarketStatementAttached>(
            told.Buyer.Author.As(Roles.Author),
            market,
            new PlaceMarketStatement(buyer, said, tender, true)
        );
        // Under the number of a statement that is public no other is kept, whichever buyer's.
        var other = await app.MarketplaceAsync("Another iSE");
        var taken = new RecordMarketStatement(other.Buyer.Id, other.Gathering, said, "Roofs");
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.DoAsync(taken, other.Coordinator.As(Roles.Adviser)));
    }

    [Fact]
    public async Task a_need_and_who_meets_it()
    {
        var (group, grower) = (await MemberAsync("Lunch club"), await MemberAsync("Growers"));
        var today = UkTime.DayOf(await app.NowAsync());
        var (need, gone) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var one in new[] { need, gone })
            await app.OnceAsync<NeedPosted>(
                group,
                one,
                new PostNeed(one, group.Organisation!.Value, "Beds", "Four", Ward, today.AddDays(30))
            );
        var (first, offer) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        OfferForNeed Offer(Guid id) => new(need, id, grower.Organisation!.Value, "We dig", today.AddDays(9), 24, "hours");
        await app.OnceAsync<NeedOfferMade>(grower, need, Offer(first));
        await app.OnceAsync<NeedOfferWithdrawn>(grower, need, new WithdrawNeedOffer(need, first, "Ill"));
        // One organisation offers once, under whichever numbers.
        await app.OneOfAsync<NeedOfferMade>(
            grower,
            need,
            Enumerable.Range(0, Races.Times).Select(n => Offer(n == 0 ? offer : Guid.CreateVersion7()))
        );
        offer = (await app.FactsAsync<NeedOfferMade>(need))[^1].OfferId;
        await app.OnceAsync<NeedOfferAccepted>(group, need, new AcceptNeedOffer(need, offer));
        await app.OnceAsync<NeedDone>(grower, need, new ReportNeedDone(need, today, "Dug"));
        await app.OnceAsync<NeedConfirmed>(group, need, new ConfirmNeed(need, true, "We plant"));
        await app.OnceAsync<NeedWithdrawn>(group, gone, new WithdrawNeed(gone, "Met otherwise"));
    }

    [Fact]
    public async Task something_written_down()
    {
        var writer = await MemberAsync("Writers CIC");
        var item = Guid.CreateVersion7();
        var text = new LibraryText("Beds", "How we dug", "We dug.", LibraryLicence.OpenGovernment, "en");
        await app.OnceAsync<LibraryItemDrafted>(
            writer,
            item,
            new DraftLibraryItem(item, writer.Organisation!.Value, LibraryKind.CaseStudy, text)
        );
        await app.OnceAsync<LibraryItemRevised>(writer, item, new ReviseLibraryItem(item, text with { Body = "We dug twice." }));
        await app.OnceAsync<LibraryItemPublished>(writer, item, new PublishLibraryItem(item, true));
        await app.OnceAsync<LibraryItemWithdrawn>(writer, item, new WithdrawLibraryItem(item, "It was wrong"));
    }

    [Fact]
    public async Task a_development_and_what_is_owed_for_it()
    {
        var trust = await app.BuyerAsync("Raced hospital");
        var (council, builder) = (
            await app.OrganisationAsync("Raced council", OrganisationKind.Buyer),
            await app.OrganisationAsync("Raced builders", OrganisationKind.Enterprise)
        );
        var supplier = await app.OrganisationAsync("Raced joiners", OrganisationKind.Enterprise);
        var today = UkTime.DayOf(await app.NowAsync());
        var developer = trust.Author.As(Roles.Author);
        Actor Of(Guid organisation, string role) => new(Guid.CreateVersion7(), organisation, new HashSet<string> { role }, "membership");
        var (id, owed, package) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var (shared, flow, delivery) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.OnceAsync<DevelopmentRegistered>(
            developer,
            id,
            new RegisterDevelopment(id, trust.Id, council, "The site", "Western Road", Ward, 100, "2026/1")
        );
        await app.OnceAsync<DevelopmentPhaseAdded>(developer, id, new AddDevelopmentPhase(id, Guid.CreateVersion7(), "One", today, today));
        await app.OnceAsync<PlanningObligationAgreed>(
            developer,
            id,
            new AgreeObligation(id, owed, "Apprentices", 4, "apprentices", new ObligationDue(ObligationTrigger.Commencement))
        );
        await app.OnceAsync<PlanningObligationAgreed>(
            developer,
            id,
            new AgreeObligation(id, shared, "Trainees", 4, "trainees", new ObligationDue(ObligationTrigger.Commencement))
        );
        await app.OnceAsync<DevelopmentShareDeclared>(developer, id, new DeclareShare(id, SetAsideFor.SocialEnterprises, 30));
        await app.OnceAsync<DevelopmentCommenced>(developer, id, new RecordSiteProgress(id, today));
        await app.OnceAsync<HomesOccupied>(developer, id, new RecordSiteProgress(id, today, 10));
        await app.OnceAsync<PlanningObligationDelivered>(
            developer,
            id,
            new RecordObligationDelivery(id, owed, Guid.CreateVersion7(), 2, today, "Two began")
        );
        await app.OnceAsync<PlanningObligationDischarged>(
            Of(council, Roles.ContractManager),
            id,
            new DischargeObligation(id, owed, today, "D/1")
        );
        await app.OnceAsync<MainContractorAppointed>(developer, id, new AppointMainContractor(id, builder, today));
        var builds = Of(builder, Roles.BidManager);
        await app.OnceAsync<WorksPackageExpected>(builds, id, new ExpectPackage(id, package, "Joinery", today, today));
        await app.OnceAsync<WorksPackageSetAside>(builds, id, new SetPackageAside(id, package, SetAsideFor.Either));
        await app.OnceAsync<WorksPackageLet>(builds, id, new LetPackage(id, package, supplier, today, "Nobody else offered"));
        await app.OnceAsync<ObligationPassedOn>(developer, id, new PassOnObligation(id, shared, flow, builder, 2, "Contract 1", today));
        await app.OnceAsync<PassedOnAccepted>(builds, id, new AcceptPassedOn(id, flow));
        await app.OnceAsync<PassedOnDelivered>(builds, id, new DeliverPassedOn(id, flow, delivery, 1, today, "Payroll, folder 7"));
        await app.OnceAsync<PassedOnConfirmed>(developer, id, new DecidePassedOn(id, flow, delivery, true));
    }

    [Fact]
    public async Task a_grant_from_its_application_to_its_payment()
    {
        var fund = await app.OrganisationAsync("Raced fund", OrganisationKind.Support);
        var manager = (await app.PersonAsync("Dora Decider", fund, Roles.ProgrammeManager)).As(Roles.ProgrammeManager);
        var (kitchen, today) = (await MemberAsync("Raced kitchen"), UkTime.DayOf(await app.NowAsync()));
        var (grant, part, unpaid) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.OnceAsync<GrantApplied>(
            kitchen,
            grant,
            new ApplyForGrant(
                grant,
                kitchen.Organisation!.Value,
                fund,
                "An oven",
                "To bake for schools",
                new Money(500m),
                today,
                today.AddDays(90)
            )
        );
        foreach (var name in new[] { "Pia Panel", "Pete Panel" })
        {
            var member = (await app.PersonAsync(name, fund, Roles.Adviser)).As(Roles.Adviser);
            await app.OnceAsync<GrantInterestDeclared>(member, grant, new DeclareGrantInterest(grant, GrantInterest.None));
            await app.OnceAsync<GrantRecommended>(member, grant, new RecommendGrant(grant, true, "Ready"));
        }
        await app.OnceAsync<GrantOffered>(
            manager,
            grant,
            new DecideGrant(grant, true, "As the panel says", new Money(400m), ["Insurance"], today.AddDays(30))
        );
        var offered = Assert.Single(await app.FactsAsync<GrantOffered>(grant));
        var signs = kitchen with
        {
            Roles = new HashSet<string> { Roles.Signatory, Roles.BidManager },
        };
        await app.OnceAsync<GrantAccepted>(signs, grant, new AcceptGrant(grant, offered.TermsSha256, "Director", "We accept"));
        await app.OnceAsync<GrantConditionMet>(
            manager,
            grant,
            new MeetGrantCondition(grant, offered.Terms.Conditions[0].ConditionId, "Policy 7")
        );
        foreach (var asked in new[] { part, unpaid })
            await app.OnceAsync<GrantDrawdownAsked>(signs, grant, new AskForDrawdown(grant, asked, new Money(100m), "Invoice of the oven"));
        await app.OnceAsync<GrantDrawdownPaid>(manager, grant, new SettleDrawdown(grant, part, true, today, "BACS 1"));
        await app.OnceAsync<GrantDrawdownRefused>(manager, grant, new SettleDrawdown(grant, unpaid, false, Reason: "No invoice"));
    }

    [Fact]
    public async Task a_course_and_a_vacancy_and_why_they_close()
    {
        var (desk, employer) = (await app.DeskAsync("Raced desk"), await app.EmployerAsync("Raced employer"));
        var (adviser, today) = (desk.AdviserPerson.As(Roles.Adviser), UkTime.DayOf(await app.NowAsync()));
        var (course, candidate) = (Guid.CreateVersion7(), await desk.RegisterAsync("Rita Raced"));
        await app.OnceAsync<CourseOffered>(
            adviser,
            course,
            new OfferCourse(course, desk.Id, "Brushstrokes", "OET", today, today.AddDays(30), 5, Money.Zero, Money.Zero)
        );
        await app.OnceAsync<CourseEnrolled>(adviser, candidate, new EnrolOnCourse(candidate, course));
        await app.OnceAsync<CourseAttended>(adviser, candidate, new AttendCourse(candidate, course, today));
        await app.OnceAsync<CourseClosed>(adviser, course, new CloseCourse(course, CourseEnd.Full));
        // One reason stands, whoever else gives another at the same moment.
        CourseEnd[] ends = [CourseEnd.NotTaught, CourseEnd.OfferedByMistake];
        await app.OneOfAsync<CourseClosed>(
            adviser,
            course,
            Enumerable.Range(0, Races.Times).Select(n => new CloseCourse(course, ends[n % 2]))
        );
        var vacancy = await employer.PostAsync("nurse", null);
        await app.OneOfAsync<VacancyClosed>(
            employer.Person.As(Roles.Author),
            vacancy,
            Enumerable.Range(0, Races.Times).Select(n => new CloseVacancy(vacancy, n % 2 == 0 ? VacancyEnd.Filled : VacancyEnd.NotNeeded))
        );
    }

    [Fact]
    public async Task what_a_person_says_of_themselves()
    {
        var person = await MemberAsync("Away CIC");
        var (absence, own) = (Guid.CreateVersion7(), person.Organisation!.Value);
        var today = UkTime.DayOf(await app.NowAsync());
        await app.OnceAsync<AbsenceNoted>(person, Absences.Of(own), new NoteAbsence(own, absence, today, today.AddDays(3)));
        await app.OnceAsync<AbsenceCancelled>(person, Absences.Of(own), new CancelAbsence(own, absence));
        await app.OnceAsync<MailsChosen>(person, MailChoice.IdOf(person.Person), new ChooseMails(person.Person, Mails.Never));
    }

    private async Task<Actor> MemberAsync(string name) =>
        (await app.PersonAsync($"Somebody of {name}", await app.OrganisationAsync(name, OrganisationKind.Enterprise), Roles.BidManager)).As(
            Roles.BidManager,
            Roles.Member
        );
}
