using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

public sealed record ChangeSearchAlerts(Guid SearchId, Told Told) : Message, ICommand;

public static class ChangeSearchAlertsHandler
{
    public static Access Authorise(Actor actor, SavedSearch search) => search.IsOf(actor) ? Access.Granted : Access.NotFound;

    public static Decision Handle(ChangeSearchAlerts command, SavedSearch search) =>
        search.Told == command.Told
            ? Decision.Nothing
            : Decision.On<SavedSearch>(command.SearchId, new SearchAlertsChanged(command.SearchId, command.Told));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ChangeSearchAlerts>("POST", "/api/v1/searches/{searchId}/alerts", AllowedTo.Person);
}
