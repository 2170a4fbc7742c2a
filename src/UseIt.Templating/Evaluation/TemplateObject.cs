using System.Collections;

namespace UseIt.Templating.Evaluation;

/// <summary>A place where a name may have a value.</summary>
internal abstract class Scope
{
    public abstract bool TryGet(string name, out object? value);
}

/// <summary>
/// An object made by a template, <c>{ … }</c>, with its members in the order they were added; or the model, whose members
/// are read as they are asked for and can be hidden by assignments but not changed.
/// </summary>
internal sealed class TemplateObject : Scope, IReadOnlyDictionary<string, object?>
{
    private readonly Dictionary<string, object?> members = new(StringComparer.Ordinal);
    private HashSet<string>? readOnly;
    private bool frozen;
    private (Rendering Rendering, object Source)? unread;

    public TemplateObject() { }

    public TemplateObject(IEnumerable<KeyValuePair<string, object?>> members)
    {
        foreach (var (name, value) in members)
            this.members[name] = value;
    }

    public TemplateObject(Rendering r, object source) => unread = (r, source);

    public object? this[string name]
    {
        get => TryGet(name, out var value) ? value : null;
        set => members[name] = value;
    }

    public TemplateObject Copy() => new(this) { readOnly = readOnly };

    public TemplateObject Freeze()
    {
        frozen = true;
        return this;
    }

    public override bool TryGet(string name, out object? value)
    {
        if (members.TryGetValue(name, out value))
            return true;
        if (unread is not var (r, source) || !Members.TryGet(r, source, name, out value))
            return false;
        members[name] = value;
        return true;
    }

    public bool IsReadOnly(string name) => frozen || (readOnly is not null && readOnly.Contains(name));

    public void MakeReadOnly(string name) => (readOnly ??= new(StringComparer.Ordinal)).Add(name);

    private Dictionary<string, object?> All()
    {
        if (unread is var (r, source))
        {
            unread = null;
            foreach (var (name, value) in Members.Of(r, source))
                members.TryAdd(name, value);
        }
        return members;
    }

    // As a dictionary it also goes to functions of the host.

    public IEnumerable<string> Keys => All().Keys;

    public IEnumerable<object?> Values => All().Values;

    public int Count => All().Count;

    public bool ContainsKey(string key) => TryGet(key, out _);

    bool IReadOnlyDictionary<string, object?>.TryGetValue(string key, out object? value) => TryGet(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => All().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
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
