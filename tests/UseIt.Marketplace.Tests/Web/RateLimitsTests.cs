using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>With the usual limits.</summary>
public sealed class LimitedApp : MarketplaceApp
{
    protected override int Rates => 1;
}

/// <summary>With the usual limits, on real connections.</summary>
public sealed class LimitedServedApp : MarketplaceApp
{
    protected override bool OnKestrel => true;
    protected override int Rates => 1;
}

public sealed class UnderWayTests(LimitedServedApp app) : IClassFixture<LimitedServedApp>
{
    [Fact]
    public async Task of_files_that_one_address_takes_slowly_only_so_many_are_under_way_and_pages_go_on()
    {
        var person = await app.PersonAsync("Sam Slow", await app.OrganisationAsync("Slow CIC", OrganisationKind.Enterprise), Roles.Member);
        var bytes = new byte[20 << 20];
        Array.Fill(bytes, (byte)'a');
        var id = BidSteps.Id(
            await person.Http.DoAsync(
                "/api/v1/documents",
                new
                {
                    title = "Drawings",
                    mediaType = "text/plain",
                    size = bytes.Length,
                    classification = "Restricted",
                }
            )
        );
        using (
            var patch = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/documents/{id}/bytes") { Content = new ByteArrayContent(bytes) }
        )
        {
            patch.Headers.Add("Upload-Offset", "0");
            (await person.Http.SendAsync(patch)).Dispose();
        }
        await person.Http.DoAsync($"/api/v1/documents/{id}/store", new { });
        using var patience = Patience.Begin();
        var under = new List<HttpResponseMessage>();
        for (var n = 0; n < 16; n++)
            under.Add(await TakeAsync());
        Assert.All(under, u => Assert.Equal(HttpStatusCode.OK, u.StatusCode));
        var next = TakeAsync();
        for (var n = 0; n < 20; n++)
            await person.Http.ReadAsync("/api/v1/me");
        Assert.False(next.IsCompleted);
        Assert.Equal(bytes, await under[0].Content.ReadAsByteArrayAsync(patience.Token));
        using (var came = await next)
            Assert.Equal(HttpStatusCode.OK, came.StatusCode);
        under.ForEach(u => u.Dispose());

        Task<HttpResponseMessage> TakeAsync() =>
            person.Http.GetAsync(
                new Uri($"/api/v1/documents/{id}", UriKind.Relative),
                HttpCompletionOption.ResponseHeadersRead,
                patience.Token
            );
    }
}

public sealed class RateLimitsTests(LimitedApp app) : IClassFixture<LimitedApp>, IAsyncLifetime
{
    public Task InitializeAsync() => app.SqlAsync("select events.set_clock_offset(interval '0')");

    public Task DisposeAsync() => app.SqlAsync("select events.set_clock_offset(interval '0')");

    [Fact]
    public async Task invitations_of_one_person_end_with_when_to_try_again_and_others_go_on()
    {
        var support = await app.OrganisationAsync("Mailer", OrganisationKind.Support);
        var first = await app.PersonAsync("First Administrator", support, Roles.OrganisationAdministrator);
        var second = await app.PersonAsync("Second Administrator", support, Roles.OrganisationAdministrator);

        using var refused = await UntilRefusedAsync(n => InviteAsync(first, n));

        Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.Equal("urn:useit:problem:too-many-requests", problem["type"]!.GetValue<string>());
        using var other = await InviteAsync(second, 0);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        await first.Http.ReadAsync("/api/v1/me");
    }

