using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>What has become of the enterprise 6 or 12 months after the case began.</summary>
public sealed record ReviewCase(Guid CaseId, int Months, string Findings) : Message, ICommand;

public static class ReviewCaseHandler
{
    public static readonly Refusal MonthsWrong = new("months-wrong", "months", "A review is made after 6 or after 12 months");
    public static readonly Refusal FindingsMissing = new("findings-missing", "findings", "Say what has changed since the baseline");

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(ReviewCase command, Case @case)
    {
        if (@case.WhyNot() is { } no)
            return no;
        if (!@case.HasBaseline)
            return AgreeActionPlanHandler.NoBaseline;
        if (!Reviews.AfterMonths.Contains(command.Months))
            return MonthsWrong;
        return string.IsNullOrWhiteSpace(command.Findings)
            ? FindingsMissing
            : Decision.On<Case>(
                command.CaseId,
                new CaseReviewed(command.CaseId, @case.Organisation, command.Months, command.Findings.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReviewCase>("POST", "/api/v1/cases/{caseId}/reviews", CaseAccess.Advisers);
}
