using System.Globalization;
using System.Net.Mail;
using UseIt.EventStore;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// Sends mails: to files in a private installation, to the configured SMTP server otherwise. An erased or disabled person gets none.
/// </summary>
public sealed class Post(EventStore.EventStore store, Vault vault, Settings settings, IServiceProvider services)
{
    private const string Sender = "no-reply@useit.invalid";

    // A verb at the command line has no configuration.
    private readonly IConfiguration? configuration = services.GetService<IConfiguration>();

    /// <summary>What became of it, in a word or two without anything personal.</summary>
    public async Task<string> SendAsync(Guid id, Guid person, string kind, string link, CancellationToken cancel)
    {
        var contact = (await store.FetchAsync<Contact>(person, cancel)).State;
        if (contact.Mail is null || contact.Gone)
            return "nobody to send to";
        var revealed = await vault.RevealAsync([contact.Name, contact.Mail], cancel);
        if (revealed[1] is not { } mail || mail == Protected.Erased)
            return "nobody to send to";
        using var message = new MailMessage(configuration?["Mail:From"] ?? Sender, mail)
        {
            Subject = Sentences.Of(kind),
            Body = $"Dear {revealed[0]},\n\n{Sentences.Of(kind)}.\n\n{Address}{link}\n\n{Site.Name}\n",
        };
        message.Headers.Add("Message-ID", $"<{id:N}@useit.invalid>");
        using var smtp = Smtp();
        await smtp.SendMailAsync(message, cancel);
        return "sent";
    }

    private string Address => configuration?["Site:Address"] ?? "http://127.0.0.1:5080";

    private SmtpClient Smtp()
    {
        if (configuration?["Mail:Host"] is { Length: > 0 } host)
            return new SmtpClient(host, int.Parse(configuration["Mail:Port"] ?? "25", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(settings.MailFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new SmtpClient
        {
            DeliveryMethod = SmtpDeliveryMethod.SpecifiedPickupDirectory,
            PickupDirectoryLocation = settings.MailFolder,
        };
    }
}

/// <summary>How to reach a person, as ciphertext.</summary>
public sealed record Contact(Protected? Name, Protected? Mail, bool Gone) : IState<Contact>
{
    public static Contact Empty { get; } = new(null, null, false);

    public Contact Evolve(object fact) =>
        fact switch
        {
            PersonRegistered e => new Contact(e.Name, e.Mail, false),
            PersonContactChanged e => this with { Name = e.Name ?? Name, Mail = e.Mail ?? Mail },
            PersonDisabled => this with { Gone = true },
            PersonEnabled => this with { Gone = false },
            PersonErased => new Contact(null, null, true),
            _ => this,
        };
}
