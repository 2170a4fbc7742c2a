using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Organisations;

/// <summary>Programs of organisations act by keys, as themselves and never as people.</summary>
public sealed partial class ApiKeyTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly DateTimeOffset Now = new(2027, 3, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly (Guid Buyer, Guid Key, Guid Ada) Ids = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
    private static readonly MakeApiKey Asked = new(Ids.Key, Ids.Buyer, "Purchasing", [Roles.Author], Now.AddDays(90), "digest");

    [Fact]
    public void a_key_is_made_for_what_programs_may_do_and_for_no_longer_than_a_year()
    {
        Decide(Asked).Facts(new ApiKeyMade(Ids.Key, Ids.Buyer, "Purchasing", [Roles.Author], "digest", Now.AddDays(90), Ids.Ada));
        foreach (var role in Roles.All.Except(ApiKey.Roles))
            Decide(Asked with { Roles = [role] }).Refused("role-not-for-programs");
        Decide(Asked with { Roles = ["everything"] }).Refused("role-unknown");
        Decide(Asked with { Roles = [Roles.Member] }).Refused("role-of-another-kind");
        Decide(Asked with { Roles = [] }).Refused("roles-missing");
        Decide(Asked with { Until = Now }).Refused("api-key-until-wrong");
        Decide(Asked with { Until = Now.AddDays(367) }).Refused("api-key-until-wrong");
        Decide(Asked with { Name = " " }).Refused("api-key-name-missing");
        Decide(Asked, live: 20).Refused("api-keys-too-many");
    }

    [Fact]
    public void whoever_approves_makes_no_key_that_writes() =>
        Decide(Asked, roles: [Roles.OrganisationAdministrator, Roles.Approver]).Refused("duties-would-join");

    [Fact]
    public void the_maker_of_a_key_is_read_from_the_right_it_gave()
    {
        Assert.Equal(Ids.Ada, ApiKeySecrets.MakerOf(ApiKeySecrets.AuthorityOf(Ids.Key, Ids.Ada)));
        foreach (var other in new[] { null, "", "system", $"membership:{Ids.Ada}", $"api-key:{Ids.Key}+made-by:nobody" })
            Assert.Null(ApiKeySecrets.MakerOf(other));
    }

    [Fact]
    public async Task a_program_writes_by_its_key_under_an_id_of_its_own_and_the_page_says_when_it_was_last_used()
    {
        var (buyer, admin) = await BuyerAsync();
        var (id, key) = await MadeAsync(admin, buyer.Id, Roles.Author);
        var program = await ProgramAsync(key);
        var drafted = await program.DoAsync(
            "/api/v1/tenders",
            new
            {
                buyerId = buyer.Id,
                title = "Drafted by a program",
                regime = RegimeCodes.PrivateVoluntary,
            }
        );
        var tender = Guid.Parse(drafted["id"]!.GetValue<string>());
        var fact = Assert.Single(await app.Store.ReadStreamAsync(tender));
        Assert.Equal(ApiKeySecrets.ServiceOf(id).ToString(), fact.UserName);
        Assert.Equal($"api-key:{id}+made-by:{admin.Id}", fact.GetHeader("authority")?.ToString());
        // Whoever made the key wrote it too, as far as approving and opening go.
        Assert.Superset(
            new HashSet<Guid> { admin.Id, ApiKeySecrets.ServiceOf(id) },
            (await Authorship.OfAsync(app.Store, tender, CancellationToken.None)).ToHashSet()
        );
        var names = await app.Services.GetRequiredService<Colleagues>().NamesAsync([ApiKeySecrets.ServiceOf(id)], CancellationToken.None);
        Assert.Equal("Purchasing (a program)", Assert.Single(names.Values));
        using var browser = await Browsing.AsAsync(app, admin);
        var list = (await browser.GetAsync(ApiKeysPage.Path)).Html;
        Assert.Contains("Purchasing", list, StringComparison.Ordinal);
        Assert.DoesNotContain("Never", list, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task no_copy_of_a_key_is_kept_and_the_same_request_again_does_not_tell_it()
    {
        var (buyer, admin) = await BuyerAsync();
        var body = Body(Roles.Author, await app.NowAsync());
        var path = $"/api/v1/organisations/{buyer.Id}/api-keys";
        var first = await admin.Http.DoAsync(path, body, "one key");
        var again = await admin.Http.DoAsync(path, body, "one key");
        var key = first["answer"]!["key"]!.GetValue<string>();
        Assert.Matches("^useit_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal(first["id"]!.GetValue<Guid>(), again["id"]!.GetValue<Guid>());
        Assert.Null(again["answer"]);
        Assert.DoesNotContain("useit_", (await admin.Http.ReadAsync(path)).ToJsonString(), StringComparison.Ordinal);
        await using var look = app.Database.CreateCommand(
            "select (select string_agg(data::text, ' ') from events.mt_events) || (select coalesce(string_agg(i::text, ' '), '') from messaging.idempotency i)"
        );
        Assert.DoesNotContain(key, (string)(await look.ExecuteScalarAsync())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_program_does_nothing_that_is_for_people()
    {
        var (buyer, admin) = await BuyerAsync();
        var program = await ProgramAsync((await MadeAsync(admin, buyer.Id, Roles.Author)).Key);
        var tender = await app.DraftAsync(buyer);
        foreach (
            var (path, body) in new (string, object)[]
            {
                ($"/api/v1/tenders/{tender.Id}/publication", new { }),
                ($"/api/v1/tenders/{tender.Id}/opening-requests", new { }),
                ($"/api/v1/tenders/{tender.Id}/extension-proposals", new { to = tender.Deadline.AddDays(1), reason = "?" }),
                ($"/api/v1/organisations/{buyer.Id}/api-keys", Body(Roles.Author, await app.NowAsync())),
                ("/api/v1/organisations", new { name = "A program's own", kinds = new[] { "enterprise" } }),
                ("/api/v1/searches", new { name = "?" }),
            }
        )
        {
            using var answer = await program.SendCommandAsync(HttpMethod.Post, path, body);
            Assert.True(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound, $"{path}: {answer.StatusCode}");
        }
        // Nor does it come in by a browser, or act for anybody else.
        using var page = await program.GetAsync(new Uri("/account", UriKind.Relative));
        Assert.NotEqual(HttpStatusCode.OK, page.StatusCode);
        program.DefaultRequestHeaders.Add(Actors.ActingFor, (await app.BuyerAsync("Another")).Id.ToString());
        await program.RefusedWithAsync(
            "/api/v1/tenders",
            new
            {
                buyerId = (await app.BuyerAsync("Third")).Id,
                title = "?",
                regime = RegimeCodes.PrivateVoluntary,
            },
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task a_key_ends_on_every_node_at_the_next_request_when_it_is_revoked_too_old_or_its_organisation_rests()
    {
        var (buyer, admin) = await BuyerAsync();
        await using var beside = new Beside(await MarketplaceApp.BesideAsync(app.Settings.ConnectionString, TestFolders.Scratch()));
        var (revoked, first) = await MadeAsync(admin, buyer.Id, Roles.Author);
        var (old, second) = await MadeAsync(admin, buyer.Id, Roles.Author);
        var third = (await MadeAsync(admin, buyer.Id, Roles.Author)).Key;
        foreach (var key in new[] { first, second, third })
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(beside.App, key));
        await admin.Http.DoAsync($"/api/v1/organisations/{buyer.Id}/api-keys/{revoked}/revoke", new { });
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(beside.App, first));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, first));
        var table = app.Services.GetRequiredService<ApiKeyTable>().Table;
        await app.SqlAsync($"update {table} set until = events.clock() where id = $1", old);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(beside.App, second));
        await app.DoAsync(new SuspendOrganisation(buyer.Id, "to be looked at"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(beside.App, third));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, "useit_" + new string('A', 43)));
    }

    [Fact]
    public async Task nobody_but_the_organisations_administrator_sees_makes_or_revokes_its_keys()
    {
        var (buyer, admin) = await BuyerAsync();
        var (id, _) = await MadeAsync(admin, buyer.Id, Roles.Author);
        var (other, stranger) = await BuyerAsync("Another Trust");
        var path = $"/api/v1/organisations/{buyer.Id}/api-keys";
        var body = Body(Roles.Author, await app.NowAsync());
        await stranger.Http.RefusedWithAsync(path, body, HttpStatusCode.NotFound);
        await stranger.Http.RefusedWithAsync($"{path}/{id}/revoke", new { }, HttpStatusCode.NotFound);
        await stranger.Http.RefusedWithAsync($"/api/v1/organisations/{other.Id}/api-keys/{id}/revoke", new { }, HttpStatusCode.NotFound);
        await buyer.Author.Http.RefusedWithAsync(path, body, HttpStatusCode.Forbidden);
        using var theirs = await stranger.Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
    }

    [Fact]
    public async Task an_administrator_makes_a_key_on_a_page_sees_it_once_and_revokes_it()
    {
        var (_, admin) = await BuyerAsync();
        using var browser = await Browsing.AsAsync(app, admin);
        var form = await browser.GetAsync("/organisation/api-keys/new");
        var empty = await browser.SendAsync(form, "/organisation/api-keys/new", ("Days", "90"));
        Assert.Equal(2, empty.Mistakes.Count);
        (string, string)[] typed = [("Name", "Purchasing"), ("Roles", Roles.Author), ("Days", "90")];
        var made = await browser.SendAsync(form, "/organisation/api-keys/new", typed);
        var key = Shown().Match(made.Html).Value;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(app, key));
        // The same form again makes no second one.
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(form, "/organisation/api-keys/new", typed)).Status);
        var list = await browser.GetAsync(ApiKeysPage.Path);
        await browser.SendAsync(list, $"{ApiKeysPage.Path}?handler=Revoke");
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(app, key));
        Assert.Contains("Revoked", (await browser.GetAsync(ApiKeysPage.Path)).Html, StringComparison.Ordinal);
    }

    private static Then Decide(MakeApiKey command, int live = 0, params string[] roles) =>
        Spec.Given<ApiKey>()
            .When(
                (Stream<ApiKey> key) =>
                    MakeApiKeyHandler.Handle(
                        command,
                        key,
                        Organisation.Empty with
                        {
                            Status = OrganisationStatus.Active,
                            Kinds = [OrganisationKind.Buyer],
                        },
                        new MakeApiKeyHandler.Found(live),
                        new Actor(
                            Ids.Ada,
                            Ids.Buyer,
                            (roles.Length > 0 ? roles : [Roles.OrganisationAdministrator]).ToHashSet(StringComparer.Ordinal),
                            "membership"
                        ),
                        Now
                    )
            );

    private async Task<(TestBuyer Buyer, TestPerson Administrator)> BuyerAsync(string name = "City Hospital Trust")
    {
        var buyer = await app.BuyerAsync(name);
        return (buyer, await app.PersonAsync("Ada Quill", buyer.Id, Roles.OrganisationAdministrator));
    }

    private static object Body(string role, DateTimeOffset now) =>
        new
        {
            name = "Purchasing",
            roles = new[] { role },
            until = now.AddDays(90),
        };

    private async Task<(Guid Id, string Key)> MadeAsync(TestPerson by, Guid organisation, string role)
    {
        var made = await by.Http.DoAsync($"/api/v1/organisations/{organisation}/api-keys", Body(role, await app.NowAsync()));
        return (made["id"]!.GetValue<Guid>(), made["answer"]!["key"]!.GetValue<string>());
    }

    private async Task<HttpClient> ProgramAsync(string key, MarketplaceApp? at = null)
    {
        var program = await (at ?? app).ClientAsync();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return program;
    }

    private async Task<HttpStatusCode> StatusAsync(MarketplaceApp at, string key)
    {
        using var program = await ProgramAsync(key, at);
        using var answer = await program.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        return answer.StatusCode;
    }

    private sealed class Beside(MarketplaceApp app) : IAsyncDisposable
    {
        public MarketplaceApp App => app;

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }

    [GeneratedRegex("useit_[A-Za-z0-9_-]{43}")]
    private static partial Regex Shown();
}
