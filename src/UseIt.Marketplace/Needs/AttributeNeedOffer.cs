using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>
/// A party of a contract says that the accepted offer counts towards one of its commitments. It counts once: whoever comes second is
/// refused, whichever contract it is.
/// </summary>
public sealed record AttributeNeedOffer(Guid NeedId, Guid ContractId, Guid CommitmentId) : Message, ICommand;

public static class AttributeNeedOfferHandler
{
    public static readonly Refusal NothingAccepted = new("nothing-accepted", null, "No offer has been accepted yet");
    public static readonly Refusal Counted = new("already-attributed", null, "It counts towards a commitment already, and counts once");
    public static readonly Refusal NotTheirContract = new(
        "contract-not-theirs",
        "contractId",
        "Choose a contract in force in which whoever offered is a supplier"
    );
    public static readonly Refusal NoCommitment = new("commitment-unknown", "commitmentId", "Choose a commitment of that contract");

    /// <summary>The supplier itself, or the contract's buyer who verifies.</summary>
    public static Access Authorise(Actor actor, Need need, AttributingContract contract) =>
        actor.ActsFor(contract.Buyer) ? actor.On(contract.Buyer, Roles.ContractManager)
        : need.Supplier is { } supplier && contract.Suppliers.Contains(supplier) ? actor.On(supplier, [.. Roles.Enterprise])
        : Access.NotFound;

    public static Decision Handle(AttributeNeedOffer command, Need need, AttributingContract contract, Actor actor)
    {
        if (need.Attributed is { } counted)
            return counted == (command.ContractId, command.CommitmentId) ? Decision.Nothing : Counted;
        if (need is not { Accepted: { } offer, Supplier: { } supplier })
            return NothingAccepted;
        if (need.Stage == NeedStage.Withdrawn)
            return NeedAccess.NotOpen;
        List<Refusal> wrong = [];
        if (!contract.InForce || !contract.Suppliers.Contains(supplier))
            wrong.Add(NotTheirContract);
        if (!contract.Commitments.Contains(command.CommitmentId))
            wrong.Add(NoCommitment);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Need>(
                command.NeedId,
                new NeedOfferAttributed(
                    command.NeedId,
                    offer,
                    supplier,
                    command.ContractId,
                    command.CommitmentId,
                    actor.Organisation ?? supplier,
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AttributeNeedOffer>("POST", "/api/v1/needs/{needId}/attribution", NeedAccess.Parties);
}
