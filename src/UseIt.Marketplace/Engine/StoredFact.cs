using System.Data.Common;
using System.Text.Json;
using JasperFx.Events;

namespace UseIt.Marketplace.Engine;

/// <summary>A fact as its row holds it, not yet taken for anything.</summary>
public sealed record StoredFact(
    Guid Id,
    Guid Stream,
    long Version,
    string Type,
    DateTimeOffset At,
    string? By,
    string? Correlation,
    string? Causation,
    IReadOnlyDictionary<string, string> Headers,
    JsonElement Data
)
{
    public const string CodeHeader = "code";

    /// <summary>What <see cref="Read"/> reads, in its order.</summary>
    public const string Columns = "id, stream_id, version, type, timestamp, user_name, correlation_id, causation_id, headers, data";

    /// <summary>The code it bears, if any; see <see cref="FactCodes"/>.</summary>
    public string? Code => Headers.GetValueOrDefault(CodeHeader);

    internal static StoredFact Of(IEvent e, Guid stream, long version) =>
        new(
            e.Id,
            stream,
            version,
            e.EventTypeName,
            e.Timestamp,
            e.UserName,
            e.CorrelationId,
            e.CausationId,
            (e.Headers ?? []).ToDictionary(h => h.Key, h => h.Value.ToString()!),
            JsonSerializer.SerializeToElement(e.Data, e.EventType, EventJson.Options)
        );

    internal static StoredFact Read(DbDataReader reader)
    {
        return new StoredFact(
            reader.GetGuid(0),
            reader.GetGuid(1),
            reader.GetInt64(2),
            reader.GetString(3),
            reader.GetFieldValue<DateTimeOffset>(4),
            Text(5),
            Text(6),
            Text(7),
            reader.IsDBNull(8)
                ? new Dictionary<string, string>()
                : JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetFieldValue<byte[]>(8), EventJson.Options)!,
            JsonSerializer.Deserialize<JsonElement>(reader.GetFieldValue<byte[]>(9), EventJson.Options)
        );

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Everything but the code, in the one way of writing that does not depend on how a database gives it back.</summary>
    internal byte[] ToBytes() =>
        CanonicalJson.Of(
            JsonSerializer.SerializeToElement(
                new
                {
                    Id,
                    Stream,
                    Version,
                    Type,
                    At,
                    By,
                    Correlation,
                    Causation,
                    Headers = Headers.Where(h => h.Key != CodeHeader).ToDictionary(),
                    Data,
                },
                EventJson.Options
            )
        );
}
