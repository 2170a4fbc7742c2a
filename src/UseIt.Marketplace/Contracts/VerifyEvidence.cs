using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The buyer's contract manager confirms evidence, in full or in part. Nobody verifies what they recorded themselves.</summary>
public sealed record VerifyEvidence(Guid ContractId, Guid CommitmentId, Guid EvidenceId, decimal Quantity, string? Remark = null)
    : Message,
        ICommand;

public static class VerifyEvidenceHandler
{
    public static readonly Refusal OwnEvidence = new("own-evidence", null, "You recorded this evidence. Somebody else must verify it");
    public static readonly Refusal MoreThanRecorded = new(
        "more-than-recorded",
        "quantity",
        "You cannot verify more than was recorded. Ask the supplier to correct it"
    );
    public static readonly Refusal InDispute = new(
        "evidence-disputed",
        null,
        "This evidence is disputed. The supplier must correct or withdraw it first"
    );

    public static Access Authorise(VerifyEvidence command, Commitment commitment, Actor actor) =>
        Delivering.Buyer(actor, command.ContractId, commitment);

    public static Decision Handle(VerifyEvidence command, Commitment commitment, Actor actor)
    {
        if (commitment.Evidence.GetValueOrDefault(command.EvidenceId) is not { } evidence)
            return Delivering.EvidenceUnknown;
        if (evidence.Stage == EvidenceStage.Withdrawn)
            return Delivering.WasWithdrawn;
        if (evidence.Stage == EvidenceStage.Disputed)
            return InDispute;
        if (evidence.RecordedBy == actor.Person)
            return OwnEvidence;
        if (!Delivering.IsQuantity(command.Quantity))
            return Delivering.QuantityWrong;
        if (command.Quantity > evidence.Quantity)
            return MoreThanRecorded;
        return evidence.Verified == command.Quantity
            ? Decision.Nothing
            : Decision.On<Commitment>(
                command.CommitmentId,
                new EvidenceVerified(
                    command.CommitmentId,
                    command.ContractId,
                    command.EvidenceId,
                    command.Quantity,
                    string.IsNullOrWhiteSpace(command.Remark) ? null : command.Remark.Trim()
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<VerifyEvidence>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/evidence/{evidenceId}/verify",
            Delivering.ContractManager
        );
}
