using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.CommandLine;

/// <summary>The variables <c>Mail__*</c>: what cannot work is said when the program starts, not by a mail that fails.</summary>
public static class MailSettings
{
    /// <exception cref="CommandException">They cannot work; the message says which and why.</exception>
    public static MailRelay? Read(Func<string, string?> given)
    {
        if (given("Mail__Host") is not { } host)
            return null;
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw new CommandException("Mail__Host must be the name of the mail server alone; its port goes into Mail__Port.");
        var local = host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
        var tls = given("Mail__Tls") switch
        {
            null => local ? MailTls.None : MailTls.StartTls,
            "none" => MailTls.None,
            "starttls" => MailTls.StartTls,
            "implicit" => MailTls.Implicit,
            _ => throw new CommandException("Mail__Tls must be starttls, implicit or none."),
        };
        if (given("Mail__From") is not { } from || !MailAddress.Is(from))
            throw new CommandException("Mail__Host is set: Mail__From must be the mail address that mails come from.");
        var (user, password) = (given("Mail__User"), PasswordOf(given));
        if (user is null != password is null)
            throw new CommandException("Mail__User and Mail__Password (or Mail__PasswordFile) must both be set, or neither.");
        if (user is not null && tls == MailTls.None && !local)
            throw new CommandException("Mail__User needs Mail__Tls to be starttls or implicit: no password is sent in clear.");
        return new MailRelay(host, PortOf(given, tls), tls, from)
        {
            User = user,
            Password = password,
            Authorities = given("Mail__AuthorityFile") is { } file ? AuthoritiesOf(file) : null,
        };
    }

    private static int PortOf(Func<string, string?> given, MailTls tls) =>
        given("Mail__Port") is not { } text
            ? tls switch
            {
                MailTls.None => 25,
                MailTls.StartTls => 587,
                _ => 465,
            }
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? port
        : throw new CommandException("Mail__Port must be a number from 1 to 65535.");

    private static string? PasswordOf(Func<string, string?> given)
    {
        if (given("Mail__Password") is { } password)
            return password;
        if (given("Mail__PasswordFile") is not { } file)
            return null;
        return ReadOf(file, "Mail__PasswordFile").Trim() is { Length: > 0 } read
            ? read
            : throw new CommandException($"The file {file} named by Mail__PasswordFile is empty.");
    }

    private static X509Certificate2Collection AuthoritiesOf(string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(ReadOf(file, "Mail__AuthorityFile"));
        }
        catch (CryptographicException)
        {
            authorities.Clear();
        }
        return authorities.Count > 0
            ? authorities
            : throw new CommandException($"The file {file} named by Mail__AuthorityFile holds no certificate in PEM.");
    }

    private static string ReadOf(string file, string variable)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The file {file} named by {variable} cannot be read.", e);
        }
    }
}
