using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>Begins an output, a case study or something learnt; only the organisation sees it until it is published.</summary>
public sealed record DraftLibraryItem([property: NewId] Guid ItemId, Guid OrganisationId, LibraryKind Kind, LibraryText Text)
    : Message,
        ICommand;

public static class DraftLibraryItemHandler
{
    public static Access Authorise(Actor actor, DraftLibraryItem command) => actor.On(command.OrganisationId, LibraryAccess.Writing);

    public static Decision Handle(DraftLibraryItem command, Stream<LibraryItem> item, Actor actor) =>
        item.Exists ? Decision.Nothing
        : LibraryAccess.Wrong(command.Text) is { Count: > 0 } wrong ? Decision.Refuse([.. wrong])
        : Decision.On<LibraryItem>(
            command.ItemId,
            new LibraryItemDrafted(command.ItemId, command.OrganisationId, command.Kind, command.Text, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DraftLibraryItem>("POST", "/api/v1/library", LibraryAccess.Writers, creates: "itemId");
}
