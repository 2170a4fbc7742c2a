using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.House;

/// <summary>Every text and every list of everything that can be sent has a limit, whoever adds the next.</summary>
public sealed class TextsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Mark = "§";
    private const decimal Number = 17.25m;

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
                        && problem.Fields.Contains(field.Replace($".{Mark}", "[0].value", StringComparison.Ordinal)),
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
            var inPath = endpoint.RoutePattern.Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var body = JsonSerializer.SerializeToNode(Made(type), type, EventJson.Options)!.AsObject();
            foreach (var property in type.GetProperties())
                if (
                    property.IsDefined(typeof(ServerMadeAttribute))
                    || property.IsDefined(typeof(AsTokenAttribute))
                    || !property.CanWrite
                    || inPath.Contains(property.Name)
                )
                    body.Remove(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
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
            JsonValue v when v.TryGetValue<string>(out var text) && text == Mark => [path],
            JsonValue v when v.TryGetValue<decimal>(out var number) && number == Number => [path],
            _ => [],
        };

    private static IEnumerable<(string Field, JsonNode Entry)> Lists(JsonNode? node, string path) =>
        node switch
        {
            JsonObject o => o.SelectMany(p => Lists(p.Value, path.Length == 0 ? p.Key : $"{path}.{p.Key}")),
            JsonArray { Count: > 0 } a => [(path, a[0]!), .. a.SelectMany((e, n) => Lists(e, $"{path}[{n}]"))],
            _ => [],
        };

    private static bool IsNumber(JsonObject body, string field) => JsonNode.DeepEquals(With(body, field, JsonValue.Create(Number)), body);

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

    // Something of the type that can be sent, with a mark wherever somebody can write.
    private static object? Made(Type type)
    {
        if (type == typeof(string))
            return Mark;
        if (type == typeof(decimal))
            return Number;
        if (type == typeof(Money))
            return new Money(Number);
        if (type == typeof(Guid))
            return Guid.CreateVersion7();
        if (type == typeof(Uri))
            return new Uri("https://example.org");
        if (Nullable.GetUnderlyingType(type) is { } some)
            return Made(some);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(0);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = Array.CreateInstance(type.GetGenericArguments()[0], 1);
            list.SetValue(Made(type.GetGenericArguments()[0]), 0);
            return list;
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var map = (System.Collections.IDictionary)
                Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!;
            map.Add(Made(type.GetGenericArguments()[0])!, Made(type.GetGenericArguments()[1]));
            return map;
        }
        if (type.IsValueType || type.Assembly != typeof(Texts).Assembly)
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Made(p.ParameterType))]);
    }
}
