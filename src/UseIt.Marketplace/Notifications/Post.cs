using Marten;
using MimeKit;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// Sends mails: to the configured relay, or where there is none to files. An erased or disabled person gets none.
/// </summary>
public sealed class Post(IDocumentStore store, Vault vault, Settings settings, MailLetters letters, ILogger<Post> log)
{
    private const string Domain = "useit.invalid";

    // Readable by any mail program, wherever the files are taken to.
    private static readonly FormatOptions Lines = new() { NewLineFormat = NewLineFormat.Dos };

    /// <summary>
    /// What became of it, in a word or two without anything personal. The words of a mail are the marketplace's own: names are what
    /// somebody typed, perhaps another than the reader, and a name can be a sentence. Those that go out have been looked at.
    /// </summary>
    /// <param name="id">What the mail is known by.</param>
    /// <param name="person">Whom it is for.</param>
    /// <param name="letter">What it says.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="MailNotTakenException">The relay did not take it; worth another try.</exception>
    public Task<string> SendAsync(Guid id, Guid person, WrittenText letter, CancellationToken cancel) =>
        SendAsync(id, person, letter.Subject!, letter.Text, cancel);

    /// <summary>The same in words of one's own.</summary>
    /// <exception cref="MailNotTakenException">The relay did not take it; worth another try.</exception>
    public async Task<string> SendAsync(Guid id, Guid person, string subject, string text, CancellationToken cancel)
    {
        var contact = (await store.FetchAsync<Contact>(person, cancel)).State;
        if (contact.Mail is null || contact.Gone)
            return "nobody to send to";
        if (await vault.RevealAsync(contact.Mail, cancel) is var mail && mail == Protected.Erased)
            return "nobody to send to";
        return await SendAsync(id, mail, subject, text, cancel);
    }

    /// <summary>When this person is to be mailed of this kind of thing.</summary>
    public async Task<Mails> WantedAsync(Guid person, string kind, CancellationToken cancel) =>
        Sentences.ComesAtOnce(kind) ? Mails.AtOnce : (await store.FetchAsync<MailChoice>(MailChoice.IdOf(person), cancel)).State.Mails;

    /// <summary>The same, to an address that nobody need be known by.</summary>
    /// <exception cref="MailNotTakenException">The relay did not take it; worth another try.</exception>
    public async Task<string> SendAsync(Guid id, string mail, string subject, string text, CancellationToken cancel)
    {
        if (!MailAddress.Is(mail))
            return "no mail address";
        using var message = new MimeMessage(
            [MailboxAddress.Parse(settings.Mail?.From ?? $"no-reply@{Domain}")],
            [new MailboxAddress(null, mail)],
            subject,
            new TextPart("plain") { Text = $"Hello,\n\n{text}\n\n{Site.Name}\n" }
        );
        // The same for every attempt: a mail program shows a doubled mail once.
        message.MessageId = $"{id:N}@{Domain}";
        // Keeps answering machines from answering a machine (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        try
        {
            if (settings.Mail is null)
                await WriteAsync(message, $"{id:N}.eml", cancel);
            else
                await HandOverAsync(message, settings.Mail, cancel);
            return "sent";
        }
        catch (AddressNotTakenException e) when (e.IsFinal)
        {
            return $"address not taken ({e.Reason})";
        }
    }

    /// <summary>What a mail of the morning is known by: the first message in it.</summary>
    public static Guid MorningOf(Guid message) => UuidV5.Of(message, "morning");

    /// <summary>Removes the mails that lie in files under these ids, and those of a morning that begin with one of them.</summary>
    public void Remove(IEnumerable<Guid> ids)
    {
        foreach (var id in ids.SelectMany(id => new[] { id, MorningOf(id) }))
            if (Path.Combine(settings.MailFolder, $"{id:N}.eml") is var file && File.Exists(file))
                File.Delete(file);
    }

    /// <summary>The letter that tells of a kind of message.</summary>
    public Task<WrittenText> LetterAsync(string kind, Guid subject, string link, CancellationToken cancel) =>
        letters.OfAsync(kind, subject, link, cancel);

    private async Task HandOverAsync(MimeMessage message, MailRelay to, CancellationToken cancel)
    {
        using var relay = new Relay(to);
        try
        {
            await relay.TakeAsync(message, cancel);
        }
        catch (MailNotTakenException e)
        {
            log.LogWarning("The mail relay did not take a mail ({Reason}).", e.Reason);
            throw;
        }
    }

    // Written aside and moved: whoever collects the files never finds half a mail.
    private async Task WriteAsync(MimeMessage message, string name, CancellationToken cancel)
    {
        Directory.CreateDirectory(settings.MailFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var aside = Path.Combine(settings.MailFolder, $".{name}.{Guid.NewGuid():N}");
        message.Prepare(EncodingConstraint.SevenBit);
        try
        {
            await message.WriteToAsync(Lines, aside, cancel);
            File.Move(aside, Path.Combine(settings.MailFolder, name), overwrite: true);
        }
        finally
        {
            File.Delete(aside);
        }
    }
}

/// <summary>How to reach a person, as ciphertext.</summary>
public sealed record Contact(Protected? Mail, bool Gone) : IState<Contact>
{
    public static Contact Empty { get; } = new(null, false);

    public static string StreamType => "person";

    public Contact Evolve(object fact) =>
        fact switch
        {
            PersonRegistered e => new Contact(e.Mail, false),
            PersonContactChanged e => this with { Mail = e.Mail ?? Mail },
            PersonDisabled => this with { Gone = true },
            PersonEnabled => this with { Gone = false },
            PersonErased => new Contact(null, true),
            _ => this,
        };
}
