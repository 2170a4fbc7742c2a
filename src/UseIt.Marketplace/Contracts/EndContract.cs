using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>Ends a contract, with the reason. What was delivered and promised stays as it is.</summary>
public sealed record EndContract(Guid ContractId, string Reason) : Message, ICommand;

public static class EndContractHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Enter the reason");

    public static Access Authorise(Contract contract, Actor actor) => actor.On(contract.BuyerId, Roles.ContractManager);

    public static Decision Handle(EndContract command, Contract contract) =>
        contract.Stage == ContractStage.Ended ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? ReasonMissing
        : Decision.On<Contract>(command.ContractId, new ContractEnded(command.ContractId, contract.TenderId, command.Reason.Trim()));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EndContract>(
            "POST",
            "/api/v1/contracts/{contractId}/end",
            AllowedTo.Role("the buyer's contract manager", Roles.ContractManager)
        );
}
