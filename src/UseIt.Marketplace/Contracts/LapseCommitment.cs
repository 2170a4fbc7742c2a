using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>Records that the rest of a commitment will not be delivered. What was verified stays verified.</summary>
public sealed record LapseCommitment(Guid ContractId, Guid CommitmentId, string Reason) : Message, ICommand;

public static class LapseCommitmentHandler
{
    public static Access Authorise(LapseCommitment command, Commitment commitment, Actor actor) =>
        Delivering.Buyer(actor, command.ContractId, commitment);

    public static Decision Handle(LapseCommitment command, Commitment commitment) =>
        commitment.Lapsed ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? Delivering.ReasonMissing
        : Decision.On<Commitment>(
            command.CommitmentId,
            new CommitmentLapsed(command.CommitmentId, command.ContractId, command.Reason.Trim())
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LapseCommitment>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/lapse",
            Delivering.ContractManager
        );
}
