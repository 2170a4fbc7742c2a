using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Somebody of an enterprise comes to a workshop of those who support it, invited or not.</summary>
public sealed record SignUpForWorkshop(Guid WorkshopId, Guid CaseId) : Message, ICommand;

public static class SignUpForWorkshopHandler
{
    public static Access Authorise(Actor actor, Workshop workshop, Case @case) => WorkshopRules.ForComer(actor, workshop, @case);

    public static Decision Handle(SignUpForWorkshop command, Workshop workshop, Case @case, Actor actor, DateTimeOffset now)
    {
        if (@case.WhyNot() is { } no)
            return no;
        if (workshop.Cancelled)
            return WorkshopRules.Cancelled;
        if (now >= workshop.Start)
            return WorkshopRules.Begun;
        return workshop.SignedUp.Contains((command.CaseId, actor.Person))
            ? Decision.Nothing
            : Decision.On<Workshop>(
                command.WorkshopId,
                new WorkshopSignedUp(command.WorkshopId, workshop.SupportOrganisation, command.CaseId, @case.Organisation, actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SignUpForWorkshop>("POST", "/api/v1/workshops/{workshopId}/places", WorkshopRules.Comers);
}
