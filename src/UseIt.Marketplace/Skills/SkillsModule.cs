using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

public sealed class SkillsModule : Module
{
    public override IEnumerable<TableView> Views { get; } = [new Candidates(), new Vacancies(), new Courses(), new Concerns()];

    public override void Services(IServiceCollection services, Settings settings)
    {
        foreach (var letter in ErasureLetters.All)
            services.AddSingleton(letter);
        foreach (var language in PrivacyNotices.Languages)
            services.AddSingleton(language.Kind);
        services
            .AddSingleton<ErasureLetters>()
            .AddSingleton<PrivacyNotices>()
            .AddSingleton<PeopleOnPathways>()
            .AddSingleton<CandidateImports>()
            .AddSingleton<FindMatches>()
            .AddSingleton<FindCourses>()
            .AddSingleton<ReadConcerns>()
            .AddSingleton<OutcomeCounts>()
            .AddNavigation("Your candidates", "/candidates", order: 26, shownTo: who => who.Has(Roles.Adviser), area: Area.People)
            .AddNavigation("Pathways", "/pathways", order: 27, shownTo: who => who.Has(Roles.ProgrammeManager), area: Area.People)
            .AddNavigation(
                "Vacancies",
                "/vacancies",
                order: 28,
                shownTo: who => who.Has(Roles.Author) || who.Has(Roles.ContractManager),
                area: Area.People
            )
            .AddNavigation(
                "Courses",
                "/courses",
                order: 29,
                shownTo: who => who.Has(Roles.Adviser) || who.Has(Roles.ProgrammeManager),
                area: Area.People
            )
            .AddNavigation("Outcomes", "/outcomes", order: 29, shownTo: who => who.Has(Roles.ProgrammeManager), area: Area.People);
    }

    public override void Routes(IEndpointRouteBuilder routes)
    {
        RecordPathwayGroundsHandler.Map(routes);
        OpenPathwayHandler.Map(routes);
        ClosePathwayHandler.Map(routes);
        CountOnPathwayHandler.Map(routes);
        RegisterCandidateHandler.Map(routes);
        CorrectCandidateHandler.Map(routes);
        GivePrivacyNoticeHandler.Map(routes);
        GiveStoryConsentHandler.Map(routes);
        WithdrawStoryConsentHandler.Map(routes);
        RecordTestHandler.Map(routes);
        RecordStepHandler.Map(routes);
        RecordRightToWorkHandler.Map(routes);
        RecordDisclosureHandler.Map(routes);
        WithdrawAttainmentHandler.Map(routes);
        RecordBarriersHandler.Map(routes);
        GiveFeeSupportHandler.Map(routes);
        AgreeToPassOnHandler.Map(routes);
        RevokePassOnHandler.Map(routes);
        LeavePathwayHandler.Map(routes);
        EraseCandidateHandler.Map(routes);
        PostVacancyHandler.Map(routes);
        CloseVacancyHandler.Map(routes);
        OfferCourseHandler.Map(routes);
        CloseCourseHandler.Map(routes);
        EnrolOnCourseHandler.Map(routes);
        AttendCourseHandler.Map(routes);
        FinishCourseHandler.Map(routes);
        StopCourseHandler.Map(routes);
        FindCourses.Map(routes);
        IntroduceCandidateHandler.Map(routes);
        StartPlacementHandler.Map(routes);
        EndPlacementHandler.Map(routes);
        StartJobHandler.Map(routes);
        ConfirmRetentionHandler.Map(routes);
        EndJobHandler.Map(routes);
        EndIntroductionHandler.Map(routes);
        NameSafeguardingLeadsHandler.Map(routes);
        RaiseConcernHandler.Map(routes);
        CloseConcernHandler.Map(routes);
        ReadConcerns.Map(routes);
        PeopleOnPathways.Map(routes);
        FindMatches.Map(routes);
        OutcomeCounts.Map(routes);
    }
}
