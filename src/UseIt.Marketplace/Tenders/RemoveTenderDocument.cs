using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

public sealed record RemoveTenderDocument(Guid TenderId, Guid DocumentId) : Message, ICommand;

public static class RemoveTenderDocumentHandler
{
    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(RemoveTenderDocument command, Tender tender) =>
        tender.NotDraft() is { } no ? no
        : tender.Documents.Contains(command.DocumentId)
            ? Decision.On<Tender>(command.TenderId, new TenderDocumentRemoved(command.TenderId, command.DocumentId))
        : Decision.Nothing;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RemoveTenderDocument>("DELETE", "/api/v1/tenders/{tenderId}/documents/{documentId}", Editors.Author);
}
