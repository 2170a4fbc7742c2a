using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>Changes what an item says; of a published one everybody reads the change, and when it was made.</summary>
public sealed record ReviseLibraryItem(Guid ItemId, LibraryText Text) : Message, ICommand;

public static class ReviseLibraryItemHandler
{
    public static Access Authorise(Actor actor, LibraryItem item) => LibraryAccess.ForWriter(actor, item);

    public static Decision Handle(ReviseLibraryItem command, LibraryItem item, Actor actor)
    {
        if (item.Stage == LibraryStage.Withdrawn)
            return LibraryAccess.Withdrawn;
        List<Refusal> wrong = [.. LibraryAccess.Wrong(command.Text)];
        if (item.Stage == LibraryStage.Published && string.IsNullOrWhiteSpace(command.Text.Body))
            wrong.Add(LibraryAccess.BodyMissing);
        return wrong.Count > 0 ? Decision.Refuse([.. wrong])
            : command.Text == item.Text ? Decision.Nothing
            : Decision.On<LibraryItem>(
                command.ItemId,
                new LibraryItemRevised(command.ItemId, item.Organisation, command.Text, actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReviseLibraryItem>("POST", "/api/v1/library/{itemId}/text", LibraryAccess.Writers);
}
