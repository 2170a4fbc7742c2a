using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace UseIt.Marketplace.Tests.Notifications;

/// <summary>A mail relay on a socket of this machine, with a certificate that only itself vouches for.</summary>
internal sealed class SmtpPeer : IAsyncDisposable
{
    public const string User = "marketplace";
    public const string Password = "a password of the test";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly X509Certificate2 certificate = SelfSigned();
    private readonly Task serving;

    public SmtpPeer()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public bool OffersStartTls { get; init; } = true;
    public bool EncryptedAtOnce { get; init; }
    public bool AsksForPassword { get; init; }

    /// <summary>Says nothing at all.</summary>
    public bool Hangs { get; init; }

    /// <summary>Takes the mail and then says nothing more.</summary>
    public bool NeverSaysGoodbye { get; init; }

    /// <summary>How many mails it turns away for now, in words that name the recipient.</summary>
    public int TurnsAway { get; set; }

    /// <summary>Turns every address away for good.</summary>
    public bool KnowsNobody { get; set; }

    public ConcurrentQueue<string> Mails { get; } = [];
    public ConcurrentQueue<string> HeardInClear { get; } = [];
    public ConcurrentQueue<string> HeardEncrypted { get; } = [];

    public X509Certificate2Collection Authority => [X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert))];

    public MailRelay Relay(MailTls tls) => new("127.0.0.1", Port, tls, "marketplace@example.org");

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await serving;
        listener.Stop();
        certificate.Dispose();
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stopping.Token);
                try
                {
                    await TalkAsync(client.GetStream());
                }
                catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The other side went away, or did not believe the certificate.
                }
            }
        }
        catch (OperationCanceledException) { }
    }

    private async Task TalkAsync(Stream stream)
    {
        if (Hangs)
            await Task.Delay(Timeout.Infinite, stopping.Token);
        var heard = HeardInClear;
        if (EncryptedAtOnce)
            await EncryptAsync();
        var reader = new StreamReader(stream, Encoding.Latin1);
        await SayAsync("220 peer");
        while (await reader.ReadLineAsync(stopping.Token) is { } line)
        {
            heard.Enqueue(line);
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync($"250-peer\r\n{Offers()}250 8BITMIME");
                    break;
                case "STARTTLS":
                    await SayAsync("220 go on");
                    await EncryptAsync();
                    reader = new StreamReader(stream, Encoding.Latin1);
                    break;
                case "AUTH":
                    var right = line == $"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{User}\0{Password}"))}";
                    await SayAsync(right ? "235 welcome" : $"535 {User} is not welcome with {line}");
                    break;
                case "RCPT" when KnowsNobody:
                    await SayAsync($"550 nobody here, {line}");
                    break;
                case "RCPT" when TurnsAway > 0:
                    TurnsAway--;
                    await SayAsync($"451 not now, {line}");
                    break;
                case "DATA":
                    await SayAsync("354 send it");
                    var mail = new StringBuilder();
                    while (await reader.ReadLineAsync(stopping.Token) is { } part && part != ".")
                        mail.Append(part.StartsWith('.') ? part[1..] : part).Append("\r\n");
                    Mails.Enqueue(mail.ToString());
                    await SayAsync("250 taken");
                    break;
                case "QUIT" when NeverSaysGoodbye:
                    await Task.Delay(Timeout.Infinite, stopping.Token);
                    break;
                case "QUIT":
                    await SayAsync("221 bye");
                    return;
                default:
                    await SayAsync("250 fine");
                    break;
            }
        }

        string Offers() =>
            (OffersStartTls && stream is not SslStream ? "250-STARTTLS\r\n" : "") + (AsksForPassword ? "250-AUTH PLAIN\r\n" : "");

        async Task SayAsync(string words) => await stream.WriteAsync(Encoding.ASCII.GetBytes($"{words}\r\n"), stopping.Token);

        async Task EncryptAsync()
        {
            var encrypted = new SslStream(stream);
            await encrypted.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = certificate },
                stopping.Token
            );
            (stream, heard) = (encrypted, HeardEncrypted);
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=relay", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
