using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>
/// The buyer's contract manager confirms evidence, in full or in part. Nobody verifies what they recorded themselves. What may be told
/// elsewhere as well counts here too only with the reason.
/// </summary>
public sealed record VerifyEvidence(
    Guid ContractId,
    Guid CommitmentId,
    Guid EvidenceId,
    decimal Quantity,
    string? Remark = null,
    string? CountsTooBecause = null
) : Message, ICommand;

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

    public static readonly Refusal ToldElsewhere = new(
        "evidence-told-elsewhere",
        "countsTooBecause",
        "It may be counted elsewhere already. Say why it counts here too, or dispute it"
    );

    /// <summary>The commitments and needs for which the same may be told.</summary>
    public sealed record Elsewhere(IReadOnlyList<Guid> Others);

    public static Access Authorise(VerifyEvidence command, Commitment commitment, Actor actor) =>
        Delivering.Buyer(actor, command.ContractId, commitment);

    public static async Task<Elsewhere> Load(
        VerifyEvidence command,
        Commitment commitment,
        EvidenceOverlaps overlaps,
        CancellationToken cancel
    ) =>
        commitment.Evidence.GetValueOrDefault(command.EvidenceId) is { } evidence && commitment.Metric is { } metric
            ? new([
                .. (
                    await overlaps.OfAsync(
                        [new Delivery(command.EvidenceId, evidence.OrganisationId, metric.Unit, evidence.Period, evidence.Documents)],
                        command.CommitmentId,
                        cancel
                    )
                ).Select(f => f.Other),
            ])
            : new([]);

    public static Decision Handle(VerifyEvidence command, Commitment commitment, Actor actor, Elsewhere elsewhere)
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
        Guid[] undecided = [.. elsewhere.Others.Except(evidence.Beside).Order()];
        if (undecided.Length > 0 && string.IsNullOrWhiteSpace(command.CountsTooBecause))
            return ToldElsewhere;
        List<object> facts = [];
        if (undecided.Length > 0)
            facts.Add(
                new EvidenceOverlapAccepted(
                    command.CommitmentId,
                    command.ContractId,
                    command.EvidenceId,
                    undecided,
                    command.CountsTooBecause!.Trim()
                )
            );
        if (evidence.Verified != command.Quantity)
            facts.Add(
                new EvidenceVerified(
                    command.CommitmentId,
                    command.ContractId,
                    command.EvidenceId,
                    command.Quantity,
                    string.IsNullOrWhiteSpace(command.Remark) ? null : command.Remark.Trim()
                )
            );
        return Decision.On<Commitment>(command.CommitmentId, facts);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<VerifyEvidence>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/evidence/{evidenceId}/verify",
            Delivering.ContractManager
        );
}
