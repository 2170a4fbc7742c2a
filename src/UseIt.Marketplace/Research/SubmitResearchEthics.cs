using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// Asks for ethics review. Asked again after an approval, nobody new is recorded until what changed is decided too.
/// </summary>
public sealed record SubmitResearchEthics(
    Guid ProjectId,
    string Risks,
    string ConsentVersion,
    string InformationSheet,
    string LoneWorking,
    string DataPlan,
    DateOnly WithdrawUntil,
    string? GuardianRule = null
) : Message, ICommand
{
    internal EthicsPlan Plan =>
        new(
            Risks.Trim(),
            ConsentVersion.Trim(),
            InformationSheet.Trim(),
            LoneWorking.Trim(),
            DataPlan.Trim(),
            WithdrawUntil,
            string.IsNullOrWhiteSpace(GuardianRule) ? null : GuardianRule.Trim()
        );
}

public static class SubmitResearchEthicsHandler
{
    public static readonly Refusal RisksMissing = new(
        "risks-missing",
        "risks",
        "Say what could harm participants or researchers, and what you do about it"
    );
    public static readonly Refusal ConsentMissing = new(
        "consent-version-missing",
        "consentVersion",
        "Enter the version of the consent form, for example 1.0 of May 2026"
    );
    public static readonly Refusal SheetMissing = new(
        "information-sheet-missing",
        "informationSheet",
        "Enter what participants are told before they agree"
    );
    public static readonly Refusal LoneWorkingMissing = new(
        "lone-working-missing",
        "loneWorking",
        "Say how researchers who work alone are kept safe"
    );
    public static readonly Refusal DataPlanMissing = new(
        "data-plan-missing",
        "dataPlan",
        "Say where the data is kept, who sees it, and when it is destroyed"
    );
    public static readonly Refusal WithdrawPast = new(
        "withdraw-until-past",
        "withdrawUntil",
        "Enter a day in the future until which participants may withdraw"
    );

    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static Decision Handle(SubmitResearchEthics command, ResearchProject project, Actor actor, DateTimeOffset now)
    {
        if (project.WhyNot() is { } no)
            return no;
        List<Refusal> wrong = [];
        foreach (
            var (said, missing) in new[]
            {
                (command.Risks, RisksMissing),
                (command.ConsentVersion, ConsentMissing),
                (command.InformationSheet, SheetMissing),
                (command.LoneWorking, LoneWorkingMissing),
                (command.DataPlan, DataPlanMissing),
            }
        )
            if (string.IsNullOrWhiteSpace(said))
                wrong.Add(missing);
        if (command.WithdrawUntil <= UkTime.DayOf(now))
            wrong.Add(WithdrawPast);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        return command.Plan == project.Submitted || command.Plan == project.Approved
            ? Decision.Nothing
            : Decision.On<ResearchProject>(
                command.ProjectId,
                new ResearchEthicsSubmitted(
                    command.ProjectId,
                    project.SupportOrganisation,
                    project.EthicsVersion + 1,
                    command.Plan,
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SubmitResearchEthics>("POST", "/api/v1/research/projects/{projectId}/ethics", ResearchAccess.Coordinators);
}
