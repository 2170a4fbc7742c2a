using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

public sealed class ProgrammesModule : Module
{
    public override IEnumerable<TableView> Views { get; } = [new ProgrammeSources(), new ProgrammeList()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<ProgrammeReading>()
            .AddSingleton<ProgrammeReport>()
            .AddSingleton<ReportKind>(s => s.GetRequiredService<ProgrammeReport>())
            .AddSingleton<ReportKind, ProgrammeByWard>()
            .AddSingleton<ProgrammeRooms>()
            .AddSingleton<ProgrammeDesk>()
            .AddSingleton<IToDoSource, ProgrammeWaiting>()
            .AddSingleton<IPeopleLimits, PeopleLimits>()
            .AddSingleton<IErasureHolds, EvidenceHolds>()
            .AddNavigation("Programmes", "/programmes", order: 44, area: Area.Results);

    public override void Routes(IEndpointRouteBuilder routes)
    {
        OpenProgrammeHandler.Map(routes);
        CopyProgrammeHandler.Map(routes);
        TakeProgrammeCodeHandler.Map(routes);
        SetProgrammeStrandHandler.Map(routes);
        AddProgrammePartnerHandler.Map(routes);
        EndProgrammePartnerHandler.Map(routes);
        NamePartnerOwnerHandler.Map(routes);
        RecordPartnerContactHandler.Map(routes);
        MakePartnerPromiseHandler.Map(routes);
        SettlePartnerPromiseHandler.Map(routes);
        NameProgrammeSponsorHandler.Map(routes);
        StandDownProgrammeSponsorHandler.Map(routes);
        SetProgrammeTargetHandler.Map(routes);
        SetPeopleLimitHandler.Map(routes);
        KeepEvidenceHandler.Map(routes);
        SetProgrammeBudgetHandler.Map(routes);
        RecordPublishedFigureHandler.Map(routes);
        RecordEnterpriseStandingHandler.Map(routes);
        RecordEnterpriseWardHandler.Map(routes);
        RecordGrantAwardedHandler.Map(routes);
        ConfirmHelpHandler.Map(routes);
        AssistEntrepreneurHandler.Map(routes);
        LinkEntrepreneurHandler.Map(routes);
        RecordOutputEvidenceHandler.Map(routes);
        DecideOutputEvidenceHandler.Map(routes);
        SubmitPartnerReturnHandler.Map(routes);
        DecidePartnerReturnHandler.Map(routes);
        MakeClaimHandler.Map(routes);
        DrawClaimSampleHandler.Map(routes);
        AssessAnchorReadinessHandler.Map(routes);
        RecordAnchorProcedureHandler.Map(routes);
        ReadProgrammes.Map(routes);
    }
}
