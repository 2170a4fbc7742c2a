using UseIt.Templating.Parsing;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Evaluation;

/// <summary>What belongs to one call of a function or one include page.</summary>
internal sealed class Frame
{
    /// <summary><c>$</c></summary>
    public TemplateArray? Arguments { get; init; }

    /// <summary>Parameters of a function declared with them, and what it assigns; null elsewhere.</summary>
    public TemplateObject? Parameters { get; init; }

    /// <summary>The parameters and running loops of such a function, which functions it calls do not see.</summary>
    public List<Scope>? Own { get; init; }

    /// <summary>Variables that start with <c>$</c>.</summary>
    public Dictionary<string, object?>? Locals { get; set; }

    public HashSet<string>? ReadOnlyLocals { get; set; }

    /// <summary><c>$$</c></summary>
    public Statement? Block { get; init; }
}

/// <summary>
/// Where names are looked up: first in the function being run, then from the innermost loop or object outwards to the
/// model and last the built-in objects. Assignments go to the current object, unless a function has the name for itself.
/// </summary>
internal sealed class Scopes(TemplateObject builtins, TemplateObject model)
{
    public List<Scope> Globals { get; } = [model];

    public Frame Frame { get; set; } = new();

    /// <summary><c>this</c></summary>
    public TemplateObject Current
    {
        get
        {
            for (var i = Globals.Count - 1; ; i--)
            {
                if (Globals[i] is TemplateObject current)
                    return current;
            }
        }
    }

    public object? Get(string name)
    {
        if (Frame.Own is { } own && TryGet(own, name, out var value))
            return value;
        if (TryGet(Globals, name, out value))
            return value;
        builtins.TryGet(name, out value);
        return value;
    }

    private static bool TryGet(List<Scope> scopes, string name, out object? value)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].TryGet(name, out value))
                return true;
        }
        value = null;
        return false;
    }

    public void Set(Rendering r, Span span, string name, object? value)
    {
        var target =
            Frame.Parameters is { } parameters
            && (parameters.ContainsKey(name) || !Globals.Exists(s => s is TemplateObject o && o.ContainsKey(name)))
                ? parameters
                : Current;
        if (target.IsReadOnly(name))
            throw r.Error(span, $"Cannot set the readonly variable `{name}`");
        target[name] = value;
    }

    public void SetLocal(Rendering r, Span span, string name, object? value)
    {
        if (Frame.ReadOnlyLocals?.Contains(name) == true)
            throw r.Error(span, $"Cannot set the readonly variable `${name}`");
        (Frame.Locals ??= new(StringComparer.Ordinal))[name] = value;
    }

    public void Import(string name, object? value)
    {
        if (!Current.IsReadOnly(name))
            Current[name] = value;
    }

    public void MakeReadOnly(string name)
    {
        var target = Frame.Parameters?.ContainsKey(name) == true ? Frame.Parameters : Current;
        if (target.ContainsKey(name))
            target.MakeReadOnly(name);
    }

    public void MakeLocalReadOnly(string name) => (Frame.ReadOnlyLocals ??= new(StringComparer.Ordinal)).Add(name);

    public LoopVariable EnterLoop(Expression variable) => new(this, variable);
}

/// <summary>The variable of a loop while it runs; afterwards a variable of the same name has its own value again.</summary>
internal readonly struct LoopVariable : IDisposable
{
    private readonly Expression variable;
    private readonly Frame frame;
    private readonly List<Scope>? scopes;
    private readonly LoopScope? scope;
    private readonly (bool Had, object? Value) before;

    public LoopVariable(Scopes all, Expression variable)
    {
        this.variable = variable;
        frame = all.Frame;
        if (variable is Variable { Name: var name })
        {
            scopes = frame.Own ?? all.Globals;
            scopes.Add(scope = new LoopScope(name));
        }
        else if (variable is LocalVariable { Name: var local })
        {
            before.Had = (frame.Locals ??= new(StringComparer.Ordinal)).TryGetValue(local, out before.Value);
        }
    }

    public void Set(Rendering r, object? value)
    {
        if (scope is not null)
            scope.Value = value;
        else
            variable.Assign(r, value);
    }

    public void Dispose()
    {
        if (scope is not null)
            scopes!.Remove(scope);
        else if (variable is LocalVariable { Name: var local } && before.Had)
            frame.Locals![local] = before.Value;
        else if (variable is LocalVariable { Name: var unset })
            frame.Locals!.Remove(unset);
    }
}
