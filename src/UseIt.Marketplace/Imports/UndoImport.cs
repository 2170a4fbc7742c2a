using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Imports;

/// <summary>What an import made has been withdrawn, but for what others have built on.</summary>
public sealed record UndoImport(Guid ImportId, int Withdrawn, int Kept) : Message, ICommand;

public static class UndoImportHandler
{
    public static Access Authorise(Actor actor, Import import) => import.IsOf(actor) ? Access.Granted : Access.NotFound;

    public static Decision Handle(UndoImport command, Import import, Actor actor) =>
        import.Undone
            ? Decision.Nothing
            : Decision.On<Import>(
                command.ImportId,
                new ImportUndone(command.ImportId, import.SupportOrganisation, command.Withdrawn, command.Kept, actor.Person)
            );
}
