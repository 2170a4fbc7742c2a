using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Somebody who has signed up for a workshop does not come after all.</summary>
public sealed record GiveUpWorkshopPlace(Guid WorkshopId, Guid CaseId) : Message, ICommand;

public static class GiveUpWorkshopPlaceHandler
{
    public static Access Authorise(Actor actor, Workshop workshop, Case @case) => WorkshopRules.ForComer(actor, workshop, @case);

    public static Decision Handle(GiveUpWorkshopPlace command, Workshop workshop, Case @case, Actor actor, DateTimeOffset now)
    {
        if (!workshop.SignedUp.Contains((command.CaseId, actor.Person)))
            return Decision.Nothing;
        if (now >= workshop.Start)
            return WorkshopRules.Begun;
        return Decision.On<Workshop>(
            command.WorkshopId,
            new WorkshopPlaceGivenUp(command.WorkshopId, workshop.SupportOrganisation, command.CaseId, @case.Organisation, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<GiveUpWorkshopPlace>("POST", "/api/v1/workshops/{workshopId}/places/end", WorkshopRules.Comers);
}
