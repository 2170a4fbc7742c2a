using System.Text.Json.Nodes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.OpenData;

/// <summary>
/// The open data of the marketplace over HTTP: a feed in the order of the log that never skips, single releases, records, and our
/// extension's definition.
/// </summary>
public static class ReleaseFeed
{
    private const int Most = 1000;
    private const string Beginning = "0";
    private const string Prefix = "docs/extensions/commitments/";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/ocds/v1/releases", ListAsync).AllowedTo(AllowedTo.Anyone).WithName("ReadReleases").WithTags("OpenData");
        routes.MapGet("/ocds/v1/releases/{id:guid}", OneAsync).AllowedTo(AllowedTo.Anyone).WithName("ReadRelease").WithTags("OpenData");
        routes.MapGet("/ocds/v1/records/{ocid}", RecordAsync).AllowedTo(AllowedTo.Anyone).WithName("ReadRecord").WithTags("OpenData");
        routes
            .MapGet("/ocds/extensions/commitments/{file}", Extension)
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ReadCommitmentsExtension")
            .WithTags("OpenData");
    }

    /// <summary>The files that define our extension, by name.</summary>
    public static IReadOnlyDictionary<string, string> ExtensionFiles { get; } =
        typeof(ReleaseFeed)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(
                n => n[Prefix.Length..],
                n =>
                {
                    using var reader = new StreamReader(typeof(ReleaseFeed).Assembly.GetManifestResourceStream(n)!);
                    return reader.ReadToEnd();
                },
                StringComparer.Ordinal
            );

    private static async Task<IResult> ListAsync(
        HttpContext http,
        ReleasePackages packages,
        Releases view,
        ReadYourWrite readYourWrite,
        StoreKind store,
        PositionTokens tokens,
        string? after,
        int? limit
    )
    {
        if ((after is null or Beginning ? 0 : tokens.Read(after)) is not { } position)
            return Problems.Malformed("after", "after must be as links.next of an earlier answer has it. Leave it out to begin again.");
        if (limit is < 1 or > Most)
            return Problems.Malformed("limit", $"limit must be between 1 and {Most}.");
        await readYourWrite.WaitAsync(http, view);
        var cancel = http.RequestAborted;
        var found = await packages.AfterAsync(position, limit ?? 100, cancel);
        var next = found.Count > 0 ? tokens.Of(found[^1].Position) : after ?? Beginning;
        var package = await PackageAsync(
            http,
            store,
            $"/ocds/v1/releases?after={after ?? Beginning}&limit={limit ?? 100}",
            found,
            "releases",
            ReleaseText.List(found.Select(r => r.Json))
        );
        package["links"] = new JsonObject { ["next"] = $"{Base(http)}/ocds/v1/releases?after={next}&limit={limit ?? 100}" };
        return Json(package);
    }

    private static async Task<IResult> OneAsync(
        Guid id,
        HttpContext http,
        ReleasePackages packages,
        Releases view,
        ReadYourWrite readYourWrite,
        StoreKind store
    )
    {
        await readYourWrite.WaitAsync(http, view);
        return await packages.ByIdAsync(id, http.RequestAborted) is { } found
            ? Json(await PackageAsync(http, store, $"/ocds/v1/releases/{id}", [found], "releases", new JsonArray(found.Json)))
            : Problems.NotFound();
    }

    private static async Task<IResult> RecordAsync(
        string ocid,
        HttpContext http,
        ReleasePackages packages,
        Releases view,
        ReadYourWrite readYourWrite,
        StoreKind store
    )
    {
        await readYourWrite.WaitAsync(http, view);
        var process = await packages.OfAsync(ocid, http.RequestAborted);
        return process.Count == 0
            ? Problems.NotFound()
            : Json(
                await PackageAsync(
                    http,
                    store,
                    $"/ocds/v1/records/{Uri.EscapeDataString(ocid)}",
                    process,
                    "records",
                    new JsonArray(ReleasePackages.Record(process))
                )
            );
    }

    private static IResult Extension(string file) =>
        ExtensionFiles.TryGetValue(file, out var text)
            ? Results.Text(text, file.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "text/plain")
            : Problems.NotFound();

    private static async Task<JsonObject> PackageAsync(
        HttpContext http,
        StoreKind store,
        string path,
        IReadOnlyList<PublishedRelease> found,
        string name,
        JsonArray content
    )
    {
        var published = found.Count > 0 ? found[^1].Json["date"]!.GetValue<string>() : ReleaseText.Text(DateTimeOffset.UnixEpoch);
        return ReleasePackages.Around(
            Base(http) + path,
            published,
            (await store.MarkAsync(http.RequestAborted)).IsDemo,
            $"{Base(http)}/ocds/extensions/commitments/extension.json",
            name,
            content
        );
    }

    // Never what the caller calls us: packages are passed on.
    private static string Base(HttpContext http) => http.RequestServices.GetRequiredService<Settings>().Address;

    private static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(ReleasePackages.Json), "application/json");
}
