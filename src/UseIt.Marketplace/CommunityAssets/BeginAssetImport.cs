using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>A keeper of the map begins to take assets in from a file. Begun again, it goes on.</summary>
public sealed record BeginAssetImport(Guid ImportId, Guid SupportOrganisationId, int Rows, int LastRow) : Message, ICommand;

public static class BeginAssetImportHandler
{
    public static readonly Refusal UndoneBefore = new(
        "import-undone",
        null,
        "This file was imported and taken back. Correct it, and import the corrected file"
    );

    public static Access Authorise(Actor actor, BeginAssetImport command) => AssetAccess.ForKeeper(actor, command.SupportOrganisationId);

    public static Decision Handle(BeginAssetImport command, Stream<AssetImport> import, Actor actor) =>
        import.State.Undone ? UndoneBefore
        : import.Exists ? Decision.Nothing
        : Decision.On<AssetImport>(
            command.ImportId,
            new AssetImportBegun(command.ImportId, command.SupportOrganisationId, command.Rows, command.LastRow, actor.Person)
        );
}
