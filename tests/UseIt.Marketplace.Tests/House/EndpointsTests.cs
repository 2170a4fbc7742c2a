using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
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
    public void a_page_that_takes_a_file_takes_a_whole_one_and_keeps_it_off_the_disk()
    {
        var pages = typeof(MarketplaceHost)
            .Assembly.GetTypes()
            .Where(t => !t.IsAbstract && typeof(PageModel).IsAssignableFrom(t) && t != typeof(GalleryPage))
            .Where(t =>
                t.GetProperties()
                    .Any(p =>
                        typeof(IFormFile).IsAssignableFrom(p.PropertyType)
                        || typeof(IEnumerable<IFormFile>).IsAssignableFrom(p.PropertyType)
                    )
            )
            .ToArray();
        Assert.True(pages.Length > 10, $"only {pages.Length} were found");
        Assert.Empty(
            pages
                .Where(t =>
                    t.GetCustomAttribute<RequestSizeLimitAttribute>()
                        is not IRequestSizeLimitMetadata { MaxRequestBodySize: > WebSecurity.LargestBody }
                    || t.GetCustomAttribute<RequestFormLimitsAttribute>() is not { MemoryBufferThreshold: > (int)WebSecurity.LargestBody }
                )
                .Select(t => t.Name)
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
