using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Syntax;

/// <summary>A global variable: looked up in the function, the loops, the current object and what surrounds it.</summary>
internal sealed class Variable(Span span, string name) : Reference(span)
{
    public override string Kind => "variable";

    public string Name => name;

    public override object? EvaluateUncalled(Rendering r) => r.Scopes.Get(name);

    public override void Assign(Rendering r, object? value) => r.Scopes.Set(r, Span, name, value);
}

/// <summary>A variable of the current function or include page, <c>$name</c>.</summary>
internal sealed class LocalVariable(Span span, string name) : Reference(span)
{
    public override string Kind => "variable";

    public string Name => name;

    public override object? EvaluateUncalled(Rendering r) => r.Scopes.Frame.Locals?.GetValueOrDefault(name);

    public override void Assign(Rendering r, object? value) => r.Scopes.SetLocal(r, Span, name, value);
}

/// <summary><c>$</c>, the arguments of the current function or include page.</summary>
internal sealed class AllArguments(Span span) : Reference(span)
{
    public override string Kind => "variable";

    public override object? EvaluateUncalled(Rendering r) => r.Scopes.Frame.Arguments;
}

/// <summary><c>$$</c>, the block that a <c>wrap</c> statement passed in.</summary>
internal sealed class WrappedBlock(Span span) : Expression(span)
{
    public override object? Evaluate(Rendering r)
    {
        r.Scopes.Frame.Block?.Execute(r);
        return null;
    }
}

internal sealed class This(Span span) : Expression(span)
{
    public override object? Evaluate(Rendering r) => r.Scopes.Current;
}

/// <summary>A member of the innermost loop, such as <c>for.index</c>.</summary>
internal sealed class LoopMember(Span span, Span name, LoopKind kind) : Expression(span)
{
    public override object? Evaluate(Rendering r)
    {
        if (r.Loop is not { } loop || loop.Kind != kind)
            throw r.Error(name, $"Cannot get the member {this} for a null object.");
        return loop.Member(name.Text);
    }
}

internal sealed class MemberAccess(Span span, Expression target, Span nameSpan, string name, bool optional) : Reference(span)
{
    // One `?.` excuses every null further along its path.
    private readonly bool optional = optional || target is MemberAccess { optional: true };

    public override string Kind => "member";

    public override object? EvaluateUncalled(Rendering r)
    {
        r.EnsureStack(this);
        var owner = target.Evaluate(r);
        if (owner is not null)
            return Members.TryGet(r, owner, name, out var value) ? value : null;
        if (optional || name == "empty?")
            return null;
        throw r.Error(nameSpan, $"Cannot get the member {this} for a null object.");
    }

    public override void Assign(Rendering r, object? value)
    {
        var owner = target.Evaluate(r) ?? throw r.Error(nameSpan, $"Object `{target}` is null. Cannot access member: {this}");
        switch (Members.Set(owner, name, value))
        {
            case SetOutcome.Done:
                return;
            case SetOutcome.Primitive:
                throw r.Error(
                    nameSpan,
                    $"Cannot get or set a member on the primitive `{r.Text(owner)}/{Kinds.Of(owner)}` when accessing member: {name}"
                );
            default:
                throw r.Error(nameSpan, $"Cannot set a value for the readonly member: {this}");
        }
    }
}

internal sealed class IndexAccess(Span span, Expression target, Expression index) : Reference(span)
{
    public Expression Target => target;

    public Expression Index => index;

    public override string Kind => "indexer";

    public override object? EvaluateUncalled(Rendering r)
    {
        r.EnsureStack(this);
        var owner = target.Evaluate(r) ?? throw NullTarget(r);
        return Indexing.Get(r, this, owner, Key(r));
    }

    public override void Assign(Rendering r, object? value)
    {
        var owner = target.Evaluate(r) ?? throw NullTarget(r);
        Indexing.Set(r, this, owner, Key(r), value);
    }

    private object Key(Rendering r) =>
        index.Evaluate(r) ?? throw r.Error(index.Span, $"Cannot access target `{target}` with a null indexer: {this}");

    private TemplateException NullTarget(Rendering r) => r.Error(Span, $"Object `{target}` is null. Cannot access indexer: {this}");
}
