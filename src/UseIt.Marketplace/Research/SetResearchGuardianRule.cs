using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>How a guardian agrees for a researcher who cannot agree alone; without it nobody of them is recruited.</summary>
public sealed record SetResearchGuardianRule(Guid SupportOrganisationId, string Rule) : Message, ICommand
{
    public Guid DeskId => ResearchDesk.IdOf(SupportOrganisationId);
}

public static class SetResearchGuardianRuleHandler
{
    public static readonly Refusal RuleMissing = new("rule-missing", "rule", "Say who agrees, how you check it, and who is with them");

    public static Access Authorise(Actor actor, SetResearchGuardianRule command) =>
        actor.On(command.SupportOrganisationId, ResearchAccess.Settling);

    public static Decision Handle(SetResearchGuardianRule command, ResearchDesk desk, Actor actor) =>
        string.IsNullOrWhiteSpace(command.Rule) ? RuleMissing
        : desk.GuardianRule == command.Rule.Trim() ? Decision.Nothing
        : Decision.On<ResearchDesk>(
            command.DeskId,
            new ResearchGuardianRuleSet(command.DeskId, command.SupportOrganisationId, command.Rule.Trim(), actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetResearchGuardianRule>(
            "POST",
            "/api/v1/research/desks/{supportOrganisationId}/guardian-rule",
            ResearchAccess.Settlers
        );
}
