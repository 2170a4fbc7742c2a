using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using NSwag;
using NSwag.CodeGeneration.CSharp;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>
/// The description of the API is one that others' tools take: the rules that `redocly lint` calls errors, each by its name there, and a
/// client that NSwag writes from it, which compiles and works.
/// </summary>
public sealed partial class ApiDescriptionTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task it_keeps_the_rules_that_redocly_calls_by_these_names()
    {
        var document = await DescribedAsync();
        var (wrong, ids, shapes) = (new List<string>(), new HashSet<string>(), new HashSet<string>());
        var schemes = document["components"]!["securitySchemes"]!.AsObject().Select(s => s.Key).ToHashSet();
        var tags = document["tags"]!
            .AsArray()
            .ToDictionary(t => t!["name"]!.GetValue<string>(), t => t!["description"]?.GetValue<string>());
        if (document["servers"] is not JsonArray { Count: > 0 })
            wrong.Add("no-empty-servers");
        foreach (var (path, operations) in document["paths"]!.AsObject())
        {
            if (!shapes.Add(Parameter().Replace(path, "{}")))
                wrong.Add($"no-identical-paths: {path}");
            if (path.Contains('?', StringComparison.Ordinal))
                wrong.Add($"path-not-include-query: {path}");
            var named = Parameter().Matches(path).Select(m => m.Groups[1].Value).ToHashSet();
            foreach (var (method, operation) in operations!.AsObject())
            {
                var what = $"{method} {path}";
                if (operation!["operationId"]?.GetValue<string>() is not { Length: > 0 } id || !ids.Add(id))
                    wrong.Add($"operation-operationId-unique: {what}");
                else if (!UrlSafe().IsMatch(id))
                    wrong.Add($"operation-operationId-url-safe: {what}");
                if (operation["summary"]?.GetValue<string>() is not { Length: > 0 })
                    wrong.Add($"operation-summary: {what}");
                var parameters = operation["parameters"]?.AsArray() ?? [];
                var described = parameters.Where(p => p!["in"]!.GetValue<string>() == "path").Select(p => p!["name"]!.GetValue<string>());
                if (!named.SetEquals(described))
                    wrong.Add($"path-parameters-defined: {what}");
                if (parameters.DistinctBy(p => $"{p!["in"]} {p["name"]}").Count() != parameters.Count)
                    wrong.Add($"operation-parameters-unique: {what}");
                if (operation["security"] is not JsonArray security || security.Any(s => s!.AsObject().Any(n => !schemes.Contains(n.Key))))
                    wrong.Add($"security-defined: {what}");
                var responses = operation["responses"]!.AsObject();
                if (!responses.Any(r => r.Key[0] == '2'))
                    wrong.Add($"operation-2xx-response: {what}");
                foreach (var (status, response) in responses.Where(r => r.Key[0] == '4'))
                    if (response!["content"]?["application/problem+json"] is null)
                        wrong.Add($"operation-4xx-problem-details-rfc7807: {what} {status}");
                if (!responses.Any(r => r.Key[0] == '4'))
                    wrong.Add($"operation-4xx-response: {what}");
                foreach (var tag in operation["tags"]?.AsArray() ?? [])
                    if (tags.GetValueOrDefault(tag!.GetValue<string>()) is not { Length: > 0 })
                        wrong.Add($"tag-description: {what}");
            }
        }
        Assert.True(ids.Count > 200, $"only {ids.Count} operations were found");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task it_says_which_operations_take_a_second_factor_and_which_need_nobody_signed_in()
    {
        var paths = (await DescribedAsync())["paths"]!;
        var publish = paths["/api/v1/tenders/{tenderId}/publication"]!["post"]!;
        Assert.Contains("Takes a second factor", publish["description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(publish["parameters"]!.AsArray(), p => p!["name"]!.GetValue<string>() == "Second-Factor");
        Assert.Single(publish["security"]!.AsArray());
        Assert.Empty(paths["/api/v1/tenders"]!["get"]!["security"]!.AsArray());
    }

    [Fact]
    public async Task a_client_that_is_generated_from_it_compiles_and_works()
    {
        var buyer = await app.BuyerAsync();
        var client = Compiled(await ClientAsync());
        using var http = await app.ClientAsync(buyer.Author.Id, buyer.Id);
        dynamic api = Activator.CreateInstance(client.GetType("Generated.Client")!, http)!;
        dynamic me = await api.MeAsync();
        Assert.Equal(buyer.Author.Id, (Guid)me.PersonId);
        Assert.Contains(Roles.Author, (IEnumerable<string>)me.Roles);
    }

    private async Task<JsonObject> DescribedAsync() => (await (await app.ClientAsync()).ReadAsync("/openapi/v1.json")).AsObject();

    // NSwag reads version 3.0 of OpenAPI; ours is written in 3.1, and the library of OpenAPI says the same in the other.
    private async Task<string> ClientAsync()
    {
        var read = await Microsoft.OpenApi.OpenApiDocument.LoadAsync(
            new MemoryStream(System.Text.Encoding.UTF8.GetBytes((await DescribedAsync()).ToJsonString())),
            "json",
            new OpenApiReaderSettings()
        );
        var older = await read.Document!.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0);
        var settings = new CSharpClientGeneratorSettings { ClassName = "Client", UseBaseUrl = false };
        settings.CSharpGeneratorSettings.Namespace = "Generated";
        settings.CSharpGeneratorSettings.JsonLibrary = NJsonSchema.CodeGeneration.CSharp.CSharpJsonLibrary.SystemTextJson;
        return new CSharpClientGenerator(await NSwag.OpenApiDocument.FromJsonAsync(older), settings).GenerateFile();
    }

    private static Assembly Compiled(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        using var image = new MemoryStream();
        var result = CSharpCompilation
            .Create(
                "Generated",
                [CSharpSyntaxTree.ParseText(source)],
                references,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            )
            .Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20)));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]+$")]
    private static partial Regex UrlSafe();
}
