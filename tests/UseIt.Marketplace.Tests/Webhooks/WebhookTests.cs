using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Webhooks;

namespace UseIt.Marketplace.Tests.Webhooks;

public sealed class WebhookApp : MarketplaceApp
{
    protected override bool WebhooksToLoopback => true;
}

/// <summary>Addresses of organisations are told what happens, with a signature and nothing that is not theirs to know.</summary>
public sealed class WebhookTests(WebhookApp app) : IClassFixture<WebhookApp>
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    // The vector of the Standard Webhooks libraries (github.com/standard-webhooks/standard-webhooks).
    [Fact]
    public void what_is_signed_is_signed_as_standard_webhooks_says() =>
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSignature.Of(
                [Secret],
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                DateTimeOffset.FromUnixTimeSeconds(1614265330),
                "{\"test\": 2432232314}"
            )
        );

    [Fact]
    public void with_two_secrets_there_are_two_signatures_the_newest_first()
    {
        var (at, other) = (DateTimeOffset.FromUnixTimeSeconds(1614265330), WebhookSignature.NewSecret());
        var both = WebhookSignature.Of([other, Secret], "msg_1", at, "{}").Split(' ');
        Assert.Equal([WebhookSignature.Of([other], "msg_1", at, "{}"), WebhookSignature.Of([Secret], "msg_1", at, "{}")], both);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("1.1.1.1", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001::1", false)]
    [InlineData("ff02::1", false)]
    public void only_addresses_of_the_public_internet_are_sent_to(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddresses.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task a_published_tender_is_told_to_whoever_wants_it_in_a_few_words_with_a_good_signature()
    {
        await using var receiver = await Receiver.StartAsync();
        var (_, _, secret) = await RegisteredAsync(receiver, WebhookTypes.TenderPublished);
        var tender = await app.PublishedAsync();
        var told = await TakenAsync(receiver);
        var body = JsonNode.Parse(told.Body)!.AsObject();
        Assert.Equal(WebhookTypes.TenderPublished, body["type"]!.GetValue<string>());
        Assert.Equal(["type", "timestamp", "data"], body.Select(p => p.Key));
        Assert.Equal(["id", "link"], body["data"]!.AsObject().Select(p => p.Key));
        Assert.Equal(tender.Id, body["data"]!["id"]!.GetValue<Guid>());
        Assert.EndsWith($"/tenders/{tender.Id}", body["data"]!["link"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(Signed([secret], told), told.Headers["webhook-signature"]);
        Assert.InRange(
            DateTimeOffset.FromUnixTimeSeconds(
                long.Parse(told.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture)
            ),
            DateTimeOffset.UtcNow.AddMinutes(-5),
            DateTimeOffset.UtcNow.AddMinutes(1)
        );
        await app.SettledAsync();
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task a_bid_is_told_to_those_in_it_and_to_nobody_else()
    {
        await using var own = await Receiver.StartAsync();
        await using var rivals = await Receiver.StartAsync();
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        await RegisterAsync(await AdministratorAsync(bidder.Id), bidder.Id, own.Address, WebhookTypes.BidReceived);
        await RegisteredAsync(rivals, WebhookTypes.BidReceived);
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await bidder.Http.DoAsync($"/api/v1/bids/{bid}/submission", new { });
        var told = await TakenAsync(own);
        Assert.Equal(bid, JsonNode.Parse(told.Body)!["data"]!["id"]!.GetValue<Guid>());
        await app.SettledAsync();
        Assert.Empty(rivals.Requests);
    }

    [Fact]
    public async Task what_is_not_taken_is_tried_again_with_the_same_bytes_and_the_last_answer_is_shown()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Status = HttpStatusCode.InternalServerError;
        var (admin, webhook, _) = await RegisteredAsync(receiver, WebhookTypes.TenderPublished);
        await admin.Http.DoAsync(At(admin, webhook, "test"), new { });
        var first = await TakenAsync(receiver);
        await UntilAsync(async () => (await DeliveryAsync(admin, webhook)).Status == 500);
        var shown = await DeliveryAsync(admin, webhook);
        Assert.Equal((DeliveryState.Waiting, 1), (shown.State, shown.Tries));
        Assert.StartsWith("Not today", shown.Answer, StringComparison.Ordinal);
        Assert.True(shown.Answer!.Length <= 300);
        receiver.Status = HttpStatusCode.OK;
        var second = await TakenAsync(receiver);
        Assert.Equal((first.Body, first.Headers["webhook-id"]), (second.Body, second.Headers["webhook-id"]));
        await UntilAsync(async () => (await DeliveryAsync(admin, webhook)).State == DeliveryState.Taken);
        using var browser = await Browsing.AsAsync(app, admin);
        Assert.Contains("Taken", (await browser.GetAsync($"{WebhookListPage.Path}/{webhook}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_redirect_is_not_followed()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Status = HttpStatusCode.Found;
        var (admin, webhook, _) = await RegisteredAsync(receiver, WebhookTypes.TenderPublished);
        await admin.Http.DoAsync(At(admin, webhook, "test"), new { });
        await UntilAsync(async () => (await DeliveryAsync(admin, webhook)).Status == 302);
        Assert.All(receiver.Requests, r => Assert.Equal("/hook", r.Path));
    }

    [Fact]
    public async Task an_address_that_takes_nothing_for_five_days_is_disabled_and_its_administrators_are_told()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Status = HttpStatusCode.InternalServerError;
        var (admin, webhook, _) = await RegisteredAsync(receiver, WebhookTypes.TenderPublished);
        await app.SqlAsync("insert into webhooks.failing values ($1, events.clock() - interval '6 days')", webhook);
        await admin.Http.DoAsync(At(admin, webhook, "test"), new { });
        await UntilAsync(async () => (await app.FactsAsync<WebhookDisabled>(webhook)).Count == 1);
        await app.SettledAsync();
        await using var told = app.Database.CreateCommand("select kind from notifications.inbox where person = $1");
        told.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = admin.Id });
        Assert.Equal("webhook-disabled", await told.ExecuteScalarAsync());
        await admin.Http.RefusedAsync(At(admin, webhook, "test"), new { }, "webhook-disabled");
        receiver.Status = HttpStatusCode.OK;
        await admin.Http.DoAsync(At(admin, webhook, "enable"), new { });
        await admin.Http.DoAsync(At(admin, webhook, "test"), new { });
        await UntilAsync(async () => (await DeliveryAsync(admin, webhook)).State == DeliveryState.Taken);
    }

    [Fact]
    public async Task what_was_set_aside_is_sent_again_on_a_page_and_nothing_else_is()
    {
        await using var receiver = await Receiver.StartAsync();
        var (admin, webhook, _) = await RegisteredAsync(receiver, WebhookTypes.TenderPublished);
        await admin.Http.DoAsync(At(admin, webhook, "test"), new { });
        var first = await TakenAsync(receiver);
        await UntilAsync(async () => (await DeliveryAsync(admin, webhook)).State == DeliveryState.Taken);
        var id = (await DeliveryAsync(admin, webhook)).DeliveryId;
        await admin.Http.RefusedAsync(At(admin, webhook, $"deliveries/{id}/replay"), new { }, "delivery-not-set-aside");
        await app.SqlAsync("update webhooks.delivery set state = 'set-aside', tries = 10 where id = $1", id);
        using var browser = await Browsing.AsAsync(app, admin);
        var page = $"{WebhookListPage.Path}/{webhook}";
        await browser.SendAsync(await browser.GetAsync(page), $"{page}?handler=Replay", ("delivery", id.ToString()));
        var again = await TakenAsync(receiver);
        Assert.Equal(first.Headers["webhook-id"], again.Headers["webhook-id"]);
    }

    [Fact]
    public async Task a_new_secret_signs_beside_the_former_one_for_a_day_and_none_is_kept_in_clear()
    {
        await using var receiver = await Receiver.StartAsync();
        var (admin, webhook, former) = await RegisteredAsync(receiver, WebhookTypes.TenderPublished);
        var rotated = await admin.Http.DoAsync(At(admin, webhook, "secret"), new { });
        var secret = rotated["answer"]!["secret"]!.GetValue<string>();
        await admin.Http.DoAsync(At(admin, webhook, "test"), new { });
        var told = await TakenAsync(receiver);
        Assert.Equal(Signed([secret, former], told), told.Headers["webhook-signature"]);
        await using var log = app.Database.CreateCommand("select string_agg(data::text, ' ') from events.mt_events");
        var all = (string)(await log.ExecuteScalarAsync())!;
        Assert.DoesNotContain("whsec_", all, StringComparison.Ordinal);
        Assert.DoesNotContain(secret["whsec_".Length..], all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task nothing_is_sent_once_it_is_removed()
    {
        await using var receiver = await Receiver.StartAsync();
        var (admin, webhook, _) = await RegisteredAsync(receiver, WebhookTypes.TenderPublished);
        using (
            var removed = await admin.Http.SendCommandAsync(
                HttpMethod.Delete,
                $"/api/v1/organisations/{admin.Organisation}/webhooks/{webhook}",
                new { }
            )
        )
            Assert.True(removed.IsSuccessStatusCode);
        await app.PublishedAsync();
        await app.SettledAsync();
        Assert.Empty(receiver.Requests);
        await admin.Http.RefusedAsync(At(admin, webhook, "test"), new { }, "webhook-disabled");
    }

    [Fact]
    public async Task nobody_but_the_organisations_administrator_has_to_do_with_its_webhooks()
    {
        await using var receiver = await Receiver.StartAsync();
        var (admin, webhook, _) = await RegisteredAsync(receiver, WebhookTypes.TenderPublished);
        var stranger = await AdministratorAsync(await app.OrganisationAsync("Rival", OrganisationKind.Enterprise));
        foreach (var act in new[] { "test", "secret", "enable", $"deliveries/{Guid.NewGuid()}/replay" })
        {
            await stranger.Http.RefusedWithAsync(At(admin, webhook, act), new { }, HttpStatusCode.NotFound);
            await stranger.Http.RefusedWithAsync(At(stranger, webhook, act), new { }, HttpStatusCode.NotFound);
        }
        foreach (var path in new[] { "", $"/{webhook}/deliveries" })
        {
            using var read = await stranger.Http.GetAsync(
                new Uri($"/api/v1/organisations/{admin.Organisation}/webhooks{path}", UriKind.Relative)
            );
            Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        }
        using var own = await stranger.Http.GetAsync(
            new Uri($"/api/v1/organisations/{stranger.Organisation}/webhooks/{webhook}/deliveries", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.NotFound, own.StatusCode);
        using var browser = await Browsing.AsAsync(app, stranger);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"{WebhookListPage.Path}/{webhook}")).Status);
        var member = await app.PersonAsync("Mo", admin.Organisation, Roles.Member);
        await member.Http.RefusedWithAsync(At(admin, webhook, "test"), new { }, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task it_is_added_on_a_page_with_the_mistakes_named_and_its_secret_shown_once()
    {
        await using var receiver = await Receiver.StartAsync();
        var admin = await AdministratorAsync(await app.OrganisationAsync("Kitchen", OrganisationKind.Enterprise));
        using var browser = await Browsing.AsAsync(app, admin);
        var form = await browser.GetAsync("/organisation/webhooks/new");
        var wrong = await browser.SendAsync(form, "/organisation/webhooks/new", ("Address", "https://10.0.0.1/"));
        Assert.Equal(["Address", "EventTypes"], wrong.Mistakes.Select(m => m.Target));
        (string, string)[] typed = [("Address", receiver.Address.ToString()), ("EventTypes", WebhookTypes.TenderPublished)];
        var added = await browser.SendAsync(form, "/organisation/webhooks/new", typed);
        Assert.Contains("whsec_", added.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(form, "/organisation/webhooks/new", typed)).Status);
        Assert.DoesNotContain("whsec_", (await browser.GetAsync(WebhookListPage.Path)).Html, StringComparison.Ordinal);
    }

    private static string Signed(string[] secrets, Receiver.Taken told) =>
        WebhookSignature.Of(
            secrets,
            told.Headers["webhook-id"],
            DateTimeOffset.FromUnixTimeSeconds(
                long.Parse(told.Headers["webhook-timestamp"], System.Globalization.CultureInfo.InvariantCulture)
            ),
            told.Body
        );

    private static string At(TestPerson admin, Guid webhook, string act) =>
        $"/api/v1/organisations/{admin.Organisation}/webhooks/{webhook}/{act}";

    private Task<TestPerson> AdministratorAsync(Guid organisation) =>
        app.PersonAsync("Ada Quill", organisation, Roles.OrganisationAdministrator);

    private async Task<(TestPerson Administrator, Guid Webhook, string Secret)> RegisteredAsync(Receiver receiver, string type)
    {
        var organisation = await app.OrganisationAsync("Told", OrganisationKind.Enterprise);
        var admin = await AdministratorAsync(organisation);
        var (webhook, secret) = await RegisterAsync(admin, organisation, receiver.Address, type);
        return (admin, webhook, secret);
    }

    private static async Task<(Guid Webhook, string Secret)> RegisterAsync(TestPerson admin, Guid organisation, Uri address, string type)
    {
        var made = await admin.Http.DoAsync($"/api/v1/organisations/{organisation}/webhooks", new { address, eventTypes = new[] { type } });
        return (made["id"]!.GetValue<Guid>(), made["answer"]!["secret"]!.GetValue<string>());
    }

    private async Task<Delivery> DeliveryAsync(TestPerson admin, Guid webhook) =>
        (await app.Services.GetRequiredService<Deliveries>().OfAsync(webhook, 1, CancellationToken.None)) is [var last]
            ? last
            : throw new InvalidOperationException($"Nothing was to be sent for {admin.Id}.");

    private static async Task<Receiver.Taken> TakenAsync(Receiver receiver)
    {
        Receiver.Taken? taken = null;
        await UntilAsync(() => Task.FromResult(receiver.Requests.TryDequeue(out taken)));
        return taken!;
    }

    // What is tried again comes by itself: nothing is hurried.
    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = UseIt.Testing.Patience.Begin();
        while (!await holds())
            await Task.Delay(100, patience.Token);
    }
}

/// <summary>Where nothing is said, nothing is sent to this machine or its neighbours, whatever a name leads to.</summary>
public sealed class WebhookAddressTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Theory]
    [InlineData("http://8.8.8.8/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://somebody:secret@8.8.8.8/")]
    [InlineData("https://nothing.invalid/")]
    [InlineData("ftp://8.8.8.8/")]
    public async Task an_address_that_is_not_public_is_refused_when_it_is_entered(string address)
    {
        var organisation = await app.OrganisationAsync("Told", OrganisationKind.Enterprise);
        var admin = await app.PersonAsync("Ada Quill", organisation, Roles.OrganisationAdministrator);
        using var answer = await admin.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/organisations/{organisation}/webhooks",
            new { address, eventTypes = new[] { WebhookTypes.TenderPublished } }
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("\"address\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task and_once_more_at_the_moment_of_connecting_because_a_name_may_lead_elsewhere_by_then(string host)
    {
        await using var receiver = await Receiver.StartAsync();
        var to = new UriBuilder(receiver.Address) { Host = host }.Uri;
        var answer = await app
            .Services.GetRequiredService<WebhookPost>()
            .SendAsync(to, "msg_1", DateTimeOffset.UtcNow, "v1,x", "{}", CancellationToken.None);
        Assert.Null(answer.Status);
        Assert.Empty(receiver.Requests);
    }
}
