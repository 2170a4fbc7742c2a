using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Notifications;

public sealed class RelayTests
{
    [Theory]
    [InlineData(MailTls.StartTls)]
    [InlineData(MailTls.Implicit)]
    public async Task a_mail_and_the_password_reach_the_relay_encrypted(MailTls tls)
    {
        await using var peer = new SmtpPeer { EncryptedAtOnce = tls == MailTls.Implicit, AsksForPassword = true };
        await SendAsync(WithPassword(peer, tls));
        Assert.Single(peer.Mails);
        Assert.Contains(peer.HeardEncrypted, line => line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.All(peer.HeardInClear, line => Assert.True(line.StartsWith("EHLO", StringComparison.Ordinal) || line == "STARTTLS", line));
    }

    [Fact]
    public async Task in_clear_only_where_it_is_asked_for()
    {
        await using var peer = new SmtpPeer();
        await SendAsync(peer.Relay(MailTls.None));
        Assert.Single(peer.Mails);
        Assert.DoesNotContain("STARTTLS", peer.HeardInClear);
    }

    [Fact]
    public async Task a_relay_that_offers_no_encryption_is_sent_nothing()
    {
        await using var peer = new SmtpPeer { OffersStartTls = false, AsksForPassword = true };
        await RefusedAsync(WithPassword(peer, MailTls.StartTls));
        Assert.Empty(peer.Mails);
        Assert.All(peer.HeardInClear, line => Assert.Matches("^(EHLO|QUIT)", line));
    }

    [Theory]
    [InlineData(MailTls.StartTls)]
    [InlineData(MailTls.Implicit)]
    public async Task a_certificate_nobody_we_trust_vouches_for_is_refused(MailTls tls)
    {
        await using var peer = new SmtpPeer { EncryptedAtOnce = tls == MailTls.Implicit };
        await RefusedAsync(peer.Relay(tls));
        await using var other = new SmtpPeer();
        await RefusedAsync(peer.Relay(tls) with { Authorities = other.Authority });
        Assert.Empty(peer.Mails);
        Assert.Empty(peer.HeardEncrypted);
    }

    [Fact]
    public async Task a_certificate_of_another_name_is_refused()
    {
        await using var peer = new SmtpPeer();
        await RefusedAsync(peer.Relay(MailTls.StartTls) with { Host = "localhost", Authorities = peer.Authority });
        Assert.Empty(peer.Mails);
        Assert.Empty(peer.HeardEncrypted);
    }

    [Fact]
    public async Task a_wrong_password_is_an_error_without_the_words_of_the_relay()
    {
        await using var peer = new SmtpPeer { AsksForPassword = true };
        await RefusedAsync(WithPassword(peer, MailTls.StartTls) with { Password = "another password" });
        Assert.Empty(peer.Mails);
    }

    [Fact]
    public async Task an_address_the_relay_turns_away_is_not_in_the_error()
    {
        await using var peer = new SmtpPeer { TurnsAway = 1 };
        Assert.Equal("451", (await RefusedAsync(peer.Relay(MailTls.None))).Reason);
    }

    [Fact]
    public async Task a_relay_that_says_nothing_is_given_up()
    {
        await using var peer = new SmtpPeer { Hangs = true };
        await RefusedAsync(peer.Relay(MailTls.None) with { Limit = TimeSpan.FromMilliseconds(200) });
    }

    [Fact]
    public async Task a_mail_that_was_taken_is_sent_though_the_relay_never_says_goodbye()
    {
        await using var peer = new SmtpPeer { NeverSaysGoodbye = true };
        await SendAsync(peer.Relay(MailTls.None));
        Assert.Single(peer.Mails);
    }

    private static MailRelay WithPassword(SmtpPeer peer, MailTls tls) =>
        peer.Relay(tls) with
        {
            User = SmtpPeer.User,
            Password = SmtpPeer.Password,
            Authorities = peer.Authority,
        };

    private static async Task<MailNotTakenException> RefusedAsync(MailRelay to)
    {
        var refused = await Assert.ThrowsAnyAsync<MailNotTakenException>(() => SendAsync(to));
        Assert.DoesNotMatch("amina|example|password|marketplace@", refused.ToString().ToLowerInvariant());
        return refused;
    }

    private static async Task SendAsync(MailRelay to)
    {
        using var mail = new MimeMessage(
            [MailboxAddress.Parse(to.From)],
            [MailboxAddress.Parse("amina@example.org")],
            "Your bid is in",
            new TextPart("plain") { Text = "It is in." }
        );
        using var relay = new Relay(to);
        await relay.TakeAsync(mail, CancellationToken.None);
    }
}

/// <summary>From the message to the relay, by the one node that works.</summary>
public sealed class PostOnPostgres(MarketplaceApp app) : IClassFixture<MarketplaceApp>, IAsyncLifetime
{
    private readonly SmtpPeer peer = new();
    private readonly Guid enterprise = Guid.CreateVersion7();
    private readonly Guid person = Guid.CreateVersion7();
    private WebApplication? node;

    public async Task InitializeAsync()
    {
        await app.StopAsync();
        node = Node(peer.Relay(MailTls.StartTls) with { Authorities = peer.Authority });
        await node.StartAsync();
        await DoAsync(new RegisterOrganisation(enterprise, "Ladywood Grounds CIC", [OrganisationKind.Enterprise]));
        await DoAsync(new RegisterPerson(person, "Zoë Żak", Mail));
        await DoAsync(new GrantMembership(enterprise, person, [Roles.Member]));
    }

