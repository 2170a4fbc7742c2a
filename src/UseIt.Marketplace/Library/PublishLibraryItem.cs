using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>Publishes an item, once whoever publishes it has said that it was checked.</summary>
public sealed record PublishLibraryItem(Guid ItemId, bool Checked) : Message, ICommand;

public static class PublishLibraryItemHandler
{
    public static readonly Refusal NotChecked = new(
        "not-checked",
        "checked",
        "Say that no person can be told from it who has not said yes, and that its figures are those of the reports beside it"
    );

    public static Access Authorise(Actor actor, LibraryItem item) => LibraryAccess.ForWriter(actor, item);

    public static Decision Handle(PublishLibraryItem command, LibraryItem item, Actor actor)
    {
        if (item.Stage == LibraryStage.Published)
            return Decision.Nothing;
        if (item.Stage == LibraryStage.Withdrawn)
            return LibraryAccess.Withdrawn;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(item.Text?.Body))
            wrong.Add(LibraryAccess.BodyMissing);
        if (!command.Checked)
            wrong.Add(NotChecked);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<LibraryItem>(command.ItemId, new LibraryItemPublished(command.ItemId, item.Organisation, actor.Person));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PublishLibraryItem>("POST", "/api/v1/library/{itemId}/publication", LibraryAccess.Writers);
}
