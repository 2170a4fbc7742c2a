using System.Net;
using System.Security.Claims;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>A token does no more than it was given for.</summary>
public sealed class TokenScopeTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_token_for_reading_changes_nothing_and_says_what_it_takes()
    {
        var person = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise),
            Roles.Member,
            Roles.OrganisationAdministrator
        );
        using var reads = await app.ClientAsync(person.Id, person.Organisation, scope: "openid marketplace:read");
        await reads.ReadAsync("/api/v1/me");
        var rename = $"/api/v1/organisations/{person.Organisation}/name";
        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Put, rename),
                (HttpMethod.Post, "/api/v1/documents"),
                (HttpMethod.Put, $"/api/v1/bids/{Guid.CreateVersion7()}/parts/{Guid.CreateVersion7()}"),
                (HttpMethod.Delete, $"/api/v1/tenders/{Guid.CreateVersion7()}/documents/{Guid.CreateVersion7()}"),
                (HttpMethod.Patch, $"/api/v1/documents/{Guid.CreateVersion7()}/bytes"),
            }
        )
        {
            using var refused = await reads.SendCommandAsync(method, path, new { name = "Another name" });
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
            Assert.Contains("urn:useit:problem:insufficient-scope", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("Bearer error=\"insufficient_scope\", scope=\"marketplace:write\"", refused.Headers.WwwAuthenticate.ToString());
        }
        Assert.DoesNotContain(await app.Store.ReadStreamAsync(person.Organisation), f => f.Data is OrganisationRenamed);
        using var writes = await app.ClientAsync(person.Id, person.Organisation, scope: "marketplace:write");
        using var renamed = await writes.SendCommandAsync(HttpMethod.Put, rename, new { name = "Another name" });
        Assert.Equal(HttpStatusCode.OK, renamed.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("openid profile email")]
    [InlineData("marketplace:write")]
    [InlineData("marketplace:read marketplace:write")]
    public async Task one_that_is_not_held_to_reading_does_what_its_person_may(string? scope)
    {
        var person = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise),
            Roles.Member
        );
        using var http = await app.ClientAsync(person.Id, person.Organisation, scope: scope);
        using var done = await http.SendCommandAsync(
            HttpMethod.Post,
            "/api/v1/documents",
            new
            {
                title = "A",
                mediaType = "application/pdf",
                size = 1,
                classification = "Restricted",
            }
        );
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
    }

    [Theory]
    [InlineData("scope", "marketplace:read", true)]
    [InlineData("scp", "marketplace:read", true)]
    [InlineData("scp", "marketplace:read marketplace:write", false)]
    [InlineData("scope", "marketplace:reader", false)]
    [InlineData("other", "marketplace:read", false)]
    public void both_ways_of_saying_it_count(string claim, string value, bool only) =>
        Assert.Equal(only, TokenScope.OnlyReads(new ClaimsPrincipal(new ClaimsIdentity([new Claim(claim, value)]))));

    [Fact]
    public async Task the_description_of_the_api_says_it()
    {
        using var anonymous = await app.ClientAsync();
        var description = await anonymous.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        Assert.Contains(TokenScope.Read, description, StringComparison.Ordinal);
        Assert.Contains("insufficient-scope", description, StringComparison.Ordinal);
    }
}
