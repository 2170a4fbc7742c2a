using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Notifications;

/// <summary>One line of a person's inbox.</summary>
public sealed record InboxRow(Guid Id, string Kind, string Sentence, Guid Subject, string Link, DateTimeOffset At, bool Read);

/// <summary>A person's own notifications, newest first.</summary>
public sealed class Inbox(NpgsqlDataSource database)
{
    internal static readonly RetentionClass Kept = new(
        "messages",
        2 * 365,
        "they lead to what is kept elsewhere; nobody needs them once a procurement is over",
        "select at from notifications.inbox"
    )
    {
        // With their mails, where those lie in files.
        Erase = async (services, before, cancel) =>
        {
            await using var command = services
                .GetRequiredService<NpgsqlDataSource>()
                .CreateCommand(
                    """
                    with old as (select id from notifications.inbox where at < $1),
                    sent as (delete from notifications.delivery where notification in (select id from old)),
                    gone as (delete from notifications.inbox where id in (select id from old) returning id)
                    select coalesce(array_agg(id), '{}') from gone
                    """
                );
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = before });
            var gone = (Guid[])(await command.ExecuteScalarAsync(cancel))!;
            services.GetRequiredService<Post>().Remove(gone);
            return gone.Length;
        },
    };

    public async Task<IReadOnlyList<InboxRow>> OfAsync(Guid person, int limit, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            """
            select id, kind, subject, link, at, read_at is not null
            from notifications.inbox where person = $1 order by at desc, id limit $2
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<InboxRow>();
        while (await reader.ReadAsync(cancel))
            rows.Add(
                new InboxRow(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    Sentences.Of(reader.GetString(1)),
                    reader.GetGuid(2),
                    reader.GetString(3),
                    reader.GetFieldValue<DateTimeOffset>(4),
                    reader.GetBoolean(5)
                )
            );
        return rows;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/inbox",
                async (HttpContext http, Actors actors, Inbox inbox) =>
                    Results.Json(
                        new
                        {
                            items = await inbox.OfAsync((await actors.OfAsync(http, http.RequestAborted)).Person, 100, http.RequestAborted),
                        },
                        EventJson.Options
                    )
            )
            .AllowedTo(AllowedTo.Person)
            .WithTags("Notifications");
        routes
            .MapPost(
                "/api/v1/inbox/{id:guid}/read",
                async (Guid id, HttpContext http, Actors actors, NpgsqlDataSource database) =>
                {
                    await using var command = database.CreateCommand(
                        "update notifications.inbox set read_at = coalesce(read_at, events.clock()) where id = $1 and person = $2"
                    );
                    command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
                    command.Parameters.Add(
                        new NpgsqlParameter<Guid> { TypedValue = (await actors.OfAsync(http, http.RequestAborted)).Person }
                    );
                    return await command.ExecuteNonQueryAsync(http.RequestAborted) == 1 ? Results.NoContent() : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithTags("Notifications");
    }
}
