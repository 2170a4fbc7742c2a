using UseIt.EventStore;
using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Organisations;

public sealed class OrganisationsModule : Module
{
    private readonly MembershipTable memberships = new();

    public override IEnumerable<InlineView> Inline => [memberships];

    public override void Services(IServiceCollection services, Settings settings) => services.AddSingleton(memberships).AddSingleton<Memberships>();

    public override void Routes(IEndpointRouteBuilder routes)
    {
        RegisterOrganisationHandler.Map(routes);
        CheckOrganisationIdentityHandler.Map(routes);
        RegisterPersonHandler.Map(routes);
        GrantMembershipHandler.Map(routes);
    }
}
