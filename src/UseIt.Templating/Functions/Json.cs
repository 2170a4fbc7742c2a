using System.Globalization;
using System.Text.Json;
using UseIt.Templating.Evaluation;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Functions;

/// <summary>JSON to and from values. Numbers are read as exact decimals.</summary>
internal static class Json
{
    private const int MaximumDepth = 20;

    public static object? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement);
    }

    public static object? Read(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new TemplateObject(element.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Read(p.Value)))),
            JsonValueKind.Array => new TemplateArray(element.EnumerateArray().Select(Read)),
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.TryGetDecimal(out var exact) ? exact : element.GetDouble(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    public static string Write(Rendering r, Node where, object? value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            Write(r, where, writer, value, 0);
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    private static void Write(Rendering r, Node where, Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > MaximumDepth)
            throw r.Error(where.Span, "Structure is too deeply nested or contains reference loops.");
        r.Charge(1, where);
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case Function:
                throw r.Error(where.Span, "Can not serialize functions to JSON. (Parameter 'value')");
            case DateTime date:
                writer.WriteStringValue(date);
                break;
            case DateTimeOffset instant:
                writer.WriteStringValue(instant);
                break;
            case DateOnly day:
                writer.WriteStringValue(day.ToString("O", CultureInfo.InvariantCulture));
                break;
            case double or float when !double.IsFinite(Numbers.ToDouble(value)):
                throw r.Error(where.Span, "Infinity and NaN are not numbers in JSON.");
            case not null when Numbers.Is(value):
                writer.WriteRawValue(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
            case not null when Sequences.IsList(value):
                writer.WriteStartArray();
                foreach (var item in Sequences.Of(r, where, value))
                    Write(r, where, writer, item, depth + 1);
                writer.WriteEndArray();
                break;
            case not null when Members.IsObject(value) && value is not IFormattable:
                writer.WriteStartObject();
                foreach (var (name, member) in Members.Of(r, value))
                {
                    writer.WritePropertyName(name);
                    Write(r, where, writer, member, depth + 1);
                }
                writer.WriteEndObject();
                break;
            default:
                writer.WriteStringValue(r.Text(value));
                break;
        }
    }
}
