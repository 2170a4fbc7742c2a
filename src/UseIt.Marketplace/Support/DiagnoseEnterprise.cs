using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Where the enterprise stands, domain by domain; the first diagnosis is the baseline all growth is measured from.</summary>
public sealed record DiagnoseEnterprise(
    Guid CaseId,
    [property: NewId] Guid DiagnosticId,
    string Instrument,
    string Edition,
    DateOnly AsAt,
    IReadOnlyList<DiagnosticScore> Scores
) : Message, ICommand;

public static class DiagnoseEnterpriseHandler
{
    public static readonly Refusal NotEligible = new("case-not-eligible", null, "Check eligibility first");
    public static readonly Refusal ScoresMissing = new("scores-missing", "scores", "Score at least one domain");

    public static Refusal ScoreOutOfRange(int n) =>
        new("score-out-of-range", $"scores[{n}].score", "A score is a whole number from 0 to 4");

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(DiagnoseEnterprise command, Case @case)
    {
        if (@case.WhyNot() is { } no)
            return no;
        if (@case.Eligibility != Eligibility.Eligible)
            return NotEligible;
        if (command.Scores.Count == 0)
            return ScoresMissing;
        for (var i = 0; i < command.Scores.Count; i++)
            if (command.Scores[i].Score is < 0 or > 4)
                return ScoreOutOfRange(i);
        return Decision.On<Case>(
            command.CaseId,
            new EnterpriseDiagnosed(
                command.CaseId,
                @case.Organisation,
                command.DiagnosticId,
                command.Instrument,
                command.Edition,
                command.AsAt,
                !@case.HasBaseline,
                command.Scores
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DiagnoseEnterprise>("POST", "/api/v1/cases/{caseId}/diagnostics", CaseAccess.Advisers, creates: "diagnosticId");
}
