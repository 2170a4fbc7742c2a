using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>Changes what is due under a commitment, with the reason. The promise itself stays what it was.</summary>
public sealed record VaryCommitment(Guid ContractId, Guid CommitmentId, decimal Quantity, string Reason, DateOnly? Due = null)
    : Message,
        ICommand;

public static class VaryCommitmentHandler
{
    public static Access Authorise(VaryCommitment command, Commitment commitment, Actor actor) =>
        Delivering.Buyer(actor, command.ContractId, commitment);

    public static Decision Handle(VaryCommitment command, Commitment commitment, Contract contract)
    {
        if (contract.Stage != ContractStage.Signed)
            return SetMilestoneHandler.NotInForce;
        if (commitment.Lapsed)
            return Delivering.HasLapsed;
        if (!Delivering.IsQuantity(command.Quantity))
            return Delivering.QuantityWrong;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Delivering.ReasonMissing;
        return command.Quantity == commitment.Quantity && (command.Due ?? commitment.Due) == commitment.Due
            ? Decision.Nothing
            : Decision.On<Commitment>(
                command.CommitmentId,
                new CommitmentVaried(command.CommitmentId, command.ContractId, command.Quantity, command.Due, command.Reason.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<VaryCommitment>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/vary",
            Delivering.ContractManager
        );
}
