using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Imports;

/// <summary>An adviser begins to take a file in. Begun again, it goes on.</summary>
public sealed record BeginImport(Guid ImportId, Guid SupportOrganisationId, string Sha256, int Rows, int LastRow) : Message, ICommand;

public static class BeginImportHandler
{
    public static readonly Refusal UndoneBefore = new(
        "import-undone",
        null,
        "This file was imported and undone. Correct it, and import the corrected file"
    );

    public static readonly Refusal NotChecked = new(
        "support-organisation-not-checked",
        null,
        "Your organisation has to be checked before it can import"
    );

    public static Access Authorise(Actor actor, BeginImport command) =>
        actor.ActsFor(command.SupportOrganisationId, Roles.Adviser) ? Access.Granted
        : actor.ActsFor(command.SupportOrganisationId) ? Access.Forbidden
        : Access.NotFound;

    public static Decision Handle(BeginImport command, Stream<Import> import, ImportingOrganisation supportOrganisation, Actor actor) =>
        !supportOrganisation.MayImport ? NotChecked
        : import.State.Undone ? UndoneBefore
        : import.Exists ? Decision.Nothing
        : Decision.On<Import>(
            command.ImportId,
            new ImportBegun(command.ImportId, command.SupportOrganisationId, command.Sha256, command.Rows, command.LastRow, actor.Person)
        );
}
