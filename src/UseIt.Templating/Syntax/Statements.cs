using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Syntax;

/// <summary>A statement, and the blanks before its code block where that stands alone on its line.</summary>
internal readonly record struct Placed(Statement Statement, string? Indent);

internal sealed class Block(Span span, IReadOnlyList<Placed> statements) : Statement(span)
{
    private readonly Placed[] statements = [.. statements];

    public IReadOnlyList<Placed> Statements => statements;

    public override Flow Execute(Rendering r)
    {
        r.EnsureStack(this);
        foreach (var (statement, indent) in statements)
        {
            var flow = statement is Text { IsEscaped: false } ? statement.Execute(r) : ExecuteCode(r, statement, indent);
            if (flow != Flow.Next)
                return flow;
        }
        return Flow.Next;
    }

    /// <summary>Every line that code writes is indented like its block; text keeps the indentation of the code around it.</summary>
    private static Flow ExecuteCode(Rendering r, Statement statement, string? indent)
    {
        var output = r.Output;
        var outer = output.Indent;
        output.Indent = indent;
        var flow = statement.Execute(r);
        output.Indent = outer;
        return flow;
    }
}

internal sealed class Text(Span span, string text, bool isEscaped) : Statement(span)
{
    /// <summary>Whether it comes from an escape block, which is never indented.</summary>
    public bool IsEscaped => isEscaped;

    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        r.Output.Write(text);
        return Flow.Next;
    }
}

internal sealed class Show(Span span, Expression value) : Statement(span)
{
    public Expression Value => value;

    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        r.Write(value.Evaluate(r));
        return Flow.Next;
    }
}

internal sealed class Assignment(Span span, Expression target, TokenKind op, Span opSpan, Expression value) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        if (op == TokenKind.Assign)
        {
            target.Assign(r, value.Evaluate(r));
        }
        else
        {
            var old = target.Evaluate(r);
            target.Assign(r, Operators.Apply(r, op, old, value.Evaluate(r), new Operands(this, target, opSpan, value)));
        }
        return Flow.Next;
    }
}

internal sealed class If(Span span, Expression condition, Statement then, Statement? otherwise) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.EnsureStack(this);
        r.Step(this);
        if (Truth.Of(condition.Evaluate(r)))
            return then.Execute(r);
        return otherwise?.Execute(r) ?? Flow.Next;
    }
}

internal sealed record When(IReadOnlyList<Expression> Values, Statement Body);

internal sealed class Case(Span span, Expression value, IReadOnlyList<When> choices, Statement? otherwise) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        var actual = value.Evaluate(r);
        foreach (var choice in choices)
        {
            foreach (var expected in choice.Values)
            {
                if (Operators.AreEqual(r, actual, expected.Evaluate(r), expected))
                    return choice.Body.Execute(r);
            }
        }
        return otherwise?.Execute(r) ?? Flow.Next;
    }
}

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed class Jump(Span span, Flow flow) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        if (r.Loop is null)
            throw r.Error(Span, $"The <{this}> statement can only be used inside for/while loops");
        return flow;
    }
}

internal sealed class Capture(Span span, Expression target, Statement body) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        var flow = Flow.Next;
        var text = r.Captured(this, r.Output.Indent, () => flow = body.Execute(r));
        target.Assign(r, text);
        return flow;
    }
}

internal sealed class ReadOnly(Span span, Expression variable) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        if (variable is Variable { Name: var name })
            r.Scopes.MakeReadOnly(name);
        else if (variable is LocalVariable { Name: var local })
            r.Scopes.MakeLocalReadOnly(local);
        return Flow.Next;
    }
}

internal sealed class Import(Span span, Expression value) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        var imported = value.Evaluate(r);
        if (imported is null)
            return Flow.Next;
        if (!Members.IsObject(imported))
            throw r.Error(value.Span, $"Unexpected value `{Kinds.Of(imported)}` for import. Expecting an plain script object.");
        foreach (var (name, member) in Members.Of(r, imported))
            r.Scopes.Import(name, member);
        return Flow.Next;
    }
}

/// <summary><c>with</c> makes an object the current one. Inside, <c>$</c> variables start anew.</summary>
internal sealed class With(Span span, Expression target, Statement body) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        var value = target.Evaluate(r);
        if (value is null || !Members.IsObject(value))
            throw r.Error(
                target.Span,
                $"Invalid target property `{target}` used for [with] statement. Must be a ScriptObject instead of `{(value is null ? "null" : value.GetType().Name)}`"
            );
        var outer = r.Scopes.Frame;
        r.Scopes.Frame = new Frame { Parameters = outer.Parameters, Own = outer.Own };
        r.Scopes.Globals.Add(value as TemplateObject ?? new TemplateObject(r, value));
        var flow = body.Execute(r);
        r.Scopes.Globals.RemoveAt(r.Scopes.Globals.Count - 1);
        r.Scopes.Frame = outer;
        return flow;
    }
}
