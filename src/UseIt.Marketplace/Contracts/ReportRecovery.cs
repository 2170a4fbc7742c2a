using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The buyer's contract manager says whether a recovery action was done.</summary>
public sealed record ReportRecovery(Guid ContractId, Guid CommitmentId, Guid RecoveryId, bool Done, string? Remark = null)
    : Message,
        ICommand;

public static class ReportRecoveryHandler
{
    public static readonly Refusal Unknown = new("recovery-unknown", "recoveryId", "Choose a recovery action of this commitment");

    public static readonly Refusal WhyNot = new("remark-missing", "remark", "Say why it was not done");

    public static Access Authorise(ReportRecovery command, Commitment commitment, Actor actor) =>
        Delivering.Buyer(actor, command.ContractId, commitment);

    public static Decision Handle(ReportRecovery command, Commitment commitment)
    {
        if (commitment.Recoveries.GetValueOrDefault(command.RecoveryId) is not { } recovery)
            return Unknown;
        var remark = string.IsNullOrWhiteSpace(command.Remark) ? null : command.Remark.Trim();
        if (!command.Done && remark is null)
            return WhyNot;
        return recovery.Done == command.Done && recovery.Remark == remark
            ? Decision.Nothing
            : Decision.On<Commitment>(
                command.CommitmentId,
                new RecoveryReported(command.CommitmentId, command.ContractId, command.RecoveryId, command.Done, remark)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReportRecovery>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/recoveries/{recoveryId}/report",
            Delivering.ContractManager
        );
}
