using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace UseIt.Marketplace.Notifications;

/// <summary>A mail that the relay did not take; says in a word or two why, and nothing of the mail.</summary>
public class MailNotTakenException(string reason) : Exception($"The mail relay did not take a mail ({reason}).")
{
    public string Reason { get; } = reason;
}

/// <summary>
/// It was not taken because of the address it goes to. Whoever can enter an address can bring this about, so it says nothing of how the
/// marketplace is.
/// </summary>
public sealed class AddressNotTakenException(SmtpStatusCode code)
    : MailNotTakenException(((int)code).ToString(CultureInfo.InvariantCulture))
{
    /// <summary>Whether trying again is of no use (RFC 5321 4.2.1).</summary>
    public bool IsFinal { get; } = (int)code >= 500;
}

/// <summary>Hands one mail to the relay, by one connection.</summary>
public sealed class Relay(MailRelay relay) : SmtpClient
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    /// <exception cref="MailNotTakenException">
    /// It was not taken. The relay's own words are not passed on: they name the address.
    /// </exception>
    public async Task TakeAsync(MimeMessage message, CancellationToken cancel)
    {
        using var within = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        within.CancelAfter(relay.Limit);
        // Lists of revoked certificates lie at addresses that a server need not be able to reach; HttpClient does not ask for them either.
        CheckCertificateRevocation = false;
        try
        {
            await ConnectAsync(
                relay.Host,
                relay.Port,
                relay.Tls switch
                {
                    MailTls.None => SecureSocketOptions.None,
                    MailTls.StartTls => SecureSocketOptions.StartTls,
                    _ => SecureSocketOptions.SslOnConnect,
                },
                within.Token
            );
            if (relay.User is { } user)
                await AuthenticateAsync(user, relay.Password!, within.Token);
            await SendAsync(message, within.Token);
        }
        catch (SmtpCommandException e) when (e.ErrorCode == SmtpErrorCode.RecipientNotAccepted)
        {
            throw new AddressNotTakenException(e.StatusCode);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            throw new MailNotTakenException(
                e switch
                {
                    SmtpCommandException command => ((int)command.StatusCode).ToString(CultureInfo.InvariantCulture),
                    OperationCanceledException => "it took too long",
                    _ => e.GetType().Name,
                }
            );
        }
        // It is taken; a goodbye that does not come takes nothing back.
        using var goodbye = new CancellationTokenSource(Goodbye);
        await DisconnectAsync(quit: true, goodbye.Token);
    }

    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(
        string host,
        RemoteCertificateValidationCallback remoteCertificateValidationCallback
    )
    {
        var options = base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback);
        if (relay.Authorities is { } own)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(own);
        }
        return options;
    }
}
