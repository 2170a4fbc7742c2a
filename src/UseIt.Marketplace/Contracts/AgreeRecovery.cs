using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>
/// What will be done, by which supplier and by when, about a commitment that is behind the day it is due or whose evidence is disputed. The
/// buyer's contract manager records what was agreed.
/// </summary>
public sealed record AgreeRecovery(
    Guid ContractId,
    Guid CommitmentId,
    [property: NewId] Guid RecoveryId,
    string What,
    Guid By,
    DateOnly Due
) : Message, ICommand;

public static class AgreeRecoveryHandler
{
    public static readonly Refusal NothingToRecover = new(
        "nothing-to-recover",
        null,
        "This commitment is neither late nor disputed. A recovery action is for one that is"
    );
    public static readonly Refusal WhatMissing = new("what-missing", "what", "Enter what will be done");
    public static readonly Refusal ByUnknown = new("by-unknown", "by", "Choose the supplier of this contract that will do it");
    public static readonly Refusal DayPast = new("day-past", "due", "Enter the day by which it will be done, today or later");

    public static Access Authorise(AgreeRecovery command, Commitment commitment, Actor actor) =>
        Delivering.Buyer(actor, command.ContractId, commitment);

    public static Decision Handle(AgreeRecovery command, Commitment commitment, Contract contract, DateTimeOffset now)
    {
        var today = UkTime.DayOf(now);
        if (commitment.Recoveries.ContainsKey(command.RecoveryId))
            return Decision.Nothing;
        if (contract.Stage != ContractStage.Signed)
            return SetMilestoneHandler.NotInForce;
        if (commitment.Lapsed)
            return Delivering.HasLapsed;
        if (!commitment.NeedsRecovery(today))
            return NothingToRecover;
        List<Refusal> refusals = [];
        if (string.IsNullOrWhiteSpace(command.What))
            refusals.Add(WhatMissing);
        if (!commitment.Suppliers.Contains(command.By))
            refusals.Add(ByUnknown);
        if (command.Due < today)
            refusals.Add(DayPast);
        return refusals.Count > 0
            ? Decision.Refuse([.. refusals])
            : Decision
                .On<Commitment>(
                    command.CommitmentId,
                    new RecoveryAgreed(
                        command.CommitmentId,
                        command.ContractId,
                        command.RecoveryId,
                        command.What.Trim(),
                        command.By,
                        command.Due
                    )
                )
                .Answering(command.RecoveryId);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AgreeRecovery>(
            "POST",
            "/api/v1/contracts/{contractId}/commitments/{commitmentId}/recoveries",
            Delivering.ContractManager,
            creates: "recoveryId"
        );
}
