using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

public sealed class ResearchModule : Module
{
    public override IEnumerable<TableView> Views { get; } =
    [new Researchers(), new ResearchProjects(), new ResearchParticipants(), new ResearchFindings(), new ResearchConcerns()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<ResearcherNames>()
            .AddSingleton<ParticipantNames>()
            .AddSingleton<ConcernsForLeads>()
            .AddSingleton<ResearchFigures>()
            .AddSingleton<ResearchRooms>()
            .AddNavigation(
                "Community research",
                "/research",
                order: 26,
                shownTo: who => who.ActsFor(who.Organisation, ResearchAccess.Coordinating)
            )
            .AddNavigation(
                "Research for you",
                "/research/commissions",
                order: 27,
                shownTo: who => who.ActsFor(who.Organisation, ResearchAccess.Commissioning)
            )
            .AddNavigation("Findings", "/findings", order: 28, shownTo: who => who.Person == Guid.Empty);

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
