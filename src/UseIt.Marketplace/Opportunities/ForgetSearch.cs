using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

/// <summary>The search is in its person's list no more, and tells nothing.</summary>
public sealed record ForgetSearch(Guid SearchId) : Message, ICommand;

public static class ForgetSearchHandler
{
    public static Access Authorise(Actor actor, SavedSearch search) => search.IsOf(actor) ? Access.Granted : Access.NotFound;

    public static Decision Handle(ForgetSearch command, SavedSearch search) =>
        Decision.On<SavedSearch>(command.SearchId, new SearchForgotten(command.SearchId, search.PersonId));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ForgetSearch>("DELETE", "/api/v1/searches/{searchId}", AllowedTo.Person);
}
