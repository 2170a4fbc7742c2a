using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>Takes a whole file back: nothing of it counts from then on. It may come in again, corrected or not.</summary>
public sealed record TakeBackPaidInvoices(Guid BuyerId, Guid DocumentId, string Reason) : Message, ICommand
{
    public Guid SpendLedgerId => SpendLedger.IdOf(BuyerId);
}

public static class TakeBackPaidInvoicesHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Enter why it is taken back");
    public static readonly Refusal FileUnknown = new("ledger-file-unknown", "documentId", "Choose a file that is in the ledger");

    public static Access Authorise(Actor actor, TakeBackPaidInvoices command) => actor.On(command.BuyerId, Roles.ContractManager);

    public static Decision Handle(TakeBackPaidInvoices command, SpendLedger spendLedger) =>
        spendLedger.Files.Find(f => f.Says.DocumentId == command.DocumentId) is not { } file ? FileUnknown
        : file.TakenBack ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? ReasonMissing
        : Decision.On<SpendLedger>(
            command.SpendLedgerId,
            new PaidInvoicesTakenBack(command.SpendLedgerId, command.BuyerId, command.DocumentId, command.Reason.Trim())
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<TakeBackPaidInvoices>(
            "POST",
            "/api/v1/buyers/{buyerId}/paid-invoices/{documentId}/take-back",
            SpendAccess.Keepers
        );
}
