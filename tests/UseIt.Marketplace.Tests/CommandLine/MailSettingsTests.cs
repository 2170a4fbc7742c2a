using UseIt.Marketplace.CommandLine;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.CommandLine;

public sealed class MailSettingsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string From = "Mail__From=marketplace@example.org";

    [Theory]
    [InlineData(MailTls.StartTls, 587, "Mail__Host=mail.example.org")]
    [InlineData(MailTls.Implicit, 465, "Mail__Host=mail.example.org", "Mail__Tls=implicit")]
    [InlineData(MailTls.None, 1025, "Mail__Host=mail", "Mail__Tls=none", "Mail__Port=1025")]
    [InlineData(MailTls.None, 25, "Mail__Host=127.0.0.1")]
    [InlineData(MailTls.StartTls, 587, "Mail__Host=localhost", "Mail__Tls=starttls", "Mail__User=ada", "Mail__Password=x")]
    public void mail_is_encrypted_unless_told_otherwise_or_on_this_machine(MailTls tls, int port, params string[] given)
    {
        var relay = Read([From, .. given])!;
        Assert.Equal((tls, port), (relay.Tls, relay.Port));
    }

    [Theory]
    [InlineData("Mail__Host", From, "Mail__Host=mail.example.org:25")]
    [InlineData("Mail__Tls", From, "Mail__Host=mail.example.org", "Mail__Tls=yes")]
    [InlineData("Mail__Port", From, "Mail__Host=mail.example.org", "Mail__Port=99999")]
    [InlineData("Mail__From", "Mail__Host=mail.example.org")]
    [InlineData("Mail__From", "Mail__Host=mail.example.org", "Mail__From=marketplace")]
    [InlineData("Mail__User", From, "Mail__Host=mail.example.org", "Mail__User=ada")]
    [InlineData("Mail__User", From, "Mail__Host=mail.example.org", "Mail__Password=secret-word")]
    [InlineData("Mail__User", From, "Mail__Host=mail.example.org", "Mail__Tls=none", "Mail__User=ada", "Mail__Password=secret-word")]
    [InlineData("Mail__PasswordFile", From, "Mail__Host=mail.example.org", "Mail__User=ada", "Mail__PasswordFile=/nowhere/password")]
    [InlineData("Mail__AuthorityFile", From, "Mail__Host=mail.example.org", "Mail__AuthorityFile=/nowhere/authority")]
    public void what_cannot_work_is_named_by_its_variable_and_without_its_secret(string variable, params string[] given)
    {
        var said = Assert.Throws<CommandException>(() => Read(given)).Message;
        Assert.Contains(variable, said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", said, StringComparison.Ordinal);
    }

    [Fact]
    public void password_and_authority_come_from_files()
    {
        var folder = TestFolders.Scratch();
        var (password, authority) = (Path.Combine(folder, "password"), Path.Combine(folder, "authority.pem"));
        File.WriteAllText(password, "secret-word\n");
        File.WriteAllText(authority, "not a certificate");
        string[] given = [From, "Mail__Host=mail.example.org", "Mail__User=ada", $"Mail__PasswordFile={password}"];
        Assert.Equal("secret-word", Read(given)!.Password);
        Assert.DoesNotContain("secret-word", Read(given)!.ToString(), StringComparison.Ordinal);
        Assert.Throws<CommandException>(() => Read([.. given, $"Mail__AuthorityFile={authority}"]));
    }

    [Fact]
    public async Task a_program_with_wrong_mail_settings_says_so_in_one_line_and_does_not_start()
    {
        var ended = await Verb.RunAsync(
            ["serve"],
            [
                .. Verb.On(app.Settings.ConnectionString),
                ("Mail__Host", "mail.example.org"),
                ("Mail__From", "a@example.org"),
                ("Mail__Tls", "yes"),
            ]
        );
        Assert.Equal(1, ended.Code);
        Assert.Equal("Mail__Tls must be starttls, implicit or none.", ended.Error.Trim());
    }

    private static MailRelay? Read(params string[] given) =>
        MailSettings.Read(name => given.FirstOrDefault(g => g.StartsWith($"{name}=", StringComparison.Ordinal))?[(name.Length + 1)..]);
}
