using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.OpenData;

/// <summary>Reads our releases and puts them into packages and records.</summary>
public sealed class ReleasePackages(NpgsqlDataSource database, string table)
{
    public const string Publisher = "USE-IT! Marketplace";
    public const string Licence = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";

    /// <summary>Where our own extension is found when no public address is known.</summary>
    public const string CommitmentsUrn = "urn:useit:extension:commitments";

    private static readonly string[] Extensions =
    [
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json",
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_bid_extension/v1.1.5/extension.json",
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_enquiry_extension/v1.1.5/extension.json",
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_location_extension/master/extension.json",
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_requirements_extension/master/extension.json",
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_awardCriteria_extension/master/extension.json",
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_otherRequirements_extension/master/extension.json",
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_suitability_extension/master/extension.json",
        "https://raw.githubusercontent.com/open-contracting-extensions/ocds_pagination_extension/master/extension.json",
        "https://raw.githubusercontent.com/cabinetoffice/ocds_uk_extension/main/extension.json",
    ];

    /// <summary>For files and answers: readable text, no escapes it does not need.</summary>
    public static JsonSerializerOptions Json { get; } =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    /// <summary>Releases after a position, in the order of the log; never one that could still be preceded.</summary>
    public async Task<IReadOnlyList<PublishedRelease>> AfterAsync(long position, int limit, CancellationToken cancel) =>
        await ReadAsync($"select data -> 'release' from {table} where position > $1 order by position limit $2", cancel, position, limit);

    public async Task<PublishedRelease?> ByIdAsync(Guid id, CancellationToken cancel) =>
        (await ReadAsync($"select data -> 'release' from {table} where key = $1 and position is not null", cancel, id)) is [var found]
            ? found
            : null;

    public async Task<IReadOnlyList<PublishedRelease>> OfAsync(string ocid, CancellationToken cancel) =>
        await ReadAsync($"select data -> 'release' from {table} where ocid = $1 and position is not null order by position", cancel, ocid);

    /// <summary>The ocids of our processes, in order.</summary>
    public async Task<IReadOnlyList<string>> OcidsAsync(string after, int limit, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"select distinct ocid from {table} where ocid > $1 and position is not null order by ocid limit $2"
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var ocids = new List<string>();
        while (await reader.ReadAsync(cancel))
            ocids.Add(reader.GetString(0));
        return ocids;
    }

    public static JsonObject Record(IReadOnlyList<PublishedRelease> process)
    {
        // Merging follows the dates; facts of two streams may stand in the log the other way round.
        var ordered = process.Select(r => r.Json).OrderBy(r => r["date"]!.GetValue<string>(), StringComparer.Ordinal).ToArray();
        return new JsonObject
        {
            ["ocid"] = process[0].Ocid,
            ["releases"] = ReleaseText.List(ordered.Select(r => r.DeepClone().AsObject())),
            ["compiledRelease"] = OcdsMerge.Compile(ordered),
        };
    }

    /// <summary>What stands around releases or records; on a demonstration it says so.</summary>
    public static JsonObject Around(string uri, string published, bool demo, string commitments, string name, JsonArray content)
    {
        var package = new JsonObject
        {
            ["uri"] = uri,
            ["version"] = "1.1",
            ["extensions"] = new JsonArray([.. Extensions.Append(commitments).Select(e => (JsonNode)e)]),
            ["publishedDate"] = published,
            ["publisher"] = new JsonObject { ["name"] = demo ? $"{Publisher} (demonstration: everything here is invented)" : Publisher },
            ["license"] = Licence,
        };
        if (demo)
            package["x_demo"] = true;
        package[name] = content;
        return package;
    }

    private async Task<IReadOnlyList<PublishedRelease>> ReadAsync(string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<PublishedRelease>();
        while (await reader.ReadAsync(cancel))
            found.Add(JsonSerializer.Deserialize<PublishedRelease>(reader.GetFieldValue<byte[]>(0), EventJson.Options)!);
        return found;
    }
}
