using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

public sealed class OrganisationsModule : Module
{
    private readonly MembershipTable memberships = new();
    private readonly RestingTable resting = new();
    private readonly CheckedTable identified = new();
    private readonly DefaultPlaceTable defaults = new();
    private readonly DelegationTable delegations = new();
    private readonly MandateTable mandates = new();
    private readonly ApiKeyTable keys = new();

    public override IEnumerable<InlineView> Inline => [memberships, resting, identified, defaults, delegations, mandates, keys];

    public override IEnumerable<TableView> Views => [new OrganisationRegister()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton(memberships)
            .AddSingleton(resting)
            .AddSingleton(identified)
            .AddSingleton(defaults)
            .AddSingleton(delegations)
            .AddSingleton(mandates)
            .AddSingleton(keys)
            .AddSingleton<ApiKeys>()
            .AddSingleton<Memberships>()
            .AddSingleton<Mandates>()
            .AddSingleton<Invitations>()
            .AddSingleton<Me>()
            .AddSingleton<NamePlate>()
            .AddSingleton<Colleagues>()
            .AddSingleton<InvitationWords>()
            .AddSingleton(AccountLetters.Erasure)
            .AddNavigation("Vouch", "/vouch", order: 26, shownTo: who => who.Has(Roles.Adviser), area: Area.Enterprises)
            .AddNavigation("Administration", "/platform", order: 90, shownTo: who => who.Has(Roles.Administrator));

    public override void Routes(IEndpointRouteBuilder routes)
    {
        RegisterOrganisationHandler.Map(routes);
        CheckOrganisationIdentityHandler.Map(routes);
        RenameOrganisationHandler.Map(routes);
        SuspendOrganisationHandler.Map(routes);
        ReinstateOrganisationHandler.Map(routes);
        CloseOrganisationHandler.Map(routes);
        RegisterPersonHandler.Map(routes);
        ErasePersonHandler.Map(routes);
        DisablePersonHandler.Map(routes);
        EnablePersonHandler.Map(routes);
        ReleaseIdentityHandler.Map(routes);
        InvitePersonHandler.Map(routes);
        AcceptInvitationHandler.Map(routes);
        WithdrawInvitationHandler.Map(routes);
        Invitations.Map(routes);
        ProposeAdministratorHandler.Map(routes);
        ConfirmAdministratorHandler.Map(routes);
        AdministratorProposals.Map(routes);
        ChangeRolesHandler.Map(routes);
        EndMembershipHandler.Map(routes);
        MakeApiKeyHandler.Map(routes);
        RevokeApiKeyHandler.Map(routes);
        ApiKeys.Map(routes);
        GiveDelegationHandler.Map(routes);
        NoteAbsenceHandler.Map(routes);
        CancelAbsenceHandler.Map(routes);
        RevokeDelegationHandler.Map(routes);
        GiveMandateHandler.Map(routes);
        RevokeMandateHandler.Map(routes);
        ReadOrganisation.Map(routes);
        Me.Map(routes);
    }
}
