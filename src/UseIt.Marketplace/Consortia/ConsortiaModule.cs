using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Consortia;

public sealed class ConsortiaModule : Module
{
    private readonly MyConsortia mine = new();

    public override IEnumerable<TableView> Views => [mine, new Partners()];

    public override IEnumerable<Reaction> Reactions => [new PassPartsOn()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton<ConsortiumReader>().AddSingleton<FindPartners>().AddSingleton<CoveragePreview>();

    public override void Routes(IEndpointRouteBuilder routes)
    {
        ProposeConsortiumHandler.Map(routes);
        InvitePartnerHandler.Map(routes);
        JoinConsortiumHandler.Map(routes);
        DeclineInvitationHandler.Map(routes);
        LeaveConsortiumHandler.Map(routes);
        ProposeTermsHandler.Map(routes);
        AcceptTermsHandler.Map(routes);
        NameDeputyHandler.Map(routes);
        MandateLeadHandler.Map(routes);
        DissolveConsortiumHandler.Map(routes);
        mine.Map(routes);
        ConsortiumReader.Map(routes);
    }
}
