using System.Diagnostics.CodeAnalysis;

namespace UseIt.Templating.Evaluation;

/// <summary>A place where a name may have a value.</summary>
internal abstract class Scope
{
    public abstract bool TryGet(string name, out object? value);
}

/// <summary>An object made by a template, <c>{ … }</c>: its members in the order they were added.</summary>
internal sealed class TemplateObject : Scope
{
    private readonly Dictionary<string, object?> members = new(StringComparer.Ordinal);
    private HashSet<string>? readOnly;
    private bool frozen;

    public TemplateObject()
    {
    }

    public TemplateObject(IEnumerable<KeyValuePair<string, object?>> members)
    {
        foreach (var (name, value) in members)
            this.members[name] = value;
    }

    public object? this[string name]
    {
        get => members.GetValueOrDefault(name);
        set => members[name] = value;
    }

    public IReadOnlyDictionary<string, object?> Members => members;

    /// <summary>The variable of this name for this rendering only, where one is mutable inside a frozen object.</summary>
    public TemplateObject Copy() => new(members) { readOnly = readOnly };

    public TemplateObject Freeze()
    {
        frozen = true;
        return this;
    }

    public override bool TryGet(string name, [MaybeNullWhen(false)] out object? value) => members.TryGetValue(name, out value);

    public bool Contains(string name) => members.ContainsKey(name);

    public bool IsReadOnly(string name) => frozen || (readOnly is not null && readOnly.Contains(name));

    public void MakeReadOnly(string name) => (readOnly ??= new(StringComparer.Ordinal)).Add(name);
}

/// <summary>The variable of a running loop.</summary>
internal sealed class LoopScope(string name) : Scope
{
    public object? Value { get; set; }

    public override bool TryGet(string wanted, out object? value)
    {
        value = Value;
        return ReferenceEquals(wanted, name) || string.Equals(wanted, name, StringComparison.Ordinal);
    }
}
