using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Enterprises;

public sealed class EnterprisesModule : Module
{
    public override IEnumerable<TableView> Views { get; } = [new EnterpriseProfiles()];

    public override void Routes(IEndpointRouteBuilder routes)
    {
        RegisterEnterpriseHandler.Map(routes);
        RecordStatusEvidenceHandler.Map(routes);
        VerifyStatusEvidenceHandler.Map(routes);
        DeclareCapabilityHandler.Map(routes);
        WithdrawCapabilityHandler.Map(routes);
        AddBidReadyItemHandler.Map(routes);
        EnterpriseProfiles.Map(routes);
    }
}
