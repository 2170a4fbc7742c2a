using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>A further code that time and people are charged to.</summary>
public sealed record TakeProgrammeCode(Guid ProgrammeId, string Code) : Message, ICommand;

public static class TakeProgrammeCodeHandler
{
    public static readonly Refusal CodeMissing = new("code-missing", "code", "Enter the code as advisers write it");

    public static Access Authorise(Actor actor, Programme programme) => ProgrammeAccess.ForLead(actor, programme);

    public static Decision Handle(TakeProgrammeCode command, Programme programme) =>
        string.IsNullOrWhiteSpace(command.Code) ? CodeMissing
        : programme.Codes.Any(c => ProgrammeEvaluation.CodeOf(c) == ProgrammeEvaluation.CodeOf(command.Code)) ? Decision.Nothing
        : OpenProgrammeHandler.Charged(command.ProgrammeId, [command.Code.Trim()]);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<TakeProgrammeCode>("POST", "/api/v1/programmes/{programmeId}/codes", ProgrammeAccess.Leads);
}
