using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>The enterprise no longer rests on this evidence; what was verified or rejected of it stays on record.</summary>
public sealed record WithdrawStatusEvidence(Guid OrganisationId, Guid EvidenceId) : Message, ICommand
{
    public Guid EnterpriseId => SocialEnterprise.IdOf(OrganisationId);
}

public static class WithdrawStatusEvidenceHandler
{
    public static Access Authorise(Actor actor, WithdrawStatusEvidence command) => EnterpriseAccess.ToChange(actor, command.OrganisationId);

    public static Decision Handle(WithdrawStatusEvidence command, Stream<SocialEnterprise> enterprise) =>
        enterprise.State.Evidence.ContainsKey(command.EvidenceId)
            ? Decision.On<SocialEnterprise>(
                command.EnterpriseId,
                new StatusEvidenceWithdrawn(command.EnterpriseId, command.OrganisationId, command.EvidenceId)
            )
            : Decision.Nothing;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawStatusEvidence>(
            "DELETE",
            "/api/v1/enterprises/{organisationId}/status-evidence/{evidenceId}",
            EnterpriseAccess.Changers
        );
}
