using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Skills;

/// <summary>The people an import brought have been erased, but for those with whom work has begun.</summary>
public sealed record UndoCandidateImport(Guid ImportId, int Erased, int Kept) : Message, ICommand;

public static class UndoCandidateImportHandler
{
    public static Access Authorise(Actor actor, CandidateImport import) =>
        import.Begun is { } begun ? SkillsAccess.Of(actor, begun.SupportOrganisationId, Roles.Adviser) : Access.NotFound;

    public static Decision Handle(UndoCandidateImport command, CandidateImport import, Actor actor) =>
        import.Undone
            ? Decision.Nothing
            : Decision.On<CandidateImport>(
                command.ImportId,
                new CandidateImportUndone(command.ImportId, import.Begun!.SupportOrganisationId, command.Erased, command.Kept, actor.Person)
            );
}
