using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The buyer's contract manager records whether a milestone was met, and on which day.</summary>
public sealed record ReportMilestone(Guid ContractId, Guid MilestoneId, MilestoneStatus Status, DateOnly On) : Message, ICommand;

public static class ReportMilestoneHandler
{
    public static readonly Refusal Unknown = new("milestone-unknown", "milestoneId", "Choose a milestone of this contract");
    public static readonly Refusal StillScheduled = new("milestone-status-missing", "status", "Choose met, not met or partially met");
    public static readonly Refusal InFuture = new("day-in-future", "on", "Enter a day that is not in the future");

    public static Access Authorise(Contract contract, Actor actor) => actor.On(contract.BuyerId, Roles.ContractManager);

    public static Decision Handle(ReportMilestone command, Contract contract, DateTimeOffset now)
    {
        if (contract.Milestones.GetValueOrDefault(command.MilestoneId) is not { } milestone)
            return Unknown;
        if (contract.Stage != ContractStage.Signed)
            return SetMilestoneHandler.NotInForce;
        if (command.Status == MilestoneStatus.Scheduled)
            return StillScheduled;
        if (command.On > UkTime.DayOf(now))
            return InFuture;
        return milestone.Status == command.Status && milestone.On == command.On
            ? Decision.Nothing
            : Decision.On<Contract>(
                command.ContractId,
                new MilestoneReported(command.ContractId, command.MilestoneId, command.Status, command.On)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReportMilestone>(
            "POST",
            "/api/v1/contracts/{contractId}/milestones/{milestoneId}/report",
            AllowedTo.Role("the buyer's contract manager", Roles.ContractManager)
        );
}
