using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Imports;

/// <summary>Every row of a file has been taken in or refused.</summary>
public sealed record FinishImport(Guid ImportId, int Imported, int Refused) : Message, ICommand;

public static class FinishImportHandler
{
    public static Access Authorise(Actor actor, Import import) => import.IsOf(actor) ? Access.Granted : Access.NotFound;

    public static Decision Handle(FinishImport command, Import import) =>
        import.Finished || import.Undone
            ? Decision.Nothing
            : Decision.On<Import>(
                command.ImportId,
                new ImportFinished(command.ImportId, import.SupportOrganisation, command.Imported, command.Refused)
            );
}
