using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Story;
using UseIt.Marketplace.Tests.Story;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.House;

/// <summary>
/// Every operation and every page, made from the endpoints themselves, asked by people of the story about what is there. How far each gets
/// stands in a file that is read before it changes (USEIT_FREEZE=1). Whoever has nothing to do with something hears the same as of nothing.
/// </summary>
public sealed partial class AccessMatrixTests : IAsyncLifetime
{
    private static readonly string Frozen = Path.Combine(Checkout.Folder, "tests", "UseIt.Marketplace.Tests", "House", "AccessMatrix.txt");

    // Nobody has seen this version: whoever may do something is told of the conflict, and nothing is done.
    private const long NeverSeen = 987_654_321;

    // What is there for everybody, or for all who have that work.
    private static readonly Dictionary<string, string> ForEverybody = new(StringComparer.Ordinal)
    {
        ["AskQuestion"] = "anybody asks about a published tender",
        ["ProposeConsortium"] = "any enterprise forms one for a published tender",
        ["RegisterOrganisation"] = "makes one's own",
        ["VerifyStatusEvidence"] = "advisers verify for any enterprise but their own",
        ["GET /api/v1/organisations/{organisationId:guid}"] = "who an organisation is, is no secret to people of others",
        ["GET /api/v1/vacancies/{vacancyId:guid}/matches"] = "advisers match their own candidates with any vacancy",
        ["GET /vacancies/{vacancy:guid}"] = "advisers see what anchors offer",
        ["GET /enterprises/{organisation:guid}/evidence"] = "where advisers verify it, of enterprises that stand in the directory",
        ["GET /programmes/{programme:guid}/help"] = "an enterprise says of any programme, which are public, that it helped",
        ["GET /research/findings/{finding:guid}"] = "published findings",
        ["GET /research/findings/{finding:guid}/uses/new"] = "who used a finding says so",
    };

    // Ids of others' that a stranger's own doing may name.
    private static readonly HashSet<string> Named = ["ProposeConsortium: tenderId of tender"];

    private static readonly Figure?[] Actors =
    [
        null,
        Cast.GroundsManager,
        Cast.Managers[1],
        Cast.Author,
        Cast.Approver,
        Cast.FirstOpener,
        Cast.FirstEvaluator,
        Cast.ContractManager,
        Cast.CouncilAuthor,
        Cast.Adviser,
        Cast.ProgrammeManager,
        Cast.Administrator,
    ];

    private string connection = "";
    private MarketplaceApp app = null!;
    private KnownIds known = null!;
    private Guid elsewhere;
    private readonly Dictionary<string, TestPerson> strangers = [];

    public async Task InitializeAsync()
    {
        connection = await ToldStory.CreateDatabaseAsync();
        app = await MarketplaceApp.BesideAsync(connection, TestFolders.Scratch());
        known = await KnownIds.OfAsync(app.Database);
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await PostgresFixture.DropDatabaseAsync(connection);
    }

    [Fact]
    public async Task who_gets_how_far_is_as_it_was_read_and_agreed()
    {
        var lines = new List<string>
        {
            "# One column per person, as named below. M may; x not with these roles; . nothing here; s sign in first; v shown; / sent elsewhere.",
        };
        lines.AddRange(Actors.Select((a, n) => $"# {n, 2} {(a is null ? "a visitor" : $"{a.Name}, {a.Does}")}"));
        var people = new List<HttpClient>();
        var browsers = new List<Browsing>();
        foreach (var actor in Actors)
        {
            people.Add(await app.ClientAsync(actor?.Id, actor?.For.Id));
            var browser = new Browsing(app);
            if (actor is not null)
                await browser.BecomeAsync(app, new TestPerson(actor.Id, actor.For.Id, people[^1]));
            browsers.Add(browser);
        }
        foreach (var (endpoint, command) in Operations)
        {
            var (request, marks) = (Filled(endpoint, command, known), new StringBuilder());
            foreach (var http in people)
                marks.Append(Mark((await SendAsync(http, endpoint, request, NeverSeen)).Status));
            lines.Add($"{marks}  {command.Name}");
        }
        foreach (var endpoint in Readings)
        {
            var (path, marks) = (PathOf(endpoint, known), new StringBuilder());
            for (var n = 0; n < Actors.Length; n++)
                marks.Append(Mark(await StatusAsync(endpoint, path, people[n], browsers[n])));
            lines.Add($"{marks}  GET {PatternOf(endpoint)}");
        }
        browsers.ForEach(b => b.Dispose());
        Assert.True(lines.Count > 300, $"only {lines.Count} lines were found");
        if (Environment.GetEnvironmentVariable("USEIT_FREEZE") == "1")
            await File.WriteAllLinesAsync(Frozen, lines);
        Assert.Equal(await File.ReadAllLinesAsync(Frozen), lines);
    }

