using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Alba;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests;

/// <summary>The whole application, asked over HTTP in this process, and a PostgreSQL database of its own.</summary>
public class MarketplaceApp : IAsyncLifetime
{
    private IAlbaHost? host;
    private WebApplication? served;
    private bool borrowed;

    /// <summary>On a real Kestrel: for what depends on connections, limits and addresses, and for browsers.</summary>
    protected virtual bool OnKestrel => false;

    /// <summary>Tests ask faster than people do.</summary>
    protected virtual int Rates => 0;

    /// <summary>Whether opening, approving and signing ask for a second factor here, as they do where the marketplace is in use.</summary>
    protected virtual bool SecondFactors => false;

    /// <summary>Whether webhooks may lead to this machine, where a test listens.</summary>
    protected virtual bool WebhooksToLoopback => false;

    /// <summary>Tests ask for what is not there thousands of times.</summary>
    protected virtual TimeSpan NotFoundAfter => TimeSpan.Zero;

    protected virtual long Quota => 5L << 30;

    protected virtual Task<string> DatabaseAsync() => PostgresFixture.CreateDatabaseAsync("marketplace", FillAsync);

    /// <summary>Keys that what is stored may be wrapped under besides the test's own.</summary>
    protected virtual IReadOnlyList<byte[]> OtherKeys => [];

    /// <summary>Who looks at files that come in.</summary>
    protected virtual Marketplace.Documents.ScannerSettings? Scanner => null;

    public Settings Settings { get; private set; } = null!;
    public Uri Address { get; private set; } = null!;
    public IServiceProvider Services => host?.Services ?? served!.Services;

    /// <summary>Asks as Alba does.</summary>
    public IAlbaHost Alba => host!;
    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();
    public IDocumentStore Store => Services.GetRequiredService<IDocumentStore>();
    public CommittedFacts Committed => Services.GetRequiredService<CommittedFacts>();

    public async Task InitializeAsync()
    {
        var connection = await DatabaseAsync();
        Settings = new Settings
        {
            ConnectionString = connection,
            DataFolder = TestFolders.Scratch(),
            Embedded = true,
            KeyEncryptionKey = TestKey,
            BuiltInIssuer = true,
            ReadYourWriteWithin = Patience.Long,
            RateLimits = Rates,
            StorageQuota = Quota,
            NotFoundAfter = NotFoundAfter,
            Scanner = Scanner,
            OtherKeyEncryptionKeys = OtherKeys,
            SecondFactorInDemo = SecondFactors,
            WebhooksToLoopback = WebhooksToLoopback,
        };
        await StartAsync();
    }

    /// <summary>The application on a database that others serve: it does what it is asked to, and nothing by itself.</summary>
    public static async Task<MarketplaceApp> BesideAsync(string connection, string dataFolder, TimeSpan? patience = null)
    {
        await FillAsync(connection);
        var beside = new MarketplaceApp
        {
            borrowed = true,
            Settings = new Settings
            {
                ConnectionString = connection,
                DataFolder = dataFolder,
                Embedded = true,
                KeyEncryptionKey = TestKey,
                BuiltInIssuer = true,
                ReadYourWriteWithin = patience ?? Patience.Long,
                Works = false,
                RateLimits = 0,
                NotFoundAfter = TimeSpan.Zero,
            },
        };
        await beside.StartAsync();
        return beside;
    }

    /// <summary>The key every test database is filled with; test data is worth no better one.</summary>
    public static byte[] TestKey { get; } = Convert.FromHexString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    public async Task StartAsync()
    {
        if (!OnKestrel)
        {
            host = await AlbaHost.For(MarketplaceHost.Builder(Settings, [], "http://127.0.0.1:0"), MarketplaceHost.Use);
            Address = host.Server.BaseAddress;
            return;
        }
        served = MarketplaceHost.Build(Settings, [], "http://127.0.0.1:0");
        await served.StartAsync();
        Address = new Uri(served.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>The way to it for whoever makes a client of his own.</summary>
    public HttpMessageHandler Handler() =>
        host?.Server.CreateHandler() ?? new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };

    public async Task StopAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        if (served is not null)
            await served.DisposeAsync();
        (host, served) = (null, null);
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        if (borrowed)
            return;
        await PostgresFixture.DropDatabaseAsync(Settings.ConnectionString);
    }

    /// <summary>
    /// Waits until every view and reaction has seen everything stored, and no message is due, being carried out or about to come again, by
    /// whomever.
    /// </summary>
    public async Task SettledAsync()
    {
        using var patience = Patience.Begin();
        await Services.GetRequiredService<Settling>().SettledAsync(patience.Token);
    }

