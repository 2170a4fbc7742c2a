using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// One mail in the morning with all that a person has not seen yet, for those who want it so. What a relay does not take, or a node that
/// ends leaves half done, comes again.
/// </summary>
public sealed class MorningMails(NpgsqlDataSource database, Post post, MailLetters letters, ILogger<MorningMails> log) : BackgroundService
{
    private const int AtATime = 200;
    private const int MostLines = 30;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period);
        while (await timer.TicksAsync(stoppingToken))
            try
            {
                await SendDueAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Say(e);
            }
    }

    /// <summary>Sends everything that is due; how many mails were sent.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancel)
    {
        var sent = 0;
        foreach (var person in await PeopleAsync(cancel))
            try
            {
                sent += await SendAsync(person, cancel) ? 1 : 0;
            }
            // One that fails holds up none after it, and comes again.
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                Say(e);
            }
        return sent;
    }

    private async Task<bool> SendAsync(Guid person, CancellationToken cancel)
    {
        if (await TakeAsync(person, cancel) is not { Count: > 0 } messages)
            return false;
        // Whoever wants no mails any more gets none of those either that wait since before.
        var wanted = await post.WantedAsync(person, messages[0].Kind, cancel) != Mails.Never;
        var result = wanted
            ? await post.SendAsync(
                Post.MorningOf(messages[0].Id),
                person,
                await letters.MorningAsync([.. messages.Select(m => (m.Kind, m.Link))], MostLines, cancel),
                cancel
            )
            : "not wanted";
        await using var note = database.CreateCommand(
            """
            with told as (update notifications.inbox set mail_due = null where id = any($1) returning id)
            insert into notifications.delivery (notification, channel, at, result)
            select id, 'mail', events.clock(), $2 from told on conflict do nothing
            """
        );
        note.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. messages.Select(m => m.Id)] });
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = wanted ? $"{result}, with others" : result });
        await note.ExecuteNonQueryAsync(cancel);
        return wanted;
    }

    private async Task<IReadOnlyList<Guid>> PeopleAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select coalesce(array_agg(person), '{}') from (select distinct person from notifications.inbox where mail_due <= events.clock() limit $1) p"
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = AtATime });
        return (Guid[])(await command.ExecuteScalarAsync(cancel))!;
    }

    // Taken for ten minutes: another node leaves them alone, and what is not sent by then is taken again. What was read needs no mail.
    private async Task<IReadOnlyList<(Guid Id, string Kind, string Link)>> TakeAsync(Guid person, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            with due as (
              update notifications.inbox set mail_due = case when read_at is null then events.clock() + interval '10 minutes' end
              where person = $1 and mail_due <= events.clock() returning id, kind, link, at, read_at
            )
            select id, kind, link from due where read_at is null order by at, id
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var taken = new List<(Guid, string, string)>();
        while (await reader.ReadAsync(cancel))
            taken.Add((reader.GetGuid(0), reader.GetString(1), reader.GetString(2)));
        return taken;
    }

    private void Say(Exception e) => log.LogWarning("Mails of the morning could not be sent now ({Kind}).", e.GetType().Name);
}
