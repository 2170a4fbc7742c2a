using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.House;

/// <summary>Every text and every list of everything that can be sent has a limit, whoever adds the next.</summary>
public sealed class TextsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private readonly Dictionary<string, TestPerson> people = [];
    private Guid organisation;

    [Fact]
    public async Task a_text_of_a_million_characters_is_refused_by_the_name_of_its_field()
    {
        var tried = 0;
        await foreach (var (http, method, path, body, name) in BodiesAsync())
        foreach (var field in Marked(body, "").Where(f => !IsNumber(body, f)))
        {
            var problem = await SendAsync(http, method, path, With(body, field, JsonValue.Create(new string('a', 1_000_000))));
            Assert.True(
                problem.Status == HttpStatusCode.UnprocessableEntity && problem.Fields.Contains(field),
                $"{name}: {field} of a million characters came to {problem.Status} about {string.Join(", ", problem.Fields)}"
            );
            tried++;
        }
        Assert.True(tried > 100, $"only {tried} fields were found");
    }

    [Fact]
    public async Task a_number_nobody_means_is_refused_by_the_name_of_its_field()
    {
        var tried = 0;
        await foreach (var (http, method, path, body, name) in BodiesAsync())
        foreach (var field in Marked(body, ""))
        {
            // The price of an answer is worked out from its lines.
            if (!IsNumber(body, field) || field == "answer.price.amount")
                continue;
            foreach (var huge in new[] { Texts.Largest + 0.01m, -decimal.MaxValue })
            {
                var problem = await SendAsync(http, method, path, With(body, field, JsonValue.Create(huge)));
                Assert.True(
                    problem.Status == HttpStatusCode.UnprocessableEntity
                        && problem.Fields.Contains(field.Replace($".{MadeUp.Mark}", "[0].value", StringComparison.Ordinal)),
                    $"{name}: {field} of {huge} came to {problem.Status} about {string.Join(", ", problem.Fields)}"
                );
            }
            tried++;
        }
        Assert.True(tried > 15, $"only {tried} numbers were found");
    }

    [Fact]
    public async Task a_list_of_many_entries_is_refused_by_the_name_of_its_field()
    {
        var tried = 0;
        await foreach (var (http, method, path, body, name) in BodiesAsync())
        foreach (var (field, entry) in Lists(body, ""))
        {
            var many = new JsonArray([.. Enumerable.Repeat(entry, Texts.Most + 1).Select(e => e.DeepClone())]);
            var problem = await SendAsync(http, method, path, With(body, field, many));
            Assert.True(
                problem.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest
                    && problem.Fields.Any(f => field.StartsWith(f, StringComparison.Ordinal)),
                $"{name}: {field} of {many.Count} entries came to {problem.Status} about {string.Join(", ", problem.Fields)}"
            );
            tried++;
        }
        Assert.True(tried > 25, $"only {tried} lists were found");
    }

    [Fact]
    public void a_day_outside_of_the_calendar_and_a_choice_that_is_none_are_refused_by_the_name_of_their_field()
    {
        Assert.Equal(["due"], Fields(Promise(DateOnly.MaxValue)));
        Assert.Equal(["due"], Fields(Promise(new DateOnly(26, 6, 1))));
        // What was left out is the command's to say.
        Assert.Empty(Fields(Promise(default)));
        Assert.Empty(Fields(Promise(new DateOnly(2026, 6, 1))));
        Assert.Equal(["kind"], Fields(Gathering((GatheringKind)7)));
        Assert.Empty(Fields(Gathering(GatheringKind.Meeting)));

        static IEnumerable<string?> Fields(object command) => Texts.Wrong(command).Select(r => r.Field);
        static PromiseFollowUp Promise(DateOnly due) => new(Guid.Empty, Guid.Empty, Guid.Empty, "A call", due);
        static PlanGathering Gathering(GatheringKind kind) =>
            new(Guid.Empty, Guid.Empty, kind, "x", "x", Guid.Empty, "x", new DateOnly(2026, 6, 1));
    }

    [Theory]
    [InlineData("Zoë Żak", true)]
    [InlineData("O’Brien-Smith, Jr.", true)]
    [InlineData("علی\u200cرضا", true)]
    [InlineData("Priya,\n\nyour account is locked", false)]
    [InlineData("Priya\u2028Nair", false)]
    [InlineData("Priya\u202eriaN", false)]
    [InlineData("Pri\u200bya", false)]
    [InlineData("Pri\u200dya", false)]
    [InlineData("Priya\u0007", false)]
    [InlineData("\ufeffPriya", false)]
    public void a_name_is_one_line_that_looks_as_it_is(string name, bool plain) => Assert.Equal(plain, Texts.IsPlain(name));

    [Fact]
    public void a_web_address_is_of_the_web()
    {
        Assert.Empty(Texts.Wrong(new RegisterOrganisation(Guid.CreateVersion7(), "A", [], Website: new Uri("https://example.org/a"))));
        foreach (var address in new[] { "javascript:alert(1)", "file:///etc/passwd", "data:text/html,a", "/a" })
            Assert.Equal(
                ("address-not-of-the-web", "website"),
                Assert.Single(
                    Texts
                        .Wrong(
                            new RegisterOrganisation(Guid.CreateVersion7(), "A", [], Website: new Uri(address, UriKind.RelativeOrAbsolute))
                        )
                        .Select(r => (r.Code, r.Field!))
                )
            );
    }

    private async IAsyncEnumerable<(HttpClient Http, HttpMethod Method, string Path, JsonObject Body, string Name)> BodiesAsync()
    {
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            // A bid's file is announced by its team alone; its texts are looked at in the tests of bids' files.
            if (
                endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is not { } type
                || type == typeof(UseIt.Marketplace.Bids.UploadBidFile)
            )
                continue;
            var body = MadeUp.BodyOf(endpoint, type);
            var path = Regex.Replace(endpoint.RoutePattern.RawText!, @"\{[^}]*\}", Guid.NewGuid().ToString());
            yield return (
                (await PersonAsync(endpoint.Metadata.GetMetadata<AllowedTo>()!)).Http,
                new HttpMethod(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]),
                path,
                body,
                type.Name
            );
        }
    }

    private async Task<TestPerson> PersonAsync(AllowedTo who)
    {
        if (organisation == default)
            organisation = await app.OrganisationAsync("Everything", Enum.GetValues<OrganisationKind>());
        var role = who.Roles.Order(StringComparer.Ordinal).FirstOrDefault() ?? Roles.Member;
        if (!people.TryGetValue(role, out var person))
            people[role] = person = await app.PersonAsync($"Somebody {role}", organisation, role);
        return person;
    }

    private static async Task<(HttpStatusCode Status, IReadOnlyList<string> Fields)> SendAsync(
        HttpClient http,
        HttpMethod method,
        string path,
        JsonObject body
    )
    {
        using var response = await http.SendCommandAsync(method, path, body);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync());
        return (
            response.StatusCode,
            [.. problem?["errors"]?.AsArray().Select(e => e!["field"]?.GetValue<string>() ?? "") ?? Array.Empty<string>()]
        );
    }

    private static IEnumerable<string> Marked(JsonNode? node, string path) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => Marked(p.Value, path.Length == 0 ? p.Key : $"{path}.{p.Key}")),
            JsonArray a => a.SelectMany((e, n) => Marked(e, $"{path}[{n}]")),
            JsonValue v when v.TryGetValue<string>(out var text) && text == MadeUp.Mark => [path],
            JsonValue v when v.TryGetValue<decimal>(out var number) && number == MadeUp.Number => [path],
            _ => [],
        };

    private static IEnumerable<(string Field, JsonNode Entry)> Lists(JsonNode? node, string path) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => Lists(p.Value, path.Length == 0 ? p.Key : $"{path}.{p.Key}")),
            JsonArray { Count: > 0 } a => [(path, a[0]!), .. a.SelectMany((e, n) => Lists(e, $"{path}[{n}]"))],
            _ => [],
        };

    private static bool IsNumber(JsonObject body, string field) =>
        JsonNode.DeepEquals(With(body, field, JsonValue.Create(MadeUp.Number)), body);

    private static JsonObject With(JsonObject body, string field, JsonNode value)
    {
        var copy = body.DeepClone().AsObject();
        JsonNode at = copy;
        var steps = field.Split('.', '[').Select(s => s.TrimEnd(']')).ToArray();
        foreach (var step in steps.SkipLast(1))
            at = at is JsonArray list ? list[int.Parse(step, null)]! : at[step]!;
        if (at is JsonArray last)
            last[int.Parse(steps[^1], null)] = value;
        else
            at[steps[^1]] = value;
        return copy;
    }
}
