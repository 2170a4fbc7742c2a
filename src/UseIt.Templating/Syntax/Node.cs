using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Syntax;

/// <summary>A part of a parsed template. Nodes never change after parsing, so one template serves many threads.</summary>
internal abstract class Node(Span span)
{
    public Span Span { get; } = span;

    /// <summary>The node as the author wrote it, for error messages.</summary>
    public override string ToString() => Span.Text.Trim();
}

internal abstract class Expression(Span span) : Node(span)
{
    /// <summary>What error messages call this kind of expression.</summary>
    public virtual string Kind => "expression";

    /// <summary>The value; a function found by name is called.</summary>
    public abstract object? Evaluate(Rendering r);

    /// <summary>The value as it stands: a function is returned, not called.</summary>
    public virtual object? EvaluateUncalled(Rendering r) => Evaluate(r);

    public virtual void Assign(Rendering r, object? value) => throw r.Error(Span, "Unsupported target expression for assignment.");
}

/// <summary>A name or path, which stands for a call when it leads to a function.</summary>
internal abstract class Reference(Span span) : Expression(span)
{
    public sealed override object? Evaluate(Rendering r)
    {
        var value = EvaluateUncalled(r);
        return value is Function function ? function.Invoke(r, new Arguments(this, r.TakePiped())) : value;
    }

    public abstract override object? EvaluateUncalled(Rendering r);
}

/// <summary>How a statement ended, and so where the rendering goes on.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
    Return,
}

internal abstract class Statement(Span span) : Node(span)
{
    public abstract Flow Execute(Rendering r);
}
