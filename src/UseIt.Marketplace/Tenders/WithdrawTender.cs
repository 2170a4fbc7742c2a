using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Ends a procurement before any award: a draft by its author, a published tender by an approver, with the reason.</summary>
[NeedsSecondFactor]
public sealed record WithdrawTender(Guid TenderId, string Reason) : Message, ICommand;

public static class WithdrawTenderHandler
{
    public static readonly Refusal LotEnded = new("lot-ended", null, "A lot has been awarded or ended. End the other lots one by one");

    public static Access Authorise(Actor actor, Tender tender) =>
        tender.IsPublic ? tender.AccessOf(actor, Roles.Approver) : tender.AccessOf(actor, Roles.Author, Roles.Approver);

    public static async Task<Impartial> Load(
        WithdrawTender command,
        Tender tender,
        Actor actor,
        Impartiality impartiality,
        CancellationToken cancel
    ) => tender.IsPublic ? await impartiality.OfAsync(actor, command.TenderId, tender.BuyerId, lot: null, cancel) : Impartial.Yes;

    public static Decision Handle(WithdrawTender command, Tender tender, Impartial impartial)
    {
        if (tender.Stage == TenderStage.Withdrawn)
            return Decision.Nothing;
        if (tender.EndedLots.Count > 0)
            return LotEnded;
        if (impartial.No is { } partial)
            return partial;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return TenderRefusals.ReasonMissing;
        return Decision.On<Tender>(command.TenderId, new TenderWithdrawn(command.TenderId, command.Reason.Trim()));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawTender>("POST", "/api/v1/tenders/{tenderId}/withdrawal", Editors.AuthorOrApprover);
}
