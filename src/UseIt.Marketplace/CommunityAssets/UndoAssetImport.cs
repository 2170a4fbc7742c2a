using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>The assets an import brought are off the map, but for those that something rests on.</summary>
public sealed record UndoAssetImport(Guid ImportId, int TakenOff, int Kept) : Message, ICommand;

public static class UndoAssetImportHandler
{
    public static Access Authorise(Actor actor, AssetImport import) => AssetAccess.ForKeeper(actor, import.SupportOrganisation);

    public static Decision Handle(UndoAssetImport command, AssetImport import, Actor actor) =>
        import.Undone
            ? Decision.Nothing
            : Decision.On<AssetImport>(
                command.ImportId,
                new AssetImportUndone(command.ImportId, import.SupportOrganisation, command.TakenOff, command.Kept, actor.Person)
            );
}