    [Fact]
    public async Task about_what_is_others_a_stranger_hears_the_same_as_about_nothing()
    {
        var (nothing, wrong) = (new KnownIds(), new List<string>());
        foreach (var (endpoint, command) in Operations.Where(o => !ForEverybody.ContainsKey(o.Command.Name)))
        {
            var (there, not) = (Filled(endpoint, command, known), Filled(endpoint, command, nothing));
            foreach (var stranger in await StrangersAsync(endpoint))
            {
                var (heard, ofNothing) = (await SendAsync(stranger.Http, endpoint, there), await SendAsync(stranger.Http, endpoint, not));
                if (heard != ofNothing || (int)heard.Status is < 300 or >= 500)
                    wrong.Add($"{command.Name}: {(int)heard.Status} {heard.Said} / {(int)ofNothing.Status} {ofNothing.Said}");
            }
        }
        foreach (
            var endpoint in Readings.Where(e =>
                e.Metadata.GetMetadata<AllowedTo>()!.SignedIn
                && e.RoutePattern.Parameters.Count > 0
                && !ForEverybody.ContainsKey($"GET {PatternOf(e)}")
            )
        )
        {
            var (there, not) = (PathOf(endpoint, known), PathOf(endpoint, nothing));
            foreach (var stranger in await StrangersAsync(endpoint))
            {
                using var browser = await Browsing.AsAsync(app, stranger);
                var (heard, ofNothing) = (
                    await StatusAsync(endpoint, there, stranger.Http, browser),
                    await StatusAsync(endpoint, not, stranger.Http, browser)
                );
                if (heard != ofNothing)
                    wrong.Add($"GET {PatternOf(endpoint)}: {(int)heard} / {(int)ofNothing}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task an_id_of_another_kind_leads_nowhere()
    {
        var kinds = known.Kinds.ToDictionary();
        kinds["the program"] = Actor.System.Person;
        kinds["derived"] = UuidV5.Of(Cast.Namespace, "nothing");
        var (wrong, tried) = (new List<string>(), 0);
        foreach (var (endpoint, command) in Operations)
        foreach (var field in IdsOf(endpoint, command))
        {
            if (await StrangersAsync(endpoint) is not [var stranger, ..])
                continue;
            foreach (var (kind, id) in kinds)
            {
                var answer = await SendAsync(stranger.Http, endpoint, Filled(endpoint, command, known, (field, id)));
                tried++;
                var what = $"{command.Name}: {field} of {kind}";
                if ((int)answer.Status is < 300 or >= 500 && !Named.Contains(what))
                    wrong.Add($"{what} came to {(int)answer.Status} {answer.Said}");
            }
        }
        Assert.True(tried > 1000, $"only {tried} were tried");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private IEnumerable<RouteEndpoint> Endpoints =>
        app
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<AllowedTo>() is not null)
            .OrderBy(PatternOf, StringComparer.Ordinal);

    private IEnumerable<(RouteEndpoint Endpoint, Type Command)> Operations =>
        from endpoint in Endpoints
        let command = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType
        where command is not null && typeof(ICommand).IsAssignableFrom(command)
        orderby command.Name, PatternOf(endpoint)
        select (endpoint, command);

    private IEnumerable<RouteEndpoint> Readings =>
        Endpoints
            .Where(e =>
                (IsPage(e) || (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? false))
                && !e.RoutePattern.Parameters.Any(p => p.IsCatchAll)
                && e.Metadata.GetMetadata<StaticAssetDescriptor>() is null
            )
            .DistinctBy(PatternOf);

    // People of an organisation of every kind that has nothing to do with anything: one in each role that the endpoint is for.
    private async Task<IReadOnlyList<TestPerson>> StrangersAsync(RouteEndpoint endpoint)
    {
        if (elsewhere == default)
            elsewhere = await app.OrganisationAsync(
                "Elsewhere",
                [.. Enum.GetValues<OrganisationKind>().Except([OrganisationKind.Platform])]
            );
        var found = new List<TestPerson>();
        var roles = endpoint.Metadata.GetMetadata<AllowedTo>()!.Roles;
        foreach (var role in roles.DefaultIfEmpty(Roles.OrganisationAdministrator).Except(Roles.Platform))
            found.Add(
                strangers.TryGetValue(role, out var person) ? person : strangers[role] = await app.PersonAsync(role, elsewhere, role)
            );
        return found;
    }

    private static async Task<HttpStatusCode> StatusAsync(RouteEndpoint endpoint, string path, HttpClient http, Browsing browser)
    {
        if (IsPage(endpoint))
            return (await browser.GetAsync(path)).Status;
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    private static bool IsPage(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null;

    private static string PatternOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.TrimStart('/');

    private static string PathOf(RouteEndpoint endpoint, KnownIds ids)
    {
        var named = ids.Of([.. endpoint.RoutePattern.Parameters.Select(p => IdName(endpoint, p.Name))], ContextOf(endpoint));
        return Parameters().Replace(PatternOf(endpoint), p => named[IdName(endpoint, p.Groups[1].Value)].ToString());
    }

    private static string? ContextOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { RelativePath: var page }
            ? page.Split('/', StringSplitOptions.RemoveEmptyEntries)[0]
        : endpoint.Metadata.GetMetadata<MethodInfo>()?.DeclaringType is { FullName: { } handler } ? KnownIds.ContextOf(handler)
        : null;

    // In /awards/{id} it is an award's.
    private static string IdName(RouteEndpoint endpoint, string parameter)
    {
        if (parameter == "id" && ThingOfId().Match(PatternOf(endpoint)) is { Success: true } thing)
            parameter = thing.Groups[1].Value;
        return parameter.EndsWith("Id", StringComparison.Ordinal) ? parameter : parameter + "Id";
    }

    // What a command's path and body ask for, where it is an id.
    private static List<string> IdsOf(RouteEndpoint endpoint, Type command) =>
        [
            .. endpoint.RoutePattern.Parameters.Select(p => p.Name),
            .. MadeUp.BodyOf(endpoint, command).Where(p => p.Value is JsonValue value && value.TryGetValue<Guid>(out _)).Select(p => p.Key),
        ];

    private static (string Path, JsonObject Body) Filled(
        RouteEndpoint endpoint,
        Type command,
        KnownIds ids,
        (string Field, Guid Id)? other = null
    )
    {
        var fields = IdsOf(endpoint, command);
        var named = ids.Of([.. fields.Select(f => IdName(endpoint, f))], KnownIds.ContextOf(command.FullName!));
        if (other is { } replaced)
            named[IdName(endpoint, replaced.Field)] = replaced.Id;
        var body = MadeUp.BodyOf(endpoint, command);
        foreach (var field in fields.Where(body.ContainsKey))
            if (other?.Field == field || !NewIds.IsSpokenFor(command, field))
                body[field] = named[IdName(endpoint, field)];
        return (Parameters().Replace(PatternOf(endpoint), p => named[IdName(endpoint, p.Groups[1].Value)].ToString()), body);
    }

    private static async Task<(HttpStatusCode Status, string Said)> SendAsync(
        HttpClient http,
        RouteEndpoint endpoint,
        (string Path, JsonObject Body) request,
        long? seen = null
    )
    {
        using var response = await http.SendCommandAsync(
            new HttpMethod(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]),
            request.Path,
            request.Body,
            ifMatch: seen
        );
        // Each answer bears the name of its request.
        var said = JsonNode.Parse(await response.Content.ReadAsStringAsync()) as JsonObject;
        said?.Remove("traceId");
        return (response.StatusCode, Ids().Replace(said?.ToJsonString() ?? "", "*"));
    }

    private static string Mark(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Conflict => "M",
            HttpStatusCode.Forbidden => "x",
            HttpStatusCode.NotFound => ".",
            HttpStatusCode.Unauthorized => "s",
            // A PDF that is still being printed is on its way to whoever may have it.
            HttpStatusCode.OK or HttpStatusCode.Accepted => "v",
            HttpStatusCode.Redirect or HttpStatusCode.SeeOther => "/",
            _ => $"[{(int)status}]",
        };

    [GeneratedRegex(@"\{\*{0,2}([A-Za-z]+)[^}]*\}")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"([a-z]+?)s/\{id")]
    private static partial Regex ThingOfId();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
