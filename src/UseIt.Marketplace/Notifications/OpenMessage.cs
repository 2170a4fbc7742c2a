using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Notifications;

/// <summary>Follows a message from the home page to what it is about; from then on it is seen.</summary>
public static class OpenMessage
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/messages/{id:guid}",
                async (Guid id, HttpContext http, Actors actors, NpgsqlDataSource database) =>
                {
                    await using var command = database.CreateCommand(
                        """
                        update notifications.inbox set read_at = coalesce(read_at, events.clock()), mail_due = null
                        where id = $1 and person = $2 returning link
                        """
                    );
                    command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
                    command.Parameters.Add(
                        new NpgsqlParameter<Guid> { TypedValue = (await actors.OfAsync(http, http.RequestAborted)).Person }
                    );
                    return await command.ExecuteScalarAsync(http.RequestAborted) is string link
                        ? Results.LocalRedirect(link)
                        : Results.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .ExcludeFromDescription();
}
