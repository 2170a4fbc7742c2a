using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// The profiles for procurements that start from one day to another, read from <c>regimes.json</c>. A change of law adds a set; none is
/// edited.
/// </summary>
internal sealed record RuleSet(DateOnly From, DateOnly To, IReadOnlyList<RegimeProfile> Profiles)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly IReadOnlyList<RuleSet> All = Load();

    public static RuleSet? On(DateOnly day) => All.SingleOrDefault(rules => rules.From <= day && day <= rules.To);

    private static List<RuleSet> Load()
    {
        using Stream file =
            typeof(RuleSet).Assembly.GetManifestResourceStream("regimes.json")
            ?? throw new InvalidOperationException("The rule sets are not part of this build.");
        return [.. JsonSerializer.Deserialize<List<Written>>(file, Json)!.Select(rules => rules.Read())];
    }

    /// <summary>In the file a profile names a table of limits, so that each amount is written once.</summary>
    private sealed record Written(
        DateOnly From,
        DateOnly To,
        IReadOnlyDictionary<string, IReadOnlyList<Threshold>> Thresholds,
        IReadOnlyList<JsonObject> Profiles
    )
    {
        public RuleSet Read() => new(From, To, [.. Profiles.Select(Profile)]);

        private RegimeProfile Profile(JsonObject profile)
        {
            IReadOnlyList<Threshold> atLeast = Table(profile, "atLeast");
            IReadOnlyList<Threshold> below = Table(profile, "below");
            return profile.Deserialize<RegimeProfile>(Json)! with { RuleSet = From, AtLeast = atLeast, Below = below };
        }

        private IReadOnlyList<Threshold> Table(JsonObject profile, string limit) =>
            profile.Remove(limit, out JsonNode? name) ? Thresholds[name!.GetValue<string>()] : [];
    }
}
