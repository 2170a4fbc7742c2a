using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Support;

public sealed class SupportModule : Module
{
    public override IEnumerable<TableView> Views { get; } = [new EnterpriseLines()];

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
        ObserveGrowthHandler.Map(routes);
        VerifyGrowthObservationHandler.Map(routes);
        CorrectGrowthObservationHandler.Map(routes);
        EnterpriseLines.Map(routes);
    }
}