    public async Task DisposeAsync()
    {
        await node!.DisposeAsync();
        await peer.DisposeAsync();
    }

    [Fact]
    public async Task a_mail_arrives_whole_and_under_the_id_of_its_delivery()
    {
        await TellAsync(node!, "award-proposed");

        var mail = await MimeMessage.LoadAsync(new MemoryStream(Encoding.Latin1.GetBytes(Assert.Single(peer.Mails))));
        Assert.Equal(("marketplace@example.org", Mail), (mail.From.ToString(), mail.To.ToString()));
        Assert.Equal("An award waits for approval", mail.Subject);
        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("utf-8", mail.Body!.ContentType.Charset);
        Assert.Equal(
            $"Hello,\n\nAn award waits for approval.\n\n{app.Settings.Address}/awards/1\n\n{Site.Name}\n",
            mail.TextBody!.ReplaceLineEndings("\n")
        );
        Assert.Equal($"{await LastAsync():N}@useit.invalid", mail.MessageId);
    }

    [Fact]
    public async Task while_the_relay_turns_mails_away_it_is_tried_again_and_sends_one()
    {
        peer.TurnsAway = 2;
        await TellAsync(node!, "bid-submitted");
        Assert.Equal(0, peer.TurnsAway);
        Assert.Single(peer.Mails);
        Assert.Equal("sent", await AskAsync<string>("select result from notifications.delivery order by at desc limit 1"));
    }

    [Fact]
    public async Task an_address_nobody_has_is_tried_once_and_raises_no_alarm()
    {
        peer.KnowsNobody = true;
        await TellAsync(node!, "bid-submitted");
        Assert.Equal(
            "address not taken (550)",
            await AskAsync<string>("select result from notifications.delivery order by at desc limit 1")
        );

        // One that was turned away for hours is set aside, for whoever looks at the list.
        await AskAsync<int>(
            """
            insert into wolverine.wolverine_dead_letters (id, body, message_type, received_at, source, exception_type, exception_message,
                                                          sent_at, failed_at, replayable)
            values (gen_random_uuid(), ''::bytea, 'notify_invited', 'local://effects', 'node',
                    'UseIt.Marketplace.Notifications.AddressNotTakenException', '451', now(), now(), false) returning 1
            """
        );
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(node!.Urls.First()) };
            Assert.Equal("healthy", (await http.ReadAsync("/health"))["status"]!.GetValue<string>());
        }
        finally
        {
            await AskAsync<long>("with gone as (delete from wolverine.wolverine_dead_letters returning 1) select count(*) from gone");
        }
    }

    [Fact]
    public async Task the_files_of_an_erased_persons_mails_go_with_the_key()
    {
        await node!.StopAsync();
        await using var alone = Node(null);
        await alone.StartAsync();
        await TellAsync(alone, "contract-signed");
        Assert.NotEmpty(Directory.GetFiles(app.Settings.MailFolder));

        var commands = alone.Services.GetRequiredService<Commands>();
        var refused = Assert.IsType<Outcome.Refused>(
            await commands.SendAsync(new ErasePerson(person, "Zoë wrote to us on Monday"), new CommandContext(Actor.System))
        );
        Assert.Equal("reason", Assert.Single(refused.Refusals).Field);
        Assert.IsType<Outcome.Done>(
            await commands.SendAsync(new ErasePerson(person, ErasureReasons.AskedByThePerson), new CommandContext(Actor.System))
        );
        using var patience = Patience.Begin();
        await alone.Services.GetRequiredService<Settling>().SettledAsync(patience.Token);

        Assert.Empty(Directory.GetFiles(app.Settings.MailFolder));
    }

    [Fact]
    public async Task without_a_relay_whole_mails_lie_in_a_folder_under_their_delivery()
    {
        await node!.StopAsync();
        await using var alone = Node(null);
        await alone.StartAsync();
        await TellAsync(alone, "contract-signed");

        var file = Path.Combine(app.Settings.MailFolder, $"{await LastAsync():N}.eml");
        Assert.Equal([file], Directory.GetFiles(app.Settings.MailFolder));
        var mail = await MimeMessage.LoadAsync(file);
        Assert.Equal((Mail, "A contract is signed by all parties"), (mail.To.ToString(), mail.Subject));
        Assert.Contains("/awards/1", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain((await File.ReadAllBytesAsync(file)), b => b > 127);
    }

    private string Mail => $"zoe.{person:N}@example.org";

    private WebApplication Node(MailRelay? mail) => MarketplaceHost.Build(app.Settings with { Mail = mail }, [], "http://127.0.0.1:0");

    private async Task TellAsync(WebApplication by, string kind)
    {
        using var patience = Patience.Begin();
        await by.Services.QueueAsync(
            new NotifyMembers(Guid.CreateVersion7(), enterprise, [Roles.Member], kind, Guid.CreateVersion7(), "/awards/1")
        );
        await by.Services.GetRequiredService<Settling>().SettledAsync(patience.Token);
    }

    private async Task DoAsync(ICommand command) =>
        Assert.IsType<Outcome.Done>(
            await node!.Services.GetRequiredService<Commands>().SendAsync(command, new CommandContext(Actor.System))
        );

    private Task<Guid> LastAsync() => AskAsync<Guid>("select notification from notifications.delivery order by at desc limit 1");

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = node!.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
