using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The supplier that recorded evidence corrects its quantity; what was verified before must be verified again.</summary>
public sealed record CorrectEvidence(Guid ContractId, Guid CommitmentId, Guid EvidenceId, decimal Quantity, string Reason)
    : Message,
        ICommand;

public static class CorrectEvidenceHandler
{
    public static Access Authorise(CorrectEvidence command, Commitment commitment, Actor actor) =>
        Own(actor, command.ContractId, command.EvidenceId, commitment);

    public static Decision Handle(CorrectEvidence command, Commitment commitment) =>
        commitment.Evidence.GetValueOrDefault(command.EvidenceId) switch
        {
            null => Delivering.EvidenceUnknown,
            { Stage: EvidenceStage.Withdrawn } => Delivering.WasWithdrawn,
            _ when !Delivering.IsQuantity(command.Quantity) => Delivering.QuantityWrong,
            var evidence when evidence.Quantity == command.Quantity && evidence.Stage != EvidenceStage.Disputed => Decision.Nothing,
            _ when string.IsNullOrWhiteSpace(command.Reason) => Delivering.ReasonMissing,
            _ => Decision.On<Commitment>(
                command.CommitmentId,
                new EvidenceCorrected(command.CommitmentId, command.ContractId, command.EvidenceId, command.Quantity, command.Reason.Trim())
            ),
        };

    /// <summary>Only the organisation that recorded it; another member sees it and cannot change it.</summary>
    internal static Access Own(Actor actor, Guid contractId, Guid evidenceId, Commitment commitment)
    {
        var access = Delivering.Supplier(actor, contractId, commitment);
        return
            access == Access.Granted
            && commitment.Evidence.GetValueOrDefault(evidenceId) is { } evidence
            && !actor.ActsFor(evidence.OrganisationId)
            ? Access.Forbidden
            : access;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CorrectEvidence>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/evidence/{evidenceId}/correct",
            Delivering.Suppliers
        );
}
