using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>What comes from outside is read here, and refused here when it cannot be stored.</summary>
public static class Edge
{
    private const int BodyLimit = 1 << 20;

    /// <summary>Numbers, texts, lists and objects in one body; it costs more to read many small ones than a long text.</summary>
    public const int MostValues = 20_000;

    private const int Depth = 32;

    /// <summary>As what is stored, but strict: nothing may be missing unless it may be null, nothing unknown.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(EventJson.Options)
        {
            RespectRequiredConstructorParameters = true,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver
            {
                Modifiers =
                {
                    type =>
                    {
                        foreach (var property in type.Properties)
                            if (property.AssociatedParameter is { IsNullable: true })
                                property.IsRequired = false;
                    },
                },
            },
        };

    /// <exception cref="EdgeException">The body is too large, no JSON object, or holds text that cannot be stored.</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && !request.HasJsonContentType()))
            return [];
        if (!request.HasJsonContentType())
            throw new EdgeException("Content-Type", "Send the body as application/json.");
        if (request.ContentLength > BodyLimit)
            throw new EdgeException(null, "The body is larger than 1 MiB.");
        var sent = await BytesAsync(request.Body, cancel);
        try
        {
            Count(sent.Span);
            var node = JsonNode.Parse(
                sent.Span,
                documentOptions: new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false }
            );
            if (node is not JsonObject body)
                throw new EdgeException(null, "The body must be a JSON object.");
            Check(body, "");
            return body;
        }
        catch (InvalidOperationException)
        {
            // Even of its names.
            throw new EdgeException(null, "The name of a field contains half of a character (a lone surrogate).");
        }
        catch (JsonException e)
        {
            throw new EdgeException(
                null,
                $"The body is not valid JSON (line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1})."
            );
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(Stream body, CancellationToken cancel)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[16 << 10];
        while (await body.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            if (bytes.Length + read > BodyLimit)
                throw new EdgeException(null, "The body is larger than 1 MiB.");
            bytes.Write(buffer, 0, read);
        }
        ReadOnlyMemory<byte> all = bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
        return all.Span.StartsWith("\uFEFF"u8) ? all[3..] : all;
    }

    // Before anything is made of it: looking through a body costs next to nothing, a tree of half a million numbers does not.
    private static void Count(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Depth });
        string? field = null;
        var values = 0;
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName)
                field = reader.CurrentDepth == 1 ? reader.GetString() : field;
            else if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject) && ++values > MostValues)
                throw new EdgeException(field, $"The body holds more than {MostValues} values. Send less at once.");
    }

    /// <summary>Refuses text that PostgreSQL cannot hold: NUL and lone surrogates.</summary>
    public static void Check(string? text, string field)
    {
        if (text is null)
            return;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0')
                throw new EdgeException(field, $"{field} contains a NUL character. Remove it and send again.");
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                throw new EdgeException(field, $"{field} contains half of a character (a lone surrogate). Remove it and send again.");
            i++;
        }
    }

    /// <summary>Which field a JSON error is about, and what to do, without repeating the value.</summary>
    public static (string? Field, string Detail) Explain(JsonException e)
    {
        var path = e.Path is null or "$" ? null : e.Path.TrimStart('$').TrimStart('.');
        if (e.Message.Contains("missing required properties", StringComparison.Ordinal))
        {
            var names = e.Message[(e.Message.IndexOf(':', StringComparison.Ordinal) + 1)..]
                .Replace("'", "", StringComparison.Ordinal)
                .Trim()
                .TrimEnd('.');
            return (names.Split(',')[0].Trim(), $"Missing: {names}.");
        }
        if (e.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return (path, $"{path} is not a field here. Remove it or correct its name.");
        return (path, path is null ? "The body does not have the expected form." : $"{path} does not have the expected form.");
    }

    // Half a character written as an escape, or bytes that are no UTF-8: the reader of JSON lets them through and fails at the text.
    private static string TextOf(JsonValue value, string field)
    {
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            throw new EdgeException(field, $"{field} contains half of a character (a lone surrogate). Remove it and send again.");
        }
    }

    private static void Check(JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (name, value) in o)
                {
                    var field = path.Length == 0 ? name : $"{path}.{name}";
                    Check(name, field);
                    Check(value, field);
                }
                break;
            case JsonArray a:
                for (var i = 0; i < a.Count; i++)
                    Check(a[i], $"{path}[{i}]");
                break;
            case JsonValue v when v.GetValueKind() == JsonValueKind.String:
                Check(TextOf(v, path), path);
                break;
        }
    }
}

/// <summary>Something from outside that cannot be taken in; the message names the field and what to do.</summary>
public sealed class EdgeException(string? field, string message) : Exception(message)
{
    public string? Field { get; } = field;
}
