using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Mails a link that somebody asked for, where there is somebody to mail it to. Nobody waits for it: how long it takes tells nothing.
/// </summary>
public sealed record SendSignInLink(Guid LinkId) : Message, IEffect;

public static class SendSignInLinkHandler
{
    public static async Task Handle(
        SendSignInLink message,
        SignInLinks links,
        People people,
        Sessions sessions,
        Post post,
        Settings settings,
        CancellationToken cancel
    )
    {
        if (await links.WaitingAsync(message.LinkId, cancel) is not { } waiting)
            return;
        var (letter, person) = (waiting.Letter, await people.ByMailAsync(waiting.Letter.Mail, cancel));
        if (person is null ? !waiting.Joining : !await sessions.MayAsync(person.Value, cancel))
            return;
        if (person is { } known)
        {
            await links.AddressAsync(message.LinkId, known, cancel);
            // Who signs in with a provider's account is that account, whoever reads the mail of the address by now.
            if (settings.IdentityProvider is not null && await people.HasAccountAsync(known, cancel))
            {
                await post.SendAsync(message.LinkId, letter.Mail, "How you sign in", WithProvider(settings), cancel);
                return;
            }
        }
        await post.SendAsync(
            message.LinkId,
            letter.Mail,
            person is null ? "Confirm your mail address" : "Your link to sign in",
            Text(letter, person is null, settings),
            cancel
        );
    }

    private static string Text(SignInLinks.Letter letter, bool isNew, Settings settings) =>
        $"""
            Somebody, probably you, asked {(isNew ? "for an account" : "to sign in")} at {Site.Name} with this mail address.

            Open this link and press the button there:
            {settings.Address}/sign-in/link#{letter.Key}

            Or type this code on the page where you asked for it:
            {letter.Code}

            Either works once, within {SignInLinks.Minutes} minutes. Give the code to nobody: we never ask for it by telephone or mail.
            If it was not you, do nothing. Without this mail nobody gets in.
            """;

    private static string WithProvider(Settings settings) =>
        $"""
            Somebody, probably you, asked to sign in at {Site.Name} with this mail address.

            You sign in with the account of your organisation, as you did before:
            {settings.Address}/sign-in
            """;
}
