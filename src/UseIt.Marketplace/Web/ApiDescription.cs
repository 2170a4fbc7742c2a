using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.OpenApi;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>
/// What the framework cannot know of our operations when it describes them (OpenAPI): what stands in the address, who may, what a refusal
/// looks like, and how a caller says who they are.
/// </summary>
public static class ApiDescription
{
    private const string Bearer = "bearer";
    private const string Problem = "Problem";

    // What a caller can do wrong, and what is answered then; each a problem document (RFC 9457).
    private static readonly (int Status, string Says, bool OnlyChanges, bool OnlySignedIn)[] Wrong =
    [
        (400, "The request cannot be read: the field and what to do are named", false, false),
        (401, "Nobody is signed in, or a second factor is needed first (WWW-Authenticate says which)", false, true),
        (403, "Not with these roles, or not with a token that is for reading alone", false, true),
        (404, "Not there, or not for this caller: the two look the same", false, false),
        (409, "Somebody else was first, or the same request is still being worked on", true, false),
        (422, "A rule is broken: code, field and sentence of each are in errors", true, false),
        (429, "Too many requests; Retry-After says when to come again", false, false),
    ];

    public static void Add(OpenApiOptions options) =>
        options
            .AddSchemaTransformer(ServerMadeAttribute.LeaveOut)
            .AddSchemaTransformer(AsTokenAttribute.Describe)
            .AddOperationTransformer(DescribeAsync)
            .AddDocumentTransformer(IntroduceAsync);

    private static Task IntroduceAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        var settings = context.ApplicationServices.GetRequiredService<Settings>();
        document.Info = new OpenApiInfo
        {
            Title = Site.Name,
            Version = "v1",
            Description =
                "Everything that people do on the pages, for programs. Commands take an `Idempotency-Key` and, where a version was seen, `If-Match`; what they answer holds a `Consistency-Token` that lets the next question see the change.",
        };
        document.Servers = [new OpenApiServer { Url = settings.Address }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description =
                    "A person's token (JWT) from the identity provider, or a key of an organisation's program (`useit_…`). "
                    + $"A token whose scope holds `{TokenScope.Read}` and not `{TokenScope.Write}` reads alone: whatever changes something answers 403 `insufficient-scope`. "
                    + "One that holds neither does what its person may",
            },
        };
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas[Problem] = ProblemSchema();
        document.Tags = document
            .Paths.Values.SelectMany(p => p.Operations?.Values.AsEnumerable() ?? [])
            .SelectMany(o => o.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(t => t.Name)
            .OfType<string>()
            .Distinct()
            .Order(StringComparer.Ordinal)
            .Select(name => new OpenApiTag { Name = name, Description = Spoken(name) })
            .ToHashSet();
        return Task.CompletedTask;
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var allowed = metadata.OfType<AllowedTo>().LastOrDefault();
        var command = metadata.OfType<IAcceptsMetadata>().Select(a => a.RequestType).FirstOrDefault(typeof(ICommand).IsAssignableFrom);
        operation.OperationId ??= $"{context.Description.HttpMethod}{Named(context.Description.RelativePath ?? "")}";
        operation.Summary ??= Spoken(operation.OperationId);
        operation.Description ??=
            $"For {allowed?.Who ?? "nobody"}." + (command is not null && StepUp.Asks(command) ? " Takes a second factor." : "");
        Place(operation, context.Description.RelativePath ?? "", command);
        operation.Security = allowed is { SignedIn: true }
            ? [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }]
            : [];
        operation.Responses ??= [];
        foreach (var (status, says, onlyChanges, onlySignedIn) in Wrong)
            if ((!onlyChanges || command is not null) && (!onlySignedIn || allowed is { SignedIn: true }))
                operation.Responses.TryAdd($"{status}", Refusal(status, says, context.Document));
        return Task.CompletedTask;
    }

    // A command's address is read into its fields, so the framework sees no parameter there.
    private static void Place(OpenApiOperation operation, string path, Type? command)
    {
        operation.Parameters ??= [];
        foreach (var name in RoutePatternFactory.Parse(path).Parameters.Select(p => p.Name))
        {
            if (operation.Parameters.Any(p => p.In == ParameterLocation.Path && p.Name == name))
                continue;
            var isId = name.EndsWith("Id", StringComparison.Ordinal);
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Path,
                    Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = isId ? "uuid" : null },
                    Example = isId ? JsonValue.Create("0198f2c4-5f3a-7c1e-9b7d-3a2f1c0d9e8b") : null,
                }
            );
        }
        if (command is null)
            return;
        Header(CommandEndpoints.IdempotencyKey, "The same key and request again are answered as the first time", "a-key-of-yours-1");
        Header("If-Match", "The version that was seen; another by now is a conflict", "\"7\"");
        if (StepUp.Asks(command))
            Header(CommandEndpoints.SecondFactor, "A code of the person's authenticator app, or a recovery code", "123456");

        void Header(string name, string says, string example) =>
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Header,
                    Description = says,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    Example = JsonValue.Create(example),
                }
            );
    }

    private static OpenApiResponse Refusal(int status, string says, OpenApiDocument? document) =>
        new()
        {
            Description = says,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new()
                {
                    Schema = new OpenApiSchemaReference(Problem, document),
                    Example = new JsonObject
                    {
                        ["type"] = status == 404 ? "urn:useit:problem:not-found" : $"urn:useit:problem:{status}",
                        ["title"] = says.Split([':', ',', ';', '('])[0].Trim(),
                        ["status"] = status,
                    },
                },
            },
        };

    private static OpenApiSchema ProblemSchema() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "A problem document (RFC 9457)",
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = Text("What kind of problem it is, as urn:useit:problem:CODE"),
                ["title"] = Text("The kind in a few words"),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32" },
                ["detail"] = Text("What to do"),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                        {
                            ["code"] = Text("The rule, by a name that stays"),
                            ["field"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
                            ["detail"] = Text("The rule in a sentence"),
                        },
                    },
                },
            },
            Required = new HashSet<string>(["type", "title", "status"]),
        };

    private static OpenApiSchema Text(string says) => new() { Type = JsonSchemaType.String, Description = says };

    private static string Named(string path) =>
        string.Concat(
            path.Split(['/', '{', '}', ':', '-', '.', '*'], StringSplitOptions.RemoveEmptyEntries)
                .Where(part => part is not ("api" or "v1" or "guid"))
                .Select(part => char.ToUpperInvariant(part[0]) + part[1..])
        );

    // PublishTender is said "Publish tender".
    private static string Spoken(string name)
    {
        var words = new StringBuilder();
        foreach (var c in name)
            words.Append(char.IsUpper(c) && words.Length > 0 ? $" {char.ToLowerInvariant(c)}" : $"{c}");
        return words.ToString();
    }
}
