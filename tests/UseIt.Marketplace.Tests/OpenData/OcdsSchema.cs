using System.Text.Json.Nodes;

namespace UseIt.Marketplace.Tests.OpenData;

/// <summary>The official schemas of OCDS 1.1.5 (JSON Schema draft 4).</summary>
internal sealed class OcdsSchema
{
    private readonly JsonObject release = JsonSchemas.Load("ocds/ocds_1.1.5_release-schema.json");
    private readonly JsonObject releasePackage = JsonSchemas.Load("ocds/ocds_1.1.5_release-package-schema.json");
    private readonly JsonObject recordPackage = JsonSchemas.Load("ocds/ocds_1.1.5_record-package-schema.json");

    /// <summary>What is wrong with a release package or record package; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems(JsonObject package)
    {
        var problems = new List<string>();
        var list = package.ContainsKey("records") ? "records" : "releases";
        var envelope = (list == "records" ? recordPackage : releasePackage).DeepClone().AsObject();
        envelope["properties"]![list] = new JsonObject { ["type"] = "array", ["minItems"] = 1 };
        JsonSchemas.Check(package, envelope, envelope, "", problems);
        foreach (
            var r in package[list]!
                .AsArray()
                .SelectMany(x => list == "releases" ? [x!] : x!["releases"]!.AsArray().Append(x["compiledRelease"]).Select(y => y!))
        )
            JsonSchemas.Check(r, release, release, $"/{list}", problems);
        return problems;
    }
}
