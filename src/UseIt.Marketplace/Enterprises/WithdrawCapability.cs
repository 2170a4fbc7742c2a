using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>The enterprise no longer does this.</summary>
public sealed record WithdrawCapability(Guid OrganisationId, Guid CapabilityId) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class WithdrawCapabilityHandler
{
    public static Access Authorise(Actor actor, WithdrawCapability command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(WithdrawCapability command, Stream<SocialEnterprise> enterprise) =>
        enterprise.State.Capabilities.ContainsKey(command.CapabilityId)
            ? Decision.On<SocialEnterprise>(
                command.EnterpriseId,
                new CapabilityWithdrawn(command.EnterpriseId, command.OrganisationId, command.CapabilityId)
            )
            : Decision.Nothing;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawCapability>(
            "DELETE",
            "/api/v1/enterprises/{organisationId}/capabilities/{capabilityId}",
            EnterpriseAccess.Changers
        );
}
