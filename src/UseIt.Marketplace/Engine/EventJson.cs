using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The one JSON of everything stored: camelCase names, enums as strings, UTC instants with six decimals (so that text order is time order),
/// exact decimals.
/// </summary>
public static class EventJson
{
    /// <summary>The shared, read-only options.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>How a fact's headers are written.</summary>
    internal static JsonTypeInfo<IReadOnlyDictionary<string, string>> Headers { get; } =
        (JsonTypeInfo<IReadOnlyDictionary<string, string>>)Options.GetTypeInfo(typeof(IReadOnlyDictionary<string, string>));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectNullableAnnotations = true,
            MaxDepth = 32,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(), new InstantConverter() },
        };
        options.MakeReadOnly();
        return options;
    }

    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        private const string Format = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<byte> buffer = stackalloc byte[27];
            value.UtcDateTime.TryFormat(buffer, out var written, Format, CultureInfo.InvariantCulture);
            writer.WriteStringValue(buffer[..written]);
        }
    }
}
