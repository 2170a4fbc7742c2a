using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Takes a lot out of a draft, and its requirements with it.</summary>
public sealed record RemoveLot(Guid TenderId, Guid LotId) : Message, ICommand;

public static class RemoveLotHandler
{
    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(RemoveLot command, Tender tender) =>
        tender.NotDraft() is { } no ? no
        : tender.Lots.Contains(command.LotId) ? Decision.On<Tender>(command.TenderId, new LotRemoved(command.TenderId, command.LotId))
        : Decision.Nothing;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RemoveLot>("DELETE", "/api/v1/tenders/{tenderId}/lots/{lotId}", Editors.Author);
}
