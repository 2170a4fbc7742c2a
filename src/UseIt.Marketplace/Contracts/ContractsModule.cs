using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

public sealed class ContractsModule : Module
{
    public override IEnumerable<TableView> Views => [new ContractView(), new CommitmentLedger()];

    public override IEnumerable<Reaction> Reactions => [new ContractFromAward()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<IDocumentReaders, EvidenceReaders>()
            .AddSingleton<CommitmentReading>()
            .AddSingleton<CommitmentBoard>()
            .AddSingleton<PublicOutcomes>()
            .AddSingleton<EvidenceOverlaps>()
            .AddSingleton<IToDoSource, RecoveryWaiting>()
            .AddNavigation(
                "Your contracts",
                "/contracts",
                order: 40,
                shownTo: who => who.Roles.Overlaps(Roles.Buyer) || who.Roles.Overlaps(Roles.Enterprise),
                area: Area.Contracts
            )
            .AddNavigation("Commitments", "/commitments", order: 41, shownTo: who => who.Has(Roles.ContractManager), area: Area.Contracts)
            .AddNavigation(
                "Your promises",
                "/promises",
                order: 41,
                shownTo: who => who.Roles.Overlaps(Roles.Enterprise),
                area: Area.Contracts
            );

    public override void Routes(IEndpointRouteBuilder routes)
    {
        SignContractHandler.Map(routes);
        SetMilestoneHandler.Map(routes);
        ReportMilestoneHandler.Map(routes);
        EndContractHandler.Map(routes);
        RecordEvidenceHandler.Map(routes);
        VerifyEvidenceHandler.Map(routes);
        DisputeEvidenceHandler.Map(routes);
        CorrectEvidenceHandler.Map(routes);
        WithdrawEvidenceHandler.Map(routes);
        VaryCommitmentHandler.Map(routes);
        LapseCommitmentHandler.Map(routes);
        AgreeRecoveryHandler.Map(routes);
        ReportRecoveryHandler.Map(routes);
        ShowContract.Map(routes);
        ShowCommitments.Map(routes);
        ListCommitments.Map(routes);
        PublicOutcomes.Map(routes);
    }
}
