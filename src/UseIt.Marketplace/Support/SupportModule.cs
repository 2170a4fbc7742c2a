using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

public sealed class SupportModule : Module
{
    public override IEnumerable<TableView> Views { get; } =
    [new EnterpriseLines(), new Caseload(), new BidReadinessByEnterprise(), new Workshops(), new AdviserIntroductions()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<CountersignLinks>()
            .AddNavigation("Your caseload", "/cases", order: 23, shownTo: who => who.Has(Roles.Adviser), area: Area.Enterprises);

    public override void Routes(IEndpointRouteBuilder routes)
    {
        ReceiveEnquiryHandler.Map(routes);
        AcceptCaseHandler.Map(routes);
        CheckEligibilityHandler.Map(routes);
        DiagnoseEnterpriseHandler.Map(routes);
        AgreeActionPlanHandler.Map(routes);
        LogSessionHandler.Map(routes);
        CountersignSessionHandler.Map(routes);
        DisputeSessionHandler.Map(routes);
        CorrectSessionHandler.Map(routes);
        SendCountersignLinkHandler.Map(routes);
        AnnounceWorkshopHandler.Map(routes);
        InviteToWorkshopHandler.Map(routes);
        SignUpForWorkshopHandler.Map(routes);
        GiveUpWorkshopPlaceHandler.Map(routes);
        CancelWorkshopHandler.Map(routes);
        RecordWorkshopAttendanceHandler.Map(routes);
        Workshops.Map(routes);
        ProposeAdviserIntroductionHandler.Map(routes);
        AnswerAdviserIntroductionHandler.Map(routes);
        TellIntroductionOutcomeHandler.Map(routes);
        AdviserIntroductions.Map(routes);
        ReviewCaseHandler.Map(routes);
        AnswerReviewHandler.Map(routes);
        ExitCaseHandler.Map(routes);
        ObserveGrowthHandler.Map(routes);
        VerifyGrowthObservationHandler.Map(routes);
        CorrectGrowthObservationHandler.Map(routes);
        EnterpriseLines.Map(routes);
    }
}
