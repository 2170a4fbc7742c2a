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
                    done as (delete from notifications.settled where at < $1),
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

    /// <summary>The next page after one of the person's messages; the newest without one.</summary>
    public async Task<Rows<InboxRow>> PageAsync(Guid person, Guid? after, int limit, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            $"""
            select id, kind, subject, link, at, read_at is not null from notifications.inbox i
            where person = $1 {(after is null ? "" : Older)} order by at desc, id limit $2
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        if (after is { } message)
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message });
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
        return rows.Count > limit ? new Rows<InboxRow>([.. rows.Take(limit)], rows[limit - 1].Id) : new Rows<InboxRow>(rows, null);
    }

    // In the order of the list: the newest first, of one instant by their ids.
    private const string Older = """
        and exists (select from notifications.inbox a where a.id = $3 and a.person = $1
                    and (i.at < a.at or i.at = a.at and i.id > a.id))
        """;

    /// <summary>Marks a message of this person as seen, and all that came before it where that is wanted; how many there are.</summary>
    public async Task<int> ReadAsync(Guid person, Guid message, bool andOlder, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            update notifications.inbox set read_at = coalesce(read_at, events.clock()), mail_due = null
            where person = $1 and {(
                andOlder ? "read_at is null and at <= (select at from notifications.inbox where id = $2 and person = $1)" : "id = $2"
            )}
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message });
        return await command.ExecuteNonQueryAsync(cancel);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/inbox",
                async (Guid? after, int? limit, HttpContext http, Actors actors, Inbox inbox) =>
                    Results.Json(
                        await inbox.PageAsync(
                            (await actors.OfAsync(http, http.RequestAborted)).Person,
                            after,
                            Math.Clamp(limit ?? 100, 1, ViewRows.LargestPage),
                            http.RequestAborted
                        ),
                        EventJson.Options
                    )
            )
            .AllowedTo(AllowedTo.Person)
            .WithTags("Notifications");
        routes
            .MapPost(
                "/api/v1/inbox/{id:guid}/read",
                async (Guid id, bool? andOlder, HttpContext http, Actors actors, Inbox inbox) =>
                    await inbox.ReadAsync(
                        (await actors.OfAsync(http, http.RequestAborted)).Person,
                        id,
                        andOlder ?? false,
                        http.RequestAborted
                    ) > 0
                    || andOlder is true
                        ? Results.NoContent()
                        : Problems.NotFound()
            )
            .AllowedTo(AllowedTo.Person)
            .WithTags("Notifications");
    }
}
