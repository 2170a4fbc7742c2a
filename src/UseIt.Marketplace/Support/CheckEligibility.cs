using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Whether the programme may support the enterprise, by which edition of its rules, or where it was sent instead.</summary>
public sealed record CheckEligibility(Guid CaseId, Eligibility Result, string RuleSet, string Reason) : Message, ICommand;

public static class CheckEligibilityHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say what the result rests on");

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(CheckEligibility command, Case @case)
    {
        if (!@case.IsOpen)
            return CaseAccess.Closed;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return @case.Eligibility == command.Result
            ? Decision.Nothing
            : Decision.On<Case>(
                command.CaseId,
                new EligibilityChecked(command.CaseId, command.Result, command.RuleSet, command.Reason.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CheckEligibility>("POST", "/api/v1/cases/{caseId}/eligibility", CaseAccess.Advisers);
}
