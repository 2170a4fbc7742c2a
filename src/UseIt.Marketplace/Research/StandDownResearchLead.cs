using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A colleague reads concerns no longer; one lead always stays.</summary>
public sealed record StandDownResearchLead(Guid SupportOrganisationId, Guid PersonId) : Message, ICommand
{
    public Guid DeskId => ResearchDesk.IdOf(SupportOrganisationId);
}

public static class StandDownResearchLeadHandler
{
    public static readonly Refusal LastOne = new(
        "last-research-lead",
        "personId",
        "Somebody has to read concerns. Name another lead before this one stands down"
    );

    public static Access Authorise(Actor actor, StandDownResearchLead command) =>
        actor.On(command.SupportOrganisationId, ResearchAccess.Settling);

    public static Decision Handle(StandDownResearchLead command, ResearchDesk desk, Actor actor) =>
        !desk.Leads.ContainsKey(command.PersonId) ? Decision.Nothing
        : desk.Leads.Count == 1 ? LastOne
        : Decision.On<ResearchDesk>(
            command.DeskId,
            new ResearchLeadStoodDown(command.DeskId, command.SupportOrganisationId, command.PersonId, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StandDownResearchLead>(
            "POST",
            "/api/v1/research/desks/{supportOrganisationId}/leads/{personId}/end",
            ResearchAccess.Settlers
        );
}
