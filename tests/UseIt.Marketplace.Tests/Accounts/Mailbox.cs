using System.Text.RegularExpressions;
using MimeKit;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>The mails the application would have sent, as whoever gets them reads them.</summary>
public static partial class Mailbox
{
    /// <summary>All mails to an address once everything that was asked for is done, the newest last.</summary>
    public static async Task<IReadOnlyList<string>> MailsToAsync(this MarketplaceApp app, string address)
    {
        await app.SettledAsync();
        var found = new List<(DateTime At, string Text)>();
        foreach (var file in Directory.Exists(app.Settings.MailFolder) ? Directory.GetFiles(app.Settings.MailFolder, "*.eml") : [])
        {
            using var mail = await MimeMessage.LoadAsync(file);
            if (mail.To.Mailboxes.Any(to => to.Address == address))
                found.Add((File.GetLastWriteTimeUtc(file), mail.TextBody ?? ""));
        }
        return [.. found.OrderBy(m => m.At).Select(m => m.Text)];
    }

    /// <summary>The key and the code of a mail that lets in.</summary>
    public static (string Key, string Code) Ways(string mail) => (Key().Match(mail).Groups[1].Value, Code().Match(mail).Groups[1].Value);

    [GeneratedRegex(@"/sign-in/link#(\S+)")]
    private static partial Regex Key();

    [GeneratedRegex(@"^([A-Z0-9]{6})\r?$", RegexOptions.Multiline)]
    private static partial Regex Code();
}
