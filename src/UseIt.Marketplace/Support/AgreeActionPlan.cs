using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>What enterprise and adviser will do, by when.</summary>
public sealed record AgreeActionPlan(Guid CaseId, IReadOnlyList<PlannedAction> Actions) : Message, ICommand;

public static class AgreeActionPlanHandler
{
    public static readonly Refusal NoBaseline = new("baseline-missing", null, "Diagnose the enterprise first: a plan rests on a baseline");
    public static readonly Refusal ActionsMissing = new("actions-missing", "actions", "Enter at least one action");

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(AgreeActionPlan command, Case @case)
    {
        if (@case.WhyNot() is { } no)
            return no;
        if (!@case.HasBaseline)
            return NoBaseline;
        if (command.Actions.Count == 0)
            return ActionsMissing;
        return Decision.On<Case>(command.CaseId, new ActionPlanAgreed(command.CaseId, @case.Organisation, command.Actions));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AgreeActionPlan>("POST", "/api/v1/cases/{caseId}/action-plan", CaseAccess.Advisers);
}
