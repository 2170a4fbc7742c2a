using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Syntax;

/// <summary><c>for</c> and <c>tablerow</c>.</summary>
internal sealed class For(
    Span span,
    LoopKind kind,
    Expression variable,
    Expression sequence,
    IReadOnlyList<NamedArgument> options,
    Statement body,
    Statement? otherwise
) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.EnsureStack(this);
        r.Step(this);
        var value = sequence.Evaluate(r);
        if (value is null)
            return Flow.Next;
        if (!Sequences.CanIterate(value))
            throw r.Error(sequence.Span, $"Unexpected type `{value.GetType()}` for iterator");
        var (items, columns) = Selected(r, Sequences.Of(r, sequence, value));
        if (items.Count == 0 && kind == LoopKind.For)
            return otherwise?.Execute(r) ?? Flow.Next;
        return Iterate(r, items, columns);
    }

    private (IReadOnlyList<object?> Items, int Columns) Selected(Rendering r, IReadOnlyList<object?> items)
    {
        int from = 0,
            count = items.Count,
            columns = 1;
        var reversed = false;
        foreach (var (name, expression, where) in options)
        {
            if (name == "reversed")
            {
                reversed = true;
                continue;
            }
            if (name is not ("limit" or "offset") && (name != "cols" || kind != LoopKind.TableRow))
                throw r.Error(where, $"Unsupported argument `{name}` for statement: `{this}`");
            var number = expression.Evaluate(r) is { } given ? Numbers.ToInt(r, expression.Span, given) : -1;
            if (name == "cols")
                columns = Math.Max(1, number);
            else if (name == "limit")
                count = number <= 0 ? count : Math.Min(count, number);
            else
                from = Math.Max(0, number);
        }
        if (from == 0 && count == items.Count && !reversed)
            return (items, columns);
        var selected = items.Skip(from);
        return ([.. (reversed ? selected.Reverse() : selected).Take(count)], columns);
    }

    private Flow Iterate(Rendering r, IReadOnlyList<object?> items, int columns)
    {
        var loop = new Loop(kind, r.Loop) { Items = items, Columns = columns };
        using var scope = r.Scopes.EnterLoop(variable);
        r.Loop = loop;
        try
        {
            if (kind == LoopKind.TableRow)
                r.Output.Write("<tr class=\"row1\">");
            for (; loop.Index < items.Count; loop.Index++)
            {
                r.CountIteration(this);
                scope.Set(r, items[loop.Index]);
                if (kind == LoopKind.TableRow)
                    loop.OpenCell(r.Output);
                var flow = body.Execute(r);
                if (kind == LoopKind.TableRow)
                    r.Output.Write("</td>");
                if (flow == Flow.Return)
                    return flow;
                if (flow == Flow.Break)
                    break;
            }
            if (kind == LoopKind.TableRow)
                r.Output.Write("</tr>\n");
            return Flow.Next;
        }
        finally
        {
            r.Loop = loop.Outer;
        }
    }
}

internal sealed class While(Span span, Expression condition, Statement body) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.EnsureStack(this);
        r.Step(this);
        var loop = new Loop(LoopKind.While, r.Loop);
        r.Loop = loop;
        try
        {
            for (; Truth.Of(condition.Evaluate(r)); loop.Index++)
            {
                r.CountIteration(this);
                var flow = body.Execute(r);
                if (flow == Flow.Return)
                    return flow;
                if (flow == Flow.Break)
                    break;
            }
            return Flow.Next;
        }
        finally
        {
            r.Loop = loop.Outer;
        }
    }
}
