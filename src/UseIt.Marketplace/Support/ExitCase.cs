using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Support ends: the enterprise stands on its own, went elsewhere or asked for it.</summary>
public sealed record ExitCase(Guid CaseId, string Reason) : Message, ICommand;

public static class ExitCaseHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why support ends");

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(ExitCase command, Case @case) =>
        !@case.IsOpen ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? ReasonMissing
        : Decision.On<Case>(command.CaseId, new CaseExited(command.CaseId, @case.Organisation, command.Reason.Trim()));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ExitCase>("POST", "/api/v1/cases/{caseId}/exit", CaseAccess.Advisers);
}
