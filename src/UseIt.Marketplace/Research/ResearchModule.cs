using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

public sealed class ResearchModule : Module
{
    private readonly Researchers researchers = new();
    private readonly ResearchParticipants participants = new();
    private readonly ResearchConcerns concerns = new();

    public override IEnumerable<TableView> Views =>
        [researchers, new ResearchProjects(), participants, new ResearchFindings(), concerns, new ResearchTallies()];

    public override void Services(IServiceCollection services, Settings settings)
    {
        foreach (var letter in ResearcherLetters.All)
            services.AddSingleton(letter);
        services
            .AddSingleton<ResearcherLetters>()
            .AddSingleton<ResearcherNames>()
            .AddSingleton<ParticipantNames>()
            .AddSingleton<ConcernsForLeads>()
            .AddSingleton<ResearchFigures>()
            .AddSingleton(
                new RetentionClass(
                    "names of community researchers",
                    null,
                    "for as long as they research with the organisation; an erasure destroys the person's key",
                    $"select (data ->> 'recruitedAt')::timestamptz from {researchers.Table} where data ->> 'name' is not null"
                )
            )
            .AddSingleton(
                new RetentionClass(
                    "names of participants in research",
                    null,
                    "until the day the approved data plan says; withdrawing destroys the person's key at once",
                    $"select (data ->> 'consentedOn')::timestamptz from {participants.Table} where data ->> 'name' is not null"
                )
            )
            .AddSingleton(
                new RetentionClass(
                    "safeguarding concerns",
                    null,
                    "for as long as the safeguarding policy of the organisation says; sealed, and read by named leads alone",
                    $"select (data ->> 'raisedAt')::timestamptz from {concerns.Table}"
                )
            )
            .AddSingleton<IToDoSource, ResearchWaiting>()
            .AddSingleton<ResearchRooms>()
            .AddNavigation(
                "Community research",
                "/research",
                order: 32,
                shownTo: who => who.ActsFor(who.Organisation, ResearchAccess.Coordinating),
                area: Area.Neighbourhood
            )
            .AddNavigation(
                "Research for you",
                "/research/commissions",
                order: 32,
                shownTo: who => who.ActsFor(who.Organisation, ResearchAccess.Commissioning),
                area: Area.Neighbourhood
            )
            .AddNavigation("Findings", "/findings", order: 33, area: Area.Neighbourhood);
    }

    public override void Routes(IEndpointRouteBuilder routes)
    {
        NameResearchLeadHandler.Map(routes);
        StandDownResearchLeadHandler.Map(routes);
        SetResearchGuardianRuleHandler.Map(routes);
        OfferResearchCourseHandler.Map(routes);
        RecruitResearcherHandler.Map(routes);
        ChangeResearcherContactHandler.Map(routes);
        RecordResearchSessionHandler.Map(routes);
        CompleteResearchTrainingHandler.Map(routes);
        AssignResearchMentorHandler.Map(routes);
        AnswerPayQuestionHandler.Map(routes);
        RecordResearcherDisclosureHandler.Map(routes);
        EraseResearcherHandler.Map(routes);
        CommissionResearchHandler.Map(routes);
        ProposeResearchHandler.Map(routes);
        TakeOnResearchHandler.Map(routes);
        DeclineResearchHandler.Map(routes);
        AdvertiseResearchHandler.Map(routes);
        AssignResearcherHandler.Map(routes);
        OfferResearchPayHandler.Map(routes);
        RecordResearcherPaidHandler.Map(routes);
        SubmitResearchEthicsHandler.Map(routes);
        DecideResearchEthicsHandler.Map(routes);
        StartFieldworkHandler.Map(routes);
        RecordParticipantHandler.Map(routes);
        WithdrawParticipantHandler.Map(routes);
        RecordFindingHandler.Map(routes);
        ClearFindingHandler.Map(routes);
        EmbargoFindingHandler.Map(routes);
        PublishFindingHandler.Map(routes);
        CompleteResearchHandler.Map(routes);
        ReportFindingUseHandler.Map(routes);
        ConfirmFindingUseHandler.Map(routes);
        DenyFindingUseHandler.Map(routes);
        RaiseResearchConcernHandler.Map(routes);
        AnswerResearchConcernHandler.Map(routes);
        Researchers.Map(routes);
        ResearchProjects.Map(routes);
        ResearchParticipants.Map(routes);
        ResearchFindings.Map(routes);
        ConcernsForLeads.Map(routes);
        ResearchFigures.Map(routes);
    }
}
