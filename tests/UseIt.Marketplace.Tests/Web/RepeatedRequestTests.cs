using System.Net;
using System.Net.Http.Json;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>A request sent again under its key is answered as it was the first time, to the letter.</summary>
public sealed class RepeatedRequestTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private readonly string key = Guid.NewGuid().ToString();

    private sealed record Said(HttpStatusCode Status, string? ETag, string? Token, string Body)
    {
        public Guid Id => System.Text.Json.Nodes.JsonNode.Parse(Body)!["id"]!.GetValue<Guid>();
    }

    private async Task<Said> SendAsync(HttpClient http, string path, object body, Guid? actingFor = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body, options: EventJson.Options),
        };
        request.Headers.Add(CommandEndpoints.IdempotencyKey, key);
        if (actingFor is { } organisation)
            request.Headers.Add(Actors.ActingFor, organisation.ToString());
        using var response = await http.SendAsync(request);
        return new Said(
            response.StatusCode,
            response.Headers.ETag?.ToString(),
            response.Headers.TryGetValues(CommandEndpoints.ConsistencyToken, out var token) ? token.Single() : null,
            await response.Content.ReadAsStringAsync()
        );
    }

    private async Task<(Guid Person, HttpClient Http)> SomebodyAsync()
    {
        var person = Guid.CreateVersion7();
        await app.DoAsync(new RegisterPerson(person, "Amina Yusuf", $"amina.{person:N}@example.org"));
        return (person, await app.ClientAsync(person));
    }

    private static readonly object Body = new { name = "Ladywood Grounds CIC", kinds = new[] { "Enterprise" } };

    [Fact]
    public async Task a_repeated_create_names_the_same_thing_with_the_same_headers()
    {
        var (_, http) = await SomebodyAsync();
        var first = await SendAsync(http, "/api/v1/organisations", Body);

        Assert.Equal((HttpStatusCode.Created, "\"1\""), (first.Status, first.ETag));
        Assert.Equal(first, await SendAsync(http, "/api/v1/organisations", Body));
        await http.ReadAsync($"/api/v1/organisations/{first.Id}");
    }

    [Fact]
    public async Task fifty_at_once_make_one_thing()
    {
        var (_, http) = await SomebodyAsync();
        var said = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => SendAsync(http, "/api/v1/organisations", Body)));

        var done = said.Where(s => s.Status == HttpStatusCode.Created).ToList();
        Assert.NotEmpty(done);
        Assert.Single(done.Distinct());
        Assert.All(said.Except(done), s => Assert.Equal(HttpStatusCode.Conflict, s.Status));
        await http.ReadAsync($"/api/v1/organisations/{done[0].Id}");
    }

    [Fact]
    public async Task the_same_key_of_another_person_makes_another_thing()
    {
        var first = await SendAsync((await SomebodyAsync()).Http, "/api/v1/organisations", Body);
        var other = await SendAsync((await SomebodyAsync()).Http, "/api/v1/organisations", Body);

        Assert.Equal(HttpStatusCode.Created, other.Status);
        Assert.NotEqual(first.Id, other.Id);
    }

    [Fact]
    public async Task the_same_key_for_another_organisation_is_not_answered_with_what_the_first_did()
    {
        var (person, http) = await SomebodyAsync();
        var (one, two) = (
            await app.OrganisationAsync("One", OrganisationKind.Enterprise),
            await app.OrganisationAsync("Two", OrganisationKind.Enterprise)
        );
        foreach (var organisation in new[] { one, two })
            await app.DoAsync(new GrantMembership(organisation, person, [Roles.BidManager]));
        var body = new { name = "Green Ladywood" };

        Assert.Equal(HttpStatusCode.Created, (await SendAsync(http, "/api/v1/consortia", body, one)).Status);
        var other = await SendAsync(http, "/api/v1/consortia", body, two);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
        Assert.Contains("idempotency-key-reused", other.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_file_announced_again_is_the_same_file()
    {
        var person = await app.PersonAsync(
            "Bea Manager",
            await app.OrganisationAsync("Soho Training", OrganisationKind.Enterprise),
            Roles.Member
        );
        var body = new
        {
            title = "Method",
            mediaType = "application/pdf",
            size = 10,
            classification = "Restricted",
        };
        var first = await SendAsync(person.Http, "/api/v1/documents", body);
        Assert.Equal((HttpStatusCode.Created, first), (first.Status, await SendAsync(person.Http, "/api/v1/documents", body)));
    }
}
