using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>Pages that anybody may open by their address alone: new ones are found and checked without being named here.</summary>
public sealed class EveryPageTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Fact]
    public async Task of_pages_for_anyone_axe_finds_nothing_and_none_runs_off_a_narrow_screen()
    {
        var paths = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(page =>
                page.Metadata.GetMetadata<PageActionDescriptor>() is not null
                && page.Metadata.GetMetadata<AllowedTo>() == AllowedTo.Anyone
                && page.RoutePattern.Parameters.Count == 0
            )
            .Select(page => "/" + page.RoutePattern.RawText!.TrimStart('/'))
            .ToHashSet();
        Assert.Contains("/gallery", paths);
        Assert.Contains("/sorry", paths);

        await using var visit = await chromium.VisitAsync(app.Address, Screen.Narrow);
        var findings = new List<string>();
        foreach (var path in paths)
        {
            await visit.OpenAsync(path);
            if (await visit.AxeAsync() is { Length: > 0 } finding)
                findings.Add($"{path}: {finding}");
            if (await visit.OverflowAsync() is > 0 and var pixels)
                findings.Add($"{path} is {pixels} pixels too wide");
        }
        Assert.Equal([], findings.Concat(visit.Complaints));
    }
}
