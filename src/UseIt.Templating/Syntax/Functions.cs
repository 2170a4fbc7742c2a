using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Syntax;

internal enum ParameterKind
{
    Required,
    Optional,
    Rest,
}

internal sealed record Parameter(string Name, ParameterKind Kind, Expression? Default);

/// <summary><c>func name … end</c>, <c>name(x, y) = …</c> and, without a name, <c>do … end</c>.</summary>
internal sealed class FunctionDeclaration(Span span, IReadOnlyList<Parameter>? parameters, Statement body) : Expression(span)
{
    public override string Kind => "function";

    /// <summary>Null for a function that takes what it is given as <c>$0</c>, <c>$1</c> and so on.</summary>
    public IReadOnlyList<Parameter>? Parameters => parameters;

    public Statement Body => body;

    public override object? Evaluate(Rendering r)
    {
        var function = new DeclaredFunction(this, named: false);
        return r.TakePiped() is { Present: true } piped ? function.Invoke(r, new Arguments(this, piped)) : function;
    }
}

internal sealed class Declare(Span span, Expression target, FunctionDeclaration function) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        target.Assign(r, new DeclaredFunction(function, named: true));
        return Flow.Next;
    }
}

internal sealed class Return(Span span, Expression? value) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        r.ReturnValue = value?.Evaluate(r);
        return Flow.Return;
    }
}

/// <summary><c>wrap f … end</c>: calls the function, which may run the block as <c>$$</c>.</summary>
internal sealed class Wrap(Span span, Expression call, Statement body) : Statement(span)
{
    public override Flow Execute(Rendering r)
    {
        r.Step(this);
        var callee = call is Call direct ? direct.Callee : call;
        if (callee is Nested or not Reference || callee.EvaluateUncalled(r) is not DeclaredFunction function)
            throw r.Error(call.Span, $"Expecting a direct function instead of the expression `{call}/{call.Kind}`");
        var arguments = call is Call c ? c.Evaluated(r, default) : new Arguments(call, default);
        r.Write(function.Invoke(r, arguments, body));
        return Flow.Next;
    }
}
