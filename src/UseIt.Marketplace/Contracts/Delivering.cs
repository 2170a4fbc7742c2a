using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>Who acts on a commitment, and the refusals its steps share.</summary>
public static class Delivering
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Enter the reason");
    public static readonly Refusal EvidenceUnknown = new("evidence-unknown", "evidenceId", "Choose evidence of this commitment");
    public static readonly Refusal WasWithdrawn = new("evidence-withdrawn", null, "This evidence was withdrawn");
    public static readonly Refusal HasLapsed = new("commitment-lapsed", null, "This commitment has lapsed");
    public static readonly Refusal QuantityWrong = new(
        "quantity-wrong",
        "quantity",
        "Enter a quantity above 0 with no more than four decimal places, in the commitment's own unit"
    );

    public static bool IsQuantity(decimal quantity) => quantity > 0 && decimal.Round(quantity, 4) == quantity;

    public static Access Supplier(Actor actor, Guid contractId, Commitment commitment) =>
        commitment.ContractId != contractId
        || commitment.Suppliers.FirstOrDefault(s => actor.ActsFor(s)) is var supplier && supplier == Guid.Empty
            ? Access.NotFound
            : actor.On(supplier, Roles.Member, Roles.BidManager);

    public static Access Buyer(Actor actor, Guid contractId, Commitment commitment) =>
        commitment.ContractId == contractId ? actor.On(commitment.BuyerId, Roles.ContractManager) : Access.NotFound;

    public static AllowedTo Suppliers { get; } = AllowedTo.Role("a supplier of the contract", Roles.Member, Roles.BidManager);
    public static AllowedTo ContractManager { get; } = AllowedTo.Role("the buyer's contract manager", Roles.ContractManager);
}
