using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Publishes a change of a published tender, with its reason, to everybody at once; only before the deadline (Procurement Act 2023 s.31).
/// </summary>
public sealed record AmendTender(Guid TenderId, string Change, string Reason) : Message, ICommand;

public static class AmendTenderHandler
{
    public static readonly Refusal ChangeMissing = new("change-missing", "change", "Say what changes");

    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Approver);

    public static Decision Handle(AmendTender command, Tender tender, DateTimeOffset now)
    {
        if (tender.NotOpen(now) is { } no)
            return no;
        if (string.IsNullOrWhiteSpace(command.Change))
            return ChangeMissing;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return TenderRefusals.ReasonMissing;
        return Decision.On<Tender>(command.TenderId, new TenderAmended(command.TenderId, command.Change.Trim(), command.Reason.Trim()));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AmendTender>("POST", "/api/v1/tenders/{tenderId}/amendments", Editors.Approver);
}
