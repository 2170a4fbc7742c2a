using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UseIt.Marketplace.Reports;

/// <summary>Where a report cuts the log, as a token; reports that were frozen earlier have the number.</summary>
internal sealed class DataCutJson : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt64().ToString(CultureInfo.InvariantCulture) : reader.GetString()!;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
