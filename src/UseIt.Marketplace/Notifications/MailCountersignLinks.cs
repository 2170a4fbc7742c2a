using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Notifications;

/// <summary>Mails the links to countersign that an adviser asked for.</summary>
public sealed class MailCountersignLinks() : Reaction("mail_countersign_links", typeof(CountersignLinkSent))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data is CountersignLinkSent f
            ? f.People.Select(p =>
                ((object)new MailCountersignLink(e.Id, f.SessionId, e.Version, f.OrganisationId, p, f.Until), (DateTimeOffset?)null)
            )
            : [];
}

/// <summary>One person's link, where it is still worth anything; the link itself is in the mail alone, and nowhere else.</summary>
public sealed record MailCountersignLink(Guid Cause, Guid SessionId, long Version, Guid OrganisationId, Guid PersonId, DateTimeOffset Until)
    : Message,
        IEffect;

public static class MailCountersignLinkHandler
{
    public const string Kind = "countersign-asked";

    public static async Task Handle(
        MailCountersignLink message,
        CountersignLinks links,
        Settings settings,
        NpgsqlDataSource database,
        Post post,
        CancellationToken cancel
    )
    {
        var key = links.Make(new CountersignLinks.Key(message.SessionId, message.Version, message.PersonId, message.Until));
        if (await links.FindAsync(key, cancel) is null)
            return;
        var day = UkTime.Display(UkTime.DayOf(message.Until));
        await NotifyMembersHandler.TellAsync(
            new NotifyMembers(
                message.Cause,
                message.OrganisationId,
                [],
                Kind,
                message.SessionId,
                $"/line/{message.OrganisationId}/sessions/{message.SessionId}"
            ),
            message.PersonId,
            database,
            post,
            cancel,
            new WrittenText(
                $"""
                An adviser has logged support that your organisation received, and asks you to say whether it was so.

                {settings.Address}/countersign?key={key}

                Opening the link changes nothing: the page shows what is claimed, and you confirm it or say what was different. It works
                once, before {day}, and without signing in. Pass it on to nobody: what is said by it is said
                in your name.
                """,
                IsHtml: false,
                "Support to your organisation waits for your word"
            )
        );
    }
}
