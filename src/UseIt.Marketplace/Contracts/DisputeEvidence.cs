using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The buyer's contract manager does not accept evidence, and says why; the supplier may correct or withdraw it.</summary>
public sealed record DisputeEvidence(Guid ContractId, Guid CommitmentId, Guid EvidenceId, string Reason) : Message, ICommand;

public static class DisputeEvidenceHandler
{
    public static Access Authorise(DisputeEvidence command, Commitment commitment, Actor actor) =>
        Delivering.Buyer(actor, command.ContractId, commitment);

    public static Decision Handle(DisputeEvidence command, Commitment commitment) =>
        commitment.Evidence.GetValueOrDefault(command.EvidenceId) switch
        {
            null => Delivering.EvidenceUnknown,
            { Stage: EvidenceStage.Withdrawn } => Delivering.WasWithdrawn,
            { Stage: EvidenceStage.Disputed } => Decision.Nothing,
            _ when string.IsNullOrWhiteSpace(command.Reason) => Delivering.ReasonMissing,
            _ => Decision.On<Commitment>(
                command.CommitmentId,
                new EvidenceDisputed(command.CommitmentId, command.ContractId, command.EvidenceId, command.Reason.Trim())
            ),
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DisputeEvidence>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/evidence/{evidenceId}/dispute",
            Delivering.ContractManager
        );
}
