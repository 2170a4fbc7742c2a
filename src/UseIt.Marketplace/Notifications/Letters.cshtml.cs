using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MimeKit;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// The mails a demonstration would have sent. There is no such page elsewhere: not where a store is no demo, nor where mails are sent, nor
/// where others than this machine come in.
/// </summary>
[ForAnyone]
public sealed class LettersPage(Settings settings, NpgsqlDataSource database) : PageModel
{
    private const int Most = 50;

    /// <summary>A letter; what of its text stands between line breaks and blanks, and leads back here, is a link.</summary>
    public sealed record Letter(string To, string Subject, IReadOnlyList<(string Text, bool Leads)> Parts, DateTimeOffset At);

    public IReadOnlyList<Letter> Letters { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!settings.BuiltInIssuer || !settings.Embedded || settings.Mail is not null)
            return NotFound();
        if (!(await StoreMark.ReadAsync(database, cancel)).IsDemo)
            return NotFound();
        var folder = new DirectoryInfo(settings.MailFolder);
        var newest = folder.Exists ? folder.EnumerateFiles("*.eml").OrderByDescending(f => f.LastWriteTimeUtc).Take(Most) : [];
        var letters = new List<Letter>();
        foreach (var file in newest)
        {
            try
            {
                using var message = await MimeMessage.LoadAsync(file.FullName, cancel);
                letters.Add(
                    new Letter(
                        message.To.Mailboxes.FirstOrDefault()?.Address ?? "",
                        message.Subject ?? "",
                        [
                            .. Regex
                                .Split(message.TextBody ?? "", $@"({Regex.Escape(settings.Address)}\S*)")
                                .Select(part => (part, part.StartsWith(settings.Address, StringComparison.Ordinal))),
                        ],
                        file.LastWriteTimeUtc
                    )
                );
            }
            catch (FileNotFoundException)
            {
                // Removed with the person it went to, while we looked.
            }
        }
        Letters = letters;
        return Page();
    }
}
