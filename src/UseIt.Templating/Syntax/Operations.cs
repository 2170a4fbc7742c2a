using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Syntax;

internal sealed class Binary(Span span, Expression left, TokenKind op, Span opSpan, Expression right) : Expression(span)
{
    public override string Kind => "binary expression";

    public override object? Evaluate(Rendering r)
    {
        r.EnsureStack(this);
        var first = left.Evaluate(r);
        switch (op)
        {
            case TokenKind.And:
                return Truth.Box(Truth.Of(first) && Truth.Of(right.Evaluate(r)));
            case TokenKind.Or:
                return Truth.Box(Truth.Of(first) || Truth.Of(right.Evaluate(r)));
            case TokenKind.Coalesce:
                return first ?? right.Evaluate(r);
            case TokenKind.CoalesceNotNull:
                return first is null ? null : right.Evaluate(r);
            default:
                return Operators.Apply(r, op, first, right.Evaluate(r), new Operands(this, left, opSpan, right));
        }
    }
}

internal sealed class Conditional(Span span, Expression condition, Expression then, Expression otherwise) : Expression(span)
{
    public override string Kind => "conditional expression";

    public override object? Evaluate(Rendering r)
    {
        r.EnsureStack(this);
        return Truth.Of(condition.Evaluate(r)) ? then.Evaluate(r) : otherwise.Evaluate(r);
    }
}

internal sealed class Unary(Span span, TokenKind op, Expression operand) : Expression(span)
{
    public override string Kind => "unary expression";

    public override object? Evaluate(Rendering r)
    {
        r.EnsureStack(this);
        return op switch
        {
            TokenKind.Not => Truth.Box(!Truth.Of(operand.Evaluate(r))),
            TokenKind.At => operand.EvaluateUncalled(r),
            TokenKind.Caret => operand.Evaluate(r),
            _ => Operators.Sign(r, op, operand.Evaluate(r), operand.Span),
        };
    }

    public override object? EvaluateUncalled(Rendering r) => op == TokenKind.At ? Evaluate(r) : base.EvaluateUncalled(r);

    public bool Expands => op == TokenKind.Caret;
}

/// <summary><c>++x</c>, <c>x++</c>, <c>--x</c>, <c>x--</c>.</summary>
internal sealed class Step(Span span, Expression target, TokenKind op, bool before) : Expression(span)
{
    public override object? Evaluate(Rendering r)
    {
        var old = target.Evaluate(r);
        var sign = op == TokenKind.Increment ? TokenKind.Plus : TokenKind.Minus;
        if (old is null)
            throw r.Error(target.Span, $"Operator `{Operators.Symbol(sign)}` is not supported");
        var changed = Operators.Apply(r, sign, old, 1, new Operands(this, target, Span, target));
        target.Assign(r, changed);
        return before ? changed : old;
    }
}

/// <summary><c>left | right</c>: the value on the left becomes the first argument of the first function called on the right.</summary>
internal sealed class Pipe(Span span, Expression left, Expression right) : Expression(span)
{
    public override string Kind => "pipe expression";

    public override object? Evaluate(Rendering r)
    {
        r.EnsureStack(this);
        var value = left.Evaluate(r);
        var expands = left is Unary { Expands: true };
        r.PassThroughPipe(new Piped(true, value, expands, left.Span));
        var result = right.Evaluate(r);
        if (!r.TakePiped().Present)
            return result;
        throw right is Variable or MemberAccess && result is null
            ? r.Error(right.Span, $"The function `{right}` was not found")
            : NotAFunction(r, right);
    }

    public static TemplateException NotAFunction(Rendering r, Expression right) =>
        r.Error(right.Span, $"Pipe expression destination `{right}` is not a valid function ");
}

internal readonly record struct NamedArgument(string Name, Expression Value, Span Span);

internal sealed class Call(Span span, Expression callee, IReadOnlyList<Expression> positional, IReadOnlyList<NamedArgument> named)
    : Expression(span)
{
    public override string Kind => "function call";

    public Expression Callee => callee;

    public IReadOnlyList<Expression> Positional => positional;

    public IReadOnlyList<NamedArgument> Named => named;

    public override object? Evaluate(Rendering r)
    {
        r.EnsureStack(this);
        var piped = r.TakePiped();
        return Target(r, piped.Present).Invoke(r, Evaluated(r, piped));
    }

    private Function Target(Rendering r, bool isPiped) =>
        callee.EvaluateUncalled(r) switch
        {
            Function function => function,
            null => throw r.Error(callee.Span, $"The function `{callee}` was not found"),
            _ when isPiped => throw Pipe.NotAFunction(r, callee),
            var other => throw r.Error(callee.Span, $"Invalid target function `{Shown(r, other)}` ({Kinds.Of(other)})"),
        };

    private string Shown(Rendering r, object value) =>
        value is string || Numbers.Is(value) ? r.Text(value)
        : value is bool ? value.ToString()!
        : callee.ToString();

    public Arguments Evaluated(Rendering r, Piped piped)
    {
        List<object?>? expanded = null;
        var offset =
            piped.Expands ? 0
            : piped.Present ? 1
            : 0;
        var values = new object?[offset + positional.Count];
        if (offset == 1)
            values[0] = piped.Value;
        if (piped.Expands)
            expanded = [.. Sequences.Of(r, this, piped.Value)];
        for (var i = 0; i < positional.Count; i++)
        {
            var value = positional[i].Evaluate(r);
            if (expanded is null && positional[i] is Unary { Expands: true })
                expanded = [.. values.AsSpan(0, offset + i)];
            if (positional[i] is Unary { Expands: true })
                expanded!.AddRange(Sequences.Of(r, positional[i], value));
            else if (expanded is not null)
                expanded.Add(value);
            else
                values[offset + i] = value;
        }
        var names = named.Count == 0 ? [] : named.Select(n => new KeyValuePair<string, object?>(n.Name, n.Value.Evaluate(r))).ToArray();
        return new Arguments(this, expanded?.ToArray() ?? values, names, piped.Span);
    }
}
