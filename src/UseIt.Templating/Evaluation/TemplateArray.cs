using System.Collections;

namespace UseIt.Templating.Evaluation;

/// <summary>An array made by a template. It may also carry named members.</summary>
internal sealed class TemplateArray : IReadOnlyList<object?>
{
    public TemplateArray(int capacity = 0) => Items = new List<object?>(capacity);

    public TemplateArray(IEnumerable<object?> items) => Items = [.. items];

    public List<object?> Items { get; }

    public TemplateObject? Named { get; set; }

    public int Count => Items.Count;

    public object? this[int index] => Items[index];

    public IEnumerator<object?> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The integers of <c>first..last</c>, counting down when the first is the greater.</summary>
internal sealed class IntegerRange(long first, long last, int count) : IReadOnlyList<object?>
{
    public int Count => count;

    public object? this[int index] => Parsing.Integers.Narrow(first <= last ? first + index : first - index);

    public IEnumerator<object?> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
