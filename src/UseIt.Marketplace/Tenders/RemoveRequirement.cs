using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

public sealed record RemoveRequirement(Guid TenderId, Guid RequirementId) : Message, ICommand;

public static class RemoveRequirementHandler
{
    public static Access Authorise(Actor actor, Tender tender) => tender.AccessOf(actor, Roles.Author);

    public static Decision Handle(RemoveRequirement command, Tender tender) =>
        tender.NotDraft() is { } no ? no
        : tender.Requirements.Any(r => r.RequirementId == command.RequirementId)
            ? Decision.On<Tender>(command.TenderId, new RequirementRemoved(command.TenderId, command.RequirementId))
        : Decision.Nothing;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RemoveRequirement>("DELETE", "/api/v1/tenders/{tenderId}/requirements/{requirementId}", Editors.Author);
}
