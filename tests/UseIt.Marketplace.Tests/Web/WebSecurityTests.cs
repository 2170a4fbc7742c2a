using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
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

    [Theory]
    [InlineData("/site.css")]
    [InlineData("/site.js")]
    [InlineData("/logo.svg")]
    [InlineData("/gallery")]
    public async Task every_text_says_how_it_is_encoded(string path) =>
        Assert.EndsWith("; charset=utf-8", (await SeeAsync(path)).Header("Content-Type"), StringComparison.Ordinal);

    [Fact]
    public async Task no_other_origin_is_let_in()
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Options })
        {
            using var request = new HttpRequestMessage(method, "/api/v1/opportunities");
            request.Headers.Add("Origin", "https://evil.example");
            request.Headers.Add("Access-Control-Request-Method", "POST");
            using var answer = await http.SendAsync(request);
            Assert.DoesNotContain(answer.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task what_a_browser_brings_by_itself_is_nobody_to_the_api()
    {
        var person = await app.PersonAsync("Bea", await app.OrganisationAsync("Training", OrganisationKind.Enterprise), Roles.Member);
        using var browser = await Browsing.AsAsync(app, person);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/me")).Status);
    }

    [Fact]
    public void whatever_a_browser_can_change_by_its_cookie_is_a_form_with_a_token()
    {
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var pages = endpoints.Where(e => e.Metadata.GetMetadata<PageActionDescriptor>() is not null).ToList();
        Assert.Equal(
            ["sorry"],
            pages
                .Where(e => e.Metadata.GetMetadata<IgnoreAntiforgeryTokenAttribute>() is not null)
                .Select(e => e.RoutePattern.RawText!.TrimStart('/'))
        );
        var others = endpoints
            .Except(pages)
            .Where(e =>
                !e.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal)
                && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(m => m is not ("GET" or "HEAD" or "OPTIONS")) == true
            )
            .Select(e => e.RoutePattern.RawText);
        // Whoever does anything stays signed in, which is all that does; what is typed is kept, and left out, with its form's own token.
        Assert.Equal(
            [AlsoHere.Path, "/account/kept-form", "/account/kept-form/drop", SessionTime.Path],
            others.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task our_script_writes_text_alone_and_keeps_nothing()
    {
        var script = (await SeeAsync("/site.js")).Html;
        Assert.Contains("textContent", script, StringComparison.Ordinal);
        foreach (
            var word in new[]
            {
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "Function(",
                "localStorage",
                "sessionStorage",
                "indexedDB",
                "document.cookie",
                "postMessage",
                "Object.assign",
                "__proto__",
            }
        )
            Assert.DoesNotContain(word, script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/vendor")]
    [InlineData("/vendor/govuk/")]
    [InlineData("/Web/")]
    [InlineData("/..%2fappsettings.json")]
    public async Task no_folder_is_listed_and_none_is_left(string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await SeeAsync(path)).Status);

    [Theory]
    [InlineData("'")]
    [InlineData("'; drop table accounts.session; --")]
    [InlineData("%\\")]
    [InlineData(":* | ! & (")]
    [InlineData("$1 \"x")]
    public async Task what_is_searched_for_is_no_part_of_a_statement(string words)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        foreach (var path in new[] { "/api/v1/opportunities?q", "/opportunities?q", "/enterprises?placeWords", "/library?q" })
        {
            using var answer = await http.GetAsync(new Uri($"{path}={Uri.EscapeDataString(words)}", UriKind.Relative));
            Assert.True((int)answer.StatusCode < 500, $"{path} answered {answer.StatusCode}");
        }
        Assert.True(await app.AskAsync<bool>("select to_regclass('accounts.session') is not null"));
    }

    [Fact]
    public async Task what_somebody_is_called_is_text_on_every_page()
    {
        const string Name = "<img src=x onerror=alert(1)>\"'";
        var person = await app.PersonAsync("Bea", await app.OrganisationAsync(Name, OrganisationKind.Enterprise), Roles.Member);
        using var browser = await Browsing.AsAsync(app, person);
        foreach (var path in new[] { "/", "/account", "/account/absences" })
            Assert.DoesNotContain("<img src=x", (await browser.GetAsync(path)).Html, StringComparison.Ordinal);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", (await browser.GetAsync("/account")).Html, StringComparison.Ordinal);
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
