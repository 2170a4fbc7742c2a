using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.House;

public sealed class EndpointsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public void every_endpoint_says_who_may_use_it()
    {
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        Assert.True(endpoints.Count > 50);
        // The framework's own fallback for missing static files answers 404 to everybody, because the gate is closed.
        Assert.Empty(
            endpoints
                .Where(e => e.Metadata.GetMetadata<AllowedTo>() is null && e.DisplayName != "Fallback {**path:file}")
                .Select(e => e.DisplayName)
        );
    }

    [Fact]
    public async Task what_needs_a_person_turns_everybody_else_away()
    {
        var anonymous = await app.ClientAsync();
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (
                endpoint.Metadata.GetMetadata<AllowedTo>() is not { SignedIn: true }
                || endpoint.RoutePattern.RawText is not { } pattern
                || !pattern.TrimStart('/').StartsWith("api/", StringComparison.Ordinal)
            )
                continue;
            var path = System.Text.RegularExpressions.Regex.Replace(pattern, @"\{[^}]*\}", Guid.NewGuid().ToString());
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path.StartsWith('/') ? path : $"/{path}");
                using var response = await anonymous.SendAsync(request);
                Assert.True(
                    response.StatusCode == System.Net.HttpStatusCode.Unauthorized,
                    $"{method} {path} answered {response.StatusCode} to nobody"
                );
            }
        }
    }
}
