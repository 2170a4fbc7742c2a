using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// Tells those members of an organisation who hold one of the roles that something happened: an inbox row and a mail each. Doing it again
/// changes nothing. The position is where in the log it happened; what settles it stands later.
/// </summary>
public sealed record NotifyMembers(
    Guid Cause,
    Guid OrganisationId,
    IReadOnlyList<string> Roles,
    string Kind,
    Guid Subject,
    string Link,
    long? Position = null
) : Message, IEffect;

public static class NotifyMembersHandler
{
    public static async Task Handle(
        NotifyMembers message,
        NpgsqlDataSource database,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        await TellAllAsync(message, [], database, memberships, post, cancel);
    }

    /// <summary>Tells the organisation's members who hold one of the roles and have not been told, and notes that they have.</summary>
    internal static async Task TellAllAsync(
        NotifyMembers message,
        HashSet<Guid> told,
        NpgsqlDataSource database,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        foreach (var member in await memberships.InAsync(message.OrganisationId, cancel))
            if (member.Roles.Overlaps(message.Roles) && told.Add(member.Person))
                await TellAsync(message, member.Person, database, post, cancel);
    }

    internal static async Task TellAsync(
        NotifyMembers message,
        Guid person,
        NpgsqlDataSource database,
        Post post,
        CancellationToken cancel,
        WrittenText? letter = null
    )
    {
        var id = UuidV5.Of(message.Cause, $"{message.Kind}/{message.OrganisationId}/{person}");
        var wanted = await post.WantedAsync(person, message.Kind, cancel);
        await InsertAsync(database, id, person, message, wanted, cancel);
        if (await SettleMessageHandler.IsSettledAsync(database, id, cancel))
            return;
        if (wanted == Mails.InTheMorning || await SeenToAsync(database, id, cancel))
            return;
        await LogAsync(
            database,
            id,
            wanted == Mails.Never
                ? "not wanted"
                : await post.SendAsync(
                    id,
                    person,
                    letter ?? await post.LetterAsync(message.Kind, message.Subject, message.Link, cancel),
                    cancel
                ),
            cancel
        );
    }

    private static async Task InsertAsync(
        NpgsqlDataSource database,
        Guid id,
        Guid person,
        NotifyMembers message,
        Mails wanted,
        CancellationToken cancel
    )
    {
        await using var command = database.CreateCommand(
            """
            insert into notifications.inbox (id, person, organisation, kind, subject, link, at, mail_due, position)
            values ($1, $2, $3, $4, $5, $6, events.clock(), case when $7 then notifications.next_morning() end, $8)
            on conflict (id) do nothing
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.OrganisationId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.Kind });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message.Subject });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = message.Link });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = wanted == Mails.InTheMorning });
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (object?)message.Position ?? DBNull.Value }
        );
        await command.ExecuteNonQueryAsync(cancel);
    }

    // Mailed already, or it waits for the morning since an earlier try.
    private static async Task<bool> SeenToAsync(NpgsqlDataSource database, Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select exists (select from notifications.delivery where notification = $1)
                or exists (select from notifications.inbox where id = $1 and mail_due is not null)
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return (bool)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task LogAsync(NpgsqlDataSource database, Guid id, string result, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            insert into notifications.delivery (notification, channel, at, result)
            values ($1, 'mail', events.clock(), $2) on conflict do nothing
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = result });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
