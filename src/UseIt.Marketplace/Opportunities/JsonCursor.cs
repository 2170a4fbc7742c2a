using System.Text.Json;

namespace UseIt.Marketplace.Opportunities;

/// <summary>Walks through a JSON file of any size, token by token or value by value, holding no more than the value at hand.</summary>
public sealed class JsonCursor(Stream stream) : IDisposable
{
    private const int LargestValue = 64 << 20;

    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private bool ended;
    private bool begun;
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = 64 });

    /// <summary>The line, from 1, where the next token or value is looked for.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The line where the last value began.</summary>
    public long ValueLine { get; private set; } = 1;

    public JsonTokenType Token { get; private set; }
    public int Depth { get; private set; }
    public string? Name { get; private set; }

    /// <summary>Goes to the next token; false at the end of the file.</summary>
    public bool Read()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), ended, state);
            if (reader.Read())
            {
                (Token, Depth) = (reader.TokenType, reader.CurrentDepth);
                if (Token == JsonTokenType.PropertyName)
                    Name = reader.GetString();
                Take(ref reader);
                return true;
            }
            if (ended)
                return false;
            Fill();
        }
    }

    /// <summary>Reads the whole value that comes next: a property's value, or an element of a list; null at the list's end.</summary>
    public JsonElement? Value()
    {
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(start, end - start), ended, state);
            if (reader.Read())
            {
                ValueLine = Line + buffer.AsSpan(start, (int)reader.TokenStartIndex).Count((byte)'\n');
                if (reader.TokenType == JsonTokenType.EndArray)
                {
                    Take(ref reader);
                    return null;
                }
                if (JsonDocument.TryParseValue(ref reader, out var document))
                {
                    using (document)
                    {
                        var value = document.RootElement.Clone();
                        Take(ref reader);
                        return value;
                    }
                }
            }
            if (ended)
                throw new JsonException("The file ends in the middle of a value.");
            Fill();
        }
    }

    public void Dispose() => stream.Dispose();

    private void Take(ref Utf8JsonReader reader)
    {
        var consumed = (int)reader.BytesConsumed;
        Line += buffer.AsSpan(start, consumed).Count((byte)'\n');
        start += consumed;
        state = reader.CurrentState;
    }

    private void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length)
        {
            if (buffer.Length >= LargestValue)
                throw new JsonException("One value is larger than 64 MiB.");
            Array.Resize(ref buffer, buffer.Length * 2);
        }
        var read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        if (Line == 1 && start == 0 && buffer.AsSpan(0, end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) && !begun)
            start = 3;
        begun = true;
        ended = read == 0;
    }
}
