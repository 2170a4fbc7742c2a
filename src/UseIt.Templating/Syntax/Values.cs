using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Syntax;

internal sealed class Literal(Span span, object? value) : Expression(span)
{
    public override string Kind => "literal";

    public override object? Evaluate(Rendering r) => value;
}

internal sealed class Interpolation(Span span, IReadOnlyList<Expression> parts) : Expression(span)
{
    public override object? Evaluate(Rendering r)
    {
        r.EnsureStack(this);
        object? result = "";
        foreach (var part in parts)
        {
            var value = part.Evaluate(r);
            // Scriban writes truth values the way .NET does here, and only here.
            result = Operators.Concatenate(r, this, result, value is bool ? value.ToString() : value);
        }
        return result;
    }
}

internal sealed class ArrayLiteral(Span span, IReadOnlyList<Expression> items) : Expression(span)
{
    public override object? Evaluate(Rendering r)
    {
        r.EnsureStack(this);
        var array = new TemplateArray(items.Count);
        foreach (var item in items)
            array.Items.Add(item.Evaluate(r));
        return array;
    }
}

internal sealed class ObjectLiteral(Span span, IReadOnlyList<KeyValuePair<string, Expression>> members) : Expression(span)
{
    public override object? Evaluate(Rendering r)
    {
        r.EnsureStack(this);
        var result = new TemplateObject();
        foreach (var (name, value) in members)
            result[name] = value.Evaluate(r);
        return result;
    }
}

/// <summary>An expression in parentheses. It keeps a pipe outside from reaching in.</summary>
internal sealed class Nested(Span span, Expression inner) : Expression(span)
{
    public override string Kind => "nested expression";

    public override object? Evaluate(Rendering r)
    {
        r.EnsureStack(this);
        var value = inner.Evaluate(r);
        return inner is FunctionDeclaration && value is Function block ? block.Invoke(r, new Arguments(this, default)) : value;
    }

    public override object? EvaluateUncalled(Rendering r)
    {
        r.EnsureStack(this);
        return inner.EvaluateUncalled(r);
    }

    public override void Assign(Rendering r, object? value) => inner.Assign(r, value);
}