    /// <summary>Lets what follows from what was done happen until this holds.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = Patience.Begin();
        while (!await holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await SettledAsync();
        }
    }

    /// <summary>Does a command as the program itself.</summary>
    public async Task<Outcome.Done> DoAsync(ICommand command, Actor? actor = null)
    {
        var outcome = await Services.GetRequiredService<Commands>().SendAsync(command, new CommandContext(actor ?? Actor.System));
        return outcome as Outcome.Done ?? throw new InvalidOperationException($"{command} came to {outcome}");
    }

    /// <summary>A person with roles in a new or given organisation, and a client signed in as that person.</summary>
    public async Task<TestPerson> PersonAsync(string name, Guid organisation, params string[] roles)
    {
        var person = Guid.CreateVersion7();
        await DoAsync(
            new RegisterPerson(person, name, $"{name.ToLower(CultureInfo.InvariantCulture).Replace(' ', '.')}.{person:N}@example.org")
        );
        await DoAsync(new GrantMembership(organisation, person, roles));
        return new TestPerson(person, organisation, await ClientAsync(person, organisation));
    }

    /// <summary>An active organisation of this kind, known to be who it says it is.</summary>
    public async Task<Guid> OrganisationAsync(string name, params OrganisationKind[] kinds)
    {
        var id = Guid.CreateVersion7();
        await DoAsync(new RegisterOrganisation(id, name, kinds));
        await DoAsync(new CheckOrganisationIdentity(id, IdentityCheck.ByAdministrator));
        return id;
    }

    /// <summary>A client with a bearer token; without a person it is anonymous.</summary>
    public async Task<HttpClient> ClientAsync(
        Guid? person = null,
        Guid? organisation = null,
        TimeSpan provenSince = default,
        bool withFactor = false,
        string? scope = null
    )
    {
        var client = host?.Server.CreateClient() ?? new HttpClient();
        client.BaseAddress = Address;
        if (person is { } id)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                await Services.GetRequiredService<Tokens>().IssueAsync(id, organisation, provenSince, withFactor, scope)
            );
        return client;
    }

    internal static async Task FillAsync(string connection)
    {
        await MarketplaceHost.MigrateAsync(
            new Settings
            {
                ConnectionString = connection,
                DataFolder = "",
                Embedded = true,
                KeyEncryptionKey = TestKey,
            }
        );
        await using var database = NpgsqlDataSource.Create(connection);
        await using var mark = database.CreateCommand("update events.mark set kind = 'test'");
        await mark.ExecuteNonQueryAsync();
    }
}

/// <summary>The whole application on a real Kestrel.</summary>
public sealed class ServedApp : MarketplaceApp
{
    protected override bool OnKestrel => true;
}

public sealed record TestPerson(Guid Id, Guid Organisation, HttpClient Http);

public static class HttpAssertions
{
    /// <summary>Posts a command and asserts that it was done; its answer.</summary>
    public static async Task<JsonObject> DoAsync(this HttpClient http, string path, object body, string? idempotencyKey = null)
    {
        using var response = await http.SendCommandAsync(HttpMethod.Post, path, body, idempotencyKey);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"POST {path} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Posts a command and asserts that it was refused with this code; the problem document.</summary>
    public static async Task<JsonObject> RefusedAsync(this HttpClient http, string path, object body, string code)
    {
        using var response = await http.SendCommandAsync(HttpMethod.Post, path, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(text.StartsWith('{'), $"POST {path} answered {(int)response.StatusCode}: {text}");
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Contains(code, problem["errors"]?.AsArray().Select(e => e!["code"]!.GetValue<string>()) ?? []);
        return problem;
    }

    /// <summary>Posts a command and asserts that it breaks this one rule, and is told so in these words.</summary>
    public static async Task RefusedSayingAsync(this HttpClient http, string path, object body, string code, string sentence)
    {
        var problem = await http.RefusedAsync(path, body, code);
        Assert.Equal((422, sentence), (problem["status"]!.GetValue<int>(), problem["detail"]!.GetValue<string>()));
    }

    /// <summary>Two commands at once of which one is done, and the other breaks this rule.</summary>
    public static async Task OneRefusedAsync(string path, string code, params (HttpClient Who, object Body)[] both)
    {
        var answers = await Task.WhenAll(both.Select(b => b.Who.SendCommandAsync(HttpMethod.Post, path, b.Body)));
        Assert.Single(answers, a => a.IsSuccessStatusCode);
        var refused = Assert.Single(answers, a => !a.IsSuccessStatusCode);
        Assert.Equal(System.Net.HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains(code, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>Posts a command and asserts the status it is turned away with.</summary>
    public static async Task RefusedWithAsync(this HttpClient http, string path, object body, System.Net.HttpStatusCode status)
    {
        using var response = await http.SendCommandAsync(HttpMethod.Post, path, body);
        Assert.Equal(status, response.StatusCode);
    }

    public static async Task<JsonNode> ReadAsync(this HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"GET {path} answered {(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }

    public static async Task<HttpResponseMessage> SendCommandAsync(
        this HttpClient http,
        HttpMethod method,
        string path,
        object body,
        string? idempotencyKey = null,
        long? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body, options: EventJson.Options) };
        if (idempotencyKey is not null)
            request.Headers.Add(CommandEndpoints.IdempotencyKey, idempotencyKey);
        if (ifMatch is { } version)
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        return await http.SendAsync(request);
    }
}