    [Fact]
    public async Task tokens_that_are_refused_end_and_one_that_is_taken_does_not_notice()
    {
        var person = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise),
            Roles.Member
        );
        var stranger = await app.ClientAsync();
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "x.y.z");

        using var refused = await UntilRefusedAsync(_ => stranger.GetAsync(new Uri("/api/v1/me", UriKind.Relative)));

        await person.Http.ReadAsync("/api/v1/me");
    }

    [Fact]
    public async Task whoever_asks_for_all_their_data_again_and_again_waits()
    {
        var person = await app.PersonAsync("Ama Boateng", await app.OrganisationAsync("Paths", OrganisationKind.Enterprise), Roles.Member);
        for (var n = 0; n < 10; n++)
            await person.Http.ReadAsync($"/api/v1/people/{person.Id}/data");
        using var refused = await person.Http.GetAsync(new Uri($"/api/v1/people/{person.Id}/data", UriKind.Relative));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
    }

    [Fact]
    public async Task guesses_at_sign_in_links_end_in_a_page_that_says_so()
    {
        using var browser = new Browsing(app);
        var form = await browser.GetAsync("/sign-in/link");
        Seen? seen = null;
        for (var n = 0; n < 400 && seen?.Status != HttpStatusCode.TooManyRequests; n++)
            seen = await browser.SendAsync(form, "/sign-in/link", ("Key", $"guess{n}"));

        Assert.Equal((HttpStatusCode.TooManyRequests, "Wait a moment"), (seen!.Status, seen.Heading));
        Assert.NotNull(seen.Header("Retry-After"));
    }

    [Fact]
    public async Task searches_and_registrations_and_announced_files_end_too()
    {
        var person = await app.PersonAsync(
            "Bea Manager",
            await app.OrganisationAsync("Training", OrganisationKind.Enterprise),
            Roles.Member
        );

        (await UntilRefusedAsync(n => person.Http.GetAsync(new Uri($"/api/v1/opportunities?q=x{n}", UriKind.Relative)))).Dispose();
        (
            await UntilRefusedAsync(n =>
                person.Http.SendCommandAsync(
                    HttpMethod.Post,
                    "/api/v1/organisations",
                    new { name = $"Puppet {n}", kinds = new[] { "Enterprise" } }
                )
            )
        ).Dispose();
        (
            await UntilRefusedAsync(n =>
                person.Http.SendCommandAsync(
                    HttpMethod.Post,
                    "/api/v1/documents",
                    new
                    {
                        title = $"File {n}",
                        mediaType = "application/pdf",
                        size = 1,
                        classification = "Restricted",
                    }
                )
            )
        ).Dispose();
    }

    [Fact]
    public async Task reading_ends_where_nobody_who_works_comes_to_and_neither_a_bid_nor_saving_nor_signing_in_notices()
    {
        var person = await app.PersonAsync(
            "Rita Reader",
            await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise),
            Roles.Member
        );
        var other = await app.PersonAsync("Olu Other", person.Organisation, Roles.Member);
        var read = 0;
        Task<HttpResponseMessage> ReadAsync(int n)
        {
            read = n;
            return person.Http.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        }
        using var refused = await UntilRefusedAsync(ReadAsync, atOnce: 24);
        // As many in a minute as nobody clicks.
        Assert.True(read >= 1000, $"{read}");
        Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        await other.Http.ReadAsync("/api/v1/me");
        await person.Http.ReadAsync("/api/v1/bids");
        using (
            var saved = await person.Http.SendCommandAsync(
                HttpMethod.Post,
                "/api/v1/documents",
                new
                {
                    title = "Saved",
                    mediaType = "application/pdf",
                    size = 1,
                    classification = "Restricted",
                }
            )
        )
            Assert.Equal(HttpStatusCode.Created, saved.StatusCode);
        // The same person's pages are counted with it; what leads back in is not.
        using var browser = await Browsing.AsAsync(app, person);
        var page = await browser.GetAsync("/account");
        // On a slow machine a new minute may have begun.
        for (var minute = 0; minute < 5 && page.Status == HttpStatusCode.OK; minute++)
        {
            (await UntilRefusedAsync(ReadAsync, atOnce: 24)).Dispose();
            page = await browser.GetAsync("/account");
        }
        Assert.Equal((HttpStatusCode.TooManyRequests, "Wait a moment"), (page.Status, page.Heading));
        foreach (var path in new[] { "/bids", "/sign-in", "/sign-in/link", "/account/session" })
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await browser.GetAsync(path)).Status);
    }

    [Fact]
    public async Task files_that_go_out_end_too()
    {
        var person = await app.PersonAsync(
            "Lena Loader",
            await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise),
            Roles.Member
        );
        var read = 0;
        using var refused = await UntilRefusedAsync(n =>
        {
            read = n;
            return person.Http.GetAsync(new Uri($"/api/v1/documents/{Guid.CreateVersion7()}", UriKind.Relative));
        });
        Assert.InRange(read, 250, 1000);
        await person.Http.ReadAsync("/api/v1/me");
    }

    [Fact]
    public async Task in_the_last_hour_before_a_deadline_no_limit_is_between_a_bidder_and_the_bid()
    {
        var tender = await app.PublishedAsync();
        var enterprise = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = BidSteps.Id(
            await enterprise.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } })
        );
        var question = tender.Of(tender.GroundsLot, RequirementKind.Question);
        Task<HttpResponseMessage> SaveAsync(int n) =>
            enterprise.Http.SendCommandAsync(
                HttpMethod.Put,
                $"/api/v1/bids/{bid}/parts/{question.RequirementId}",
                new { answer = new { text = $"So {n}" } }
            );
        Task<HttpResponseMessage> AnnounceAsync(int n) =>
            enterprise.Http.SendCommandAsync(
                HttpMethod.Post,
                $"/api/v1/bids/{bid}/files",
                new
                {
                    question.RequirementId,
                    title = $"File {n}",
                    mediaType = "application/pdf",
                    size = 1,
                }
            );
        Task<HttpResponseMessage> SubmitAsync(int n) =>
            enterprise.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { });
        using var browser = new Browsing(app);
        var form = await browser.GetAsync("/sign-in/link");
        async Task<HttpResponseMessage> SignInAsync(int n) =>
            (await browser.SendAsync(form, "/sign-in/link", ("Key", $"guess{n}"))).Response;

        Func<int, Task<HttpResponseMessage>>[] needed = [SaveAsync, AnnounceAsync, SubmitAsync, SignInAsync];
        foreach (var way in needed)
            (await UntilRefusedAsync(way)).Dispose();

        await app.ClockToAsync(tender.Deadline.AddMinutes(-59));
        // What was known a moment ago is forgotten within seconds.
        using var patience = Patience.Begin();
        while (!await app.Services.GetRequiredService<ILastHour>().IsNowAsync(patience.Token))
            await Task.Delay(200, patience.Token);
        foreach (var way in needed)
            for (var n = 0; n < 50; n++)
                Assert.NotEqual(HttpStatusCode.TooManyRequests, await StatusAsync(way, n));
        // What nobody needs for a bid stays limited.
        (await UntilRefusedAsync(n => enterprise.Http.GetAsync(new Uri($"/api/v1/opportunities?q=y{n}", UriKind.Relative)))).Dispose();
    }

    private static async Task<HttpStatusCode> StatusAsync(Func<int, Task<HttpResponseMessage>> way, int n)
    {
        using var response = await way(n);
        return response.StatusCode;
    }

    // Several at once where a minute gives so many anew that one after the other would never come to the end on a busy machine.
    private static async Task<HttpResponseMessage> UntilRefusedAsync(Func<int, Task<HttpResponseMessage>> way, int atOnce = 1)
    {
        for (var n = 0; n < 5000; n += atOnce)
        {
            var answers = await Task.WhenAll(Enumerable.Range(n, atOnce).Select(way));
            if (answers.FirstOrDefault(a => a.StatusCode == HttpStatusCode.TooManyRequests) is { } refused)
                return refused;
            foreach (var answer in answers)
                answer.Dispose();
        }
        throw new InvalidOperationException("Nothing was refused.");
    }

    private static Task<HttpResponseMessage> InviteAsync(TestPerson by, int n) =>
        by.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/organisations/{by.Organisation}/invitations",
            new
            {
                name = "Somebody",
                mail = $"somebody.{by.Id:N}.{n}@example.org",
                roles = new[] { Roles.Adviser },
            }
        );
}
