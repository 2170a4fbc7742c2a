using System.Text.Json.Nodes;
using Npgsql;
using UseIt.Marketplace.Story;

namespace UseIt.Marketplace.Tests.House;

/// <summary>Ids of what the log tells of, by the names its facts give them; those that belong together are taken together.</summary>
internal sealed class KnownIds
{
    private static readonly Guid[] Foremost = [Cast.Grounds.Id, Cast.Hospital.Id];

    private readonly List<(string Context, Dictionary<string, Guid> Ids)> facts = [];

    /// <summary>One id of each kind of stream.</summary>
    public IReadOnlyDictionary<string, Guid> Kinds { get; private set; } = new Dictionary<string, Guid>();

    public static async Task<KnownIds> OfAsync(NpgsqlDataSource database)
    {
        var known = new KnownIds();
        await using (var read = database.CreateCommand("select data::text, mt_dotnet_type from events.mt_events order by seq_id"))
        await using (var reader = await read.ExecuteReaderAsync())
            while (await reader.ReadAsync())
            {
                var fact = new Dictionary<string, Guid>(StringComparer.Ordinal);
                Collect(JsonNode.Parse(reader.GetString(0)), "", fact);
                known.facts.Add((ContextOf(reader.GetString(1)), fact));
            }
        await using var kinds = database.CreateCommand(
            "select distinct on (type) type, id from events.mt_streams where type is not null order by type, id"
        );
        await using var streams = await kinds.ExecuteReaderAsync();
        var one = new SortedDictionary<string, Guid>(StringComparer.Ordinal);
        while (await streams.ReadAsync())
            one[streams.GetString(0)] = streams.GetGuid(1);
        known.Kinds = one;
        return known;
    }

    /// <summary>
    /// An id for each name: from the fact that has most of them, is of what is asked and tells of the story's foremost, else from another,
    /// else one that nothing bears.
    /// </summary>
    /// <param name="names">What is asked for.</param>
    /// <param name="context">Where it is asked: an item of the library is not one of a bid-ready file.</param>
    public Dictionary<string, Guid> Of(IReadOnlyCollection<string> names, string? context)
    {
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        if (facts.Count > 0 && facts.MaxBy(Worth).Ids is var fact)
            foreach (var name in names.Where(fact.ContainsKey))
                ids[name] = fact[name];
        foreach (var name in names)
            if (!ids.ContainsKey(name))
                ids[name] = facts.Select(f => f.Ids).FirstOrDefault(f => f.ContainsKey(name))?[name] ?? Guid.CreateVersion7();
        return ids;

        int Worth((string Context, Dictionary<string, Guid> Ids) f) =>
            20 * names.Count(f.Ids.ContainsKey) + 2 * Foremost.Count(f.Ids.ContainsValue) + (f.Context == context ? 3 : 0);
    }

    // UseIt.Marketplace.Tenders.TenderPublished, UseIt.Marketplace is of Tenders.
    public static string ContextOf(string type) => type.Split('.', ',') is [_, _, var context, ..] ? context : "";

    private static void Collect(JsonNode? node, string name, Dictionary<string, Guid> into)
    {
        if (node is JsonObject o)
            foreach (var (key, value) in o)
                Collect(value, key, into);
        else if (node is JsonArray list)
            foreach (var entry in list)
                Collect(entry, name, into);
        else if (node is JsonValue value && value.TryGetValue<string>(out var text) && Guid.TryParse(text, out var id))
            into.TryAdd(name.EndsWith("Id", StringComparison.Ordinal) ? name : name + "Id", id);
    }
}
