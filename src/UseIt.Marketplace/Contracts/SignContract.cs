using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>One party signs the terms it was shown. The contract is signed once all have.</summary>
[NeedsSecondFactor]
public sealed record SignContract(
    Guid ContractId,
    Guid PartyId,
    string DocumentSha256,
    string Capacity,
    SigningMethod Method,
    string Statement
) : Message, ICommand;

public static class SignContractHandler
{
    public static readonly Refusal OtherDocument = new(
        "other-document",
        "documentSha256",
        "These are not the terms of this contract. Read them again and sign those"
    );
    public static readonly Refusal CapacityMissing = new(
        "capacity-missing",
        "capacity",
        "Enter in which capacity you sign, for example director"
    );
    public static readonly Refusal StatementMissing = new(
        "statement-missing",
        "statement",
        "Include the statement you were shown when you signed"
    );
    public static readonly Refusal OtherSide = new(
        "signed-for-the-other-side",
        null,
        "You have signed this contract for the other side. Somebody else must sign for your organisation"
    );
    public static readonly Refusal AlreadyEnded = new("contract-ended", null, "The contract has ended");

    public static Access Authorise(SignContract command, Contract contract, Actor actor) =>
        !contract.Parties.Contains(command.PartyId) ? Access.NotFound
        : command.PartyId == contract.BuyerId ? actor.On(command.PartyId, Roles.Approver, Roles.ContractManager)
        : actor.On(command.PartyId, Roles.Signatory);

    public static async Task<Impartial> Load(
        SignContract command,
        Contract contract,
        Actor actor,
        Impartiality impartiality,
        CancellationToken cancel
    ) =>
        command.PartyId == contract.BuyerId
            ? await impartiality.OfAsync(actor, contract.TenderId, contract.BuyerId, contract.LotId, cancel)
            : Impartial.Yes;

    public static Decision Handle(SignContract command, Contract contract, Actor actor, Impartial impartial, DateTimeOffset now)
    {
        if (contract.Signatures.ContainsKey(command.PartyId))
            return Decision.Nothing;
        if (contract.Stage == ContractStage.Ended)
            return AlreadyEnded;
        if (impartial.No is { } partial)
            return partial;
        if (contract.Signatures.Any(s => s.Value.Person == actor.Person && IsOfOtherSide(s.Key)))
            return OtherSide;
        List<Refusal> refusals = [];
        if (!string.Equals(command.DocumentSha256, contract.TermsSha256, StringComparison.OrdinalIgnoreCase))
            refusals.Add(OtherDocument);
        if (string.IsNullOrWhiteSpace(command.Capacity))
            refusals.Add(CapacityMissing);
        if (string.IsNullOrWhiteSpace(command.Statement))
            refusals.Add(StatementMissing);
        if (refusals.Count > 0)
            return Decision.Refuse([.. refusals]);

        var signature = new Signature(
            contract.TermsSha256,
            actor.Person,
            command.Capacity.Trim(),
            actor.Authority,
            command.Method,
            command.Statement.Trim(),
            now
        );
        var decision = Decision.On<Contract>(command.ContractId, new ContractPartySigned(command.ContractId, command.PartyId, signature));
        return contract.Parties.All(p => p == command.PartyId || contract.Signatures.ContainsKey(p))
            ? decision.And<Contract>(
                command.ContractId,
                new ContractSigned(
                    command.ContractId,
                    contract.AwardId,
                    contract.TenderId,
                    contract.LotId,
                    contract.BuyerId,
                    contract.Suppliers,
                    now
                )
            )
            : decision;

        // One director may sign for two suppliers, and nobody for buyer and supplier.
        bool IsOfOtherSide(Guid party) => (party == contract.BuyerId) != (command.PartyId == contract.BuyerId);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SignContract>(
            "POST",
            "/api/v1/contracts/{contractId}/signatures",
            AllowedTo.Role(
                "the buyer's approver or contract manager, and each supplier's signatory",
                Roles.Approver,
                Roles.ContractManager,
                Roles.Signatory
            )
        );
}
