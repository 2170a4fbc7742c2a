using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>Sets a milestone of a contract, or changes it while it is still scheduled.</summary>
public sealed record SetMilestone(Guid ContractId, [property: NewId(OrKept = true)] Guid MilestoneId, string Title, DateOnly Due)
    : Message,
        ICommand;

public static class SetMilestoneHandler
{
    public static readonly Refusal NotInForce = new("contract-not-in-force", null, "The contract must be signed and not ended");
    public static readonly Refusal TitleMissing = new("title-missing", "title", "Enter what is due");
    public static readonly Refusal AlreadyReported = new(
        "milestone-reported",
        null,
        "This milestone was reported already. Set another one"
    );

    public static Access Authorise(Contract contract, Actor actor) => actor.On(contract.BuyerId, Roles.ContractManager);

    public static Decision Handle(SetMilestone command, Contract contract)
    {
        if (contract.Stage != ContractStage.Signed)
            return NotInForce;
        if (string.IsNullOrWhiteSpace(command.Title))
            return TitleMissing;
        var known = contract.Milestones.GetValueOrDefault(command.MilestoneId);
        if (known is { Status: not MilestoneStatus.Scheduled })
            return AlreadyReported;
        return known is not null && known.Title == command.Title.Trim() && known.Due == command.Due
            ? Decision.Nothing
            : Decision.On<Contract>(
                command.ContractId,
                new MilestoneSet(command.ContractId, command.MilestoneId, command.Title.Trim(), command.Due)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetMilestone>(
            "POST",
            "/api/v1/contracts/{contractId}/milestones",
            AllowedTo.Role("the buyer's contract manager", Roles.ContractManager),
            creates: "milestoneId"
        );
}
