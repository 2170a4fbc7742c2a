using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>A workshop does not take place; who was invited or had signed up is told.</summary>
public sealed record CancelWorkshop(Guid WorkshopId, string Reason) : Message, ICommand;

public static class CancelWorkshopHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why it does not take place");
    public static readonly Refusal TookPlace = new(
        "workshop-took-place",
        null,
        "The workshop has begun or is over: it is not cancelled any more"
    );

    public static Access Authorise(Actor actor, Workshop workshop) => WorkshopRules.ForAdviser(actor, workshop);

    public static Decision Handle(CancelWorkshop command, Workshop workshop, DateTimeOffset now) =>
        workshop.Cancelled ? Decision.Nothing
        : now >= workshop.Start ? TookPlace
        : string.IsNullOrWhiteSpace(command.Reason) ? ReasonMissing
        : Decision.On<Workshop>(
            command.WorkshopId,
            new WorkshopCancelled(
                command.WorkshopId,
                workshop.SupportOrganisation,
                [.. workshop.Asked.Values.Distinct().Order()],
                command.Reason.Trim()
            )
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CancelWorkshop>("POST", "/api/v1/workshops/{workshopId}/cancellation", CaseAccess.Advisers);
}
