using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>Pages in front of handlers that fail: one by a bug, one because no PostgreSQL answers, one because it is not yours.</summary>
public sealed class SorryTests : IAsyncLifetime
{
    private WebApplication app = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(Pages).Assembly.GetName().Name });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(
            new Settings
            {
                ConnectionString = "",
                DataFolder = "",
                Embedded = true,
                KeyEncryptionKey = [],
            }
        );
        builder.Services.AddSingleton<OutOfSpace>();
        builder.AddPages();
        app = builder.Build();
        app.UsePages();
        app.MapPost(
                "/bug",
                () =>
                {
                    throw new InvalidOperationException("a secret of the program");
                }
            )
            .DisableAntiforgery();
        app.MapPost(
                "/down",
                async (HttpRequest request) =>
                {
                    await request.ReadFormAsync();
                    await using var nowhere = new NpgsqlConnection($"Host={Path.GetTempPath()}no-server-here;Timeout=2");
                    await nowhere.OpenAsync();
                }
            )
            .DisableAntiforgery();
        app.MapGet("/not-yours", () => Results.StatusCode(StatusCodes.Status403Forbidden));
        await app.StartAsync();
    }

    public async Task DisposeAsync() => await app.DisposeAsync();

    private Browsing Browse() => new(new Uri(app.Urls.First()));

    [Fact]
    public async Task a_bug_gives_a_reference_and_no_secret()
    {
        using var browser = Browse();
        var page = await browser.PostAsync("/bug", []);
        Assert.Equal((HttpStatusCode.InternalServerError, "Sorry, there is a problem with the service"), (page.Status, page.Heading));
        Assert.Matches("Reference: <strong>[0-9A-Za-z:]{8,}</strong>", page.Html);
        Assert.DoesNotContain("secret", page.Html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task without_the_database_the_form_can_be_sent_again_as_it_was()
    {
        using var browser = Browse();
        var page = await browser.PostAsync(
            "/down?lot=2",
            [KeyValuePair.Create("Title", "Parks & gardens"), KeyValuePair.Create("Passphrase", "correct horse")]
        );
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Sorry, the service is unavailable"), (page.Status, page.Heading));
        Assert.Contains("""<form method="post" action="/down?lot=2">""", page.Html, StringComparison.Ordinal);
        Assert.Contains("""<input type="hidden" name="Title" value="Parks &amp; gardens">""", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("correct horse", page.Html, StringComparison.Ordinal);
        Assert.Equal("Sorry, the service is unavailable", (await browser.SendAsync(page, "/down?lot=2")).Heading);
    }

    [Fact]
    public async Task without_the_database_a_signed_in_person_gets_the_page_too()
    {
        await using var cluster = await DurableCluster.StartAsync();
        var settings = new Settings
        {
            ConnectionString = cluster.ConnectionString,
            DataFolder = "",
            Embedded = true,
            KeyEncryptionKey = MarketplaceApp.TestKey,
            BuiltInIssuer = true,
            Works = false,
        };
        await MarketplaceHost.MigrateAsync(settings);
        await using var whole = MarketplaceHost.Build(settings, [], "http://127.0.0.1:0");
        whole
            .MapPost("/let-me-in", (HttpContext http, Sessions sessions) => sessions.SignInAsync(http, Guid.CreateVersion7(), null))
            .AllowedTo(AllowedTo.Anyone)
            .DisableAntiforgery();
        await whole.StartAsync();
        using var person = new Browsing(new Uri(whole.Urls.First()));
        await person.PostAsync("/let-me-in", []);
        Assert.Contains("Sign out", (await person.GetAsync("/gallery")).Html, StringComparison.Ordinal);

        await cluster.KillServerAsync();
        var page = await person.GetAsync("/gallery");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Sorry, the service is unavailable"), (page.Status, page.Heading));
        Assert.Contains("reload this page", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task not_yours_and_not_there_look_the_same()
    {
        using var browser = Browse();
        var (notYours, notThere) = (await browser.GetAsync("/not-yours"), await browser.GetAsync("/not-there"));
        Assert.Equal((HttpStatusCode.NotFound, notThere.Html), (notYours.Status, notYours.Html));
    }
}
