using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Mails one person a link to countersign, where it is still worth anything. The mail names no session: that is behind it.</summary>
public sealed record MailCountersignLink(Guid SessionId, long Version, Guid PersonId, DateTimeOffset Until) : Message, IEffect;

public static class MailCountersignLinkHandler
{
    public static async Task Handle(
        MailCountersignLink message,
        CountersignLinks links,
        Post post,
        Settings settings,
        CancellationToken cancel
    )
    {
        var key = links.Make(new CountersignLinks.Key(message.SessionId, message.Version, message.PersonId, message.Until));
        if (await links.FindAsync(key, cancel) is null)
            return;
        await post.SendAsync(
            UuidV5.Of(message.SessionId, $"countersign-link:{message.Version}:{message.PersonId}"),
            message.PersonId,
            "Support to your organisation waits for your word",
            $"""
                An adviser has logged support that your organisation received, and asks you to say whether it was so.

                {settings.Address}/countersign?key={key}

                Opening the link changes nothing: the page shows what is claimed, and you confirm it or say what was different. It works once,
                until {UkTime.Display(UkTime.DayOf(message.Until))}, and without signing in. Pass it on to nobody: what is said by it is said in
                your name.
                """,
            cancel
        );
    }
}
