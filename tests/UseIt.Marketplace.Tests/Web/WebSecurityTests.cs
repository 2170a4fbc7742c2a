using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

public sealed class WebSecurityTests(ServedApp app) : IClassFixture<ServedApp>
{
    private async Task<Seen> SeeAsync(string path)
    {
        using var browser = new Browsing(app);
        return await browser.GetAsync(path);
    }

    [Theory]
    [InlineData("/gallery")]
    [InlineData("/site.css")]
    [InlineData("/no-such-page")]
    [InlineData("/api/v1/no-such-thing")]
    public async Task every_answer_tells_the_browser_what_it_may_do(string path)
    {
        var seen = await SeeAsync(path);
        Assert.Contains("default-src 'none'", seen.Header("Content-Security-Policy")!, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", seen.Header("Content-Security-Policy")!, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", seen.Header("Content-Security-Policy")!, StringComparison.Ordinal);
        Assert.Equal("nosniff", seen.Header("X-Content-Type-Options"));
        Assert.Equal("same-origin", seen.Header("Referrer-Policy"));
        Assert.Null(seen.Header("Server"));
    }

    [Fact]
    public async Task pages_are_not_stored_and_static_files_may_be()
    {
        Assert.Contains("no-store", (await SeeAsync("/gallery")).Header("Cache-Control")!, StringComparison.Ordinal);
        Assert.DoesNotContain("no-store", (await SeeAsync("/site.css")).Header("Cache-Control")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_one_script_in_the_layout_is_the_one_the_policy_allows() =>
        Assert.Contains($"<script>{WebSecurity.ScriptInLayout}</script>", (await SeeAsync("/gallery")).Html, StringComparison.Ordinal);

    [Fact]
    public async Task no_page_carries_a_style_or_another_script_inside()
    {
        var html = (await SeeAsync("/gallery")).Html;
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("<script").Length - 1);
    }

    [Fact]
    public async Task refuses_a_body_of_more_than_a_mebibyte()
    {
        using var browser = new Browsing(app);
        var page = await browser.PostAsync("/gallery", [KeyValuePair.Create("Title", new string('a', (int)WebSecurity.LargestBody + 1))]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "That is too much to send at once"), (page.Status, page.Heading));
    }

    [Fact]
    public async Task people_get_a_page_and_programs_a_problem_document()
    {
        var page = await SeeAsync("/no-such-page");
        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (page.Status, page.Heading));
        Assert.DoesNotContain("Error:", page.Title, StringComparison.Ordinal);
        using var program = new HttpClient { BaseAddress = app.Address };
        var problem = await program.GetAsync(new Uri("/api/v1/no-such-thing", UriKind.Relative));
        Assert.Equal("application/problem+json", problem.Content.Headers.ContentType!.MediaType);
        Assert.Equal(404, JsonNode.Parse(await problem.Content.ReadAsStringAsync())!["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task the_error_page_asked_for_by_its_address_does_not_exist()
    {
        var page = await SeeAsync("/sorry");
        Assert.Equal((HttpStatusCode.NotFound, "Page not found"), (page.Status, page.Heading));
    }

    [Fact]
    public void every_page_says_who_may_use_it()
    {
        var pages = app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null)
            .ToList();
        Assert.NotEmpty(pages);
        Assert.Equal(
            [],
            pages.Where(endpoint => endpoint.Metadata.GetMetadata<AllowedTo>() is null).Select(endpoint => endpoint.DisplayName)
        );
    }
}
