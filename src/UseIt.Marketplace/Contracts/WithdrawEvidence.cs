using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The supplier that recorded evidence takes it back.</summary>
public sealed record WithdrawEvidence(Guid ContractId, Guid CommitmentId, Guid EvidenceId, string Reason) : Message, ICommand;

public static class WithdrawEvidenceHandler
{
    public static Access Authorise(WithdrawEvidence command, Commitment commitment, Actor actor) =>
        CorrectEvidenceHandler.Own(actor, command.ContractId, command.EvidenceId, commitment);

    public static Decision Handle(WithdrawEvidence command, Commitment commitment) =>
        commitment.Evidence.GetValueOrDefault(command.EvidenceId) switch
        {
            null => Delivering.EvidenceUnknown,
            { Stage: EvidenceStage.Withdrawn } => Decision.Nothing,
            _ when string.IsNullOrWhiteSpace(command.Reason) => Delivering.ReasonMissing,
            _ => Decision.On<Commitment>(
                command.CommitmentId,
                new EvidenceWithdrawn(command.CommitmentId, command.ContractId, command.EvidenceId, command.Reason.Trim())
            ),
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawEvidence>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/evidence/{evidenceId}/withdraw",
            Delivering.Suppliers
        );
}
