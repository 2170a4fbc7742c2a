using UseIt.Templating.Evaluation;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Functions;

internal delegate object? Body(in Invocation call);

/// <summary>
/// A function of the library. Its parameters are declared as text: <c>"text start length?"</c>, where <c>?</c> marks an
/// optional parameter and <c>*</c> one that takes all further arguments.
/// </summary>
internal sealed class Builtin : Function
{
    private readonly Parameter[] parameters;
    private readonly int required;
    private readonly bool variadic;
    private readonly Body body;

    public Builtin(string declared, Body body)
    {
        parameters = [.. declared.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Declared)];
        required = parameters.Count(p => p.Kind == ParameterKind.Required);
        variadic = parameters is [.., { Kind: ParameterKind.Rest }];
        this.body = body;
    }

    private static Parameter Declared(string name) =>
        name[^1] switch
        {
            '?' => new Parameter(name[..^1], ParameterKind.Optional, null),
            '*' => new Parameter(name[..^1], ParameterKind.Rest, null),
            _ => new Parameter(name, ParameterKind.Required, null),
        };

    public override object? Invoke(Rendering r, Arguments arguments)
    {
        var values = Bind(r, arguments, parameters, required, variadic, Invocation.Missing);
        try
        {
            return body(new Invocation(r, arguments, values));
        }
        catch (Exception e)
            when (e
                    is ArgumentException
                        or FormatException
                        or InvalidOperationException
                        or OverflowException
                        or DivideByZeroException
                        or System.Text.Json.JsonException
                        or System.Text.RegularExpressions.RegexMatchTimeoutException
            )
        {
            throw r.Error(arguments.Site.Span, e.Message, e);
        }
    }
}

/// <summary>One call of a built-in function: its arguments, converted as they are asked for.</summary>
internal readonly ref struct Invocation(Rendering r, Arguments arguments, object?[] values)
{
    /// <summary>Stands for an argument that was not given.</summary>
    public static readonly object Missing = new();

    public Rendering Rendering => r;

    public Arguments Arguments => arguments;

    public Expression Site => arguments.Site;

    public bool Has(int index) => index < values.Length && !ReferenceEquals(values[index], Missing);

    public object? Value(int index) => Has(index) ? values[index] : null;

    public object?[] Rest(int index) => [.. values.Skip(index).Where(v => !ReferenceEquals(v, Missing))];

    /// <summary>The argument as text; null if it is null or was not given.</summary>
    public string? Text(int index) => Value(index) is { } value ? r.Text(value) : null;

    public int Int(int index, int fallback = 0) => Value(index) is { } value ? Numbers.ToInt(r, arguments.SpanOf(index), value) : fallback;

    public double Double(int index) =>
        Value(index) is not { } value ? 0
        : Numbers.Normal(value) is { } number ? Numbers.ToDouble(number)
        : throw Unconvertible(index, "double");

    /// <summary>The argument as a number; null if it is null.</summary>
    public object? Number(int index) =>
        Value(index) is not { } value ? null
        : Numbers.Is(value) || value is bool ? Numbers.Normal(value)
        : throw r.Error(Site.Span, $"The value `{r.Text(value)}` is not a number");

    public bool Flag(int index) => Truth.Of(Value(index));

    /// <summary>The items of a list argument; null if it is null.</summary>
    public IReadOnlyList<object?>? List(int index) =>
        Value(index) switch
        {
            null => null,
            var value when Sequences.CanIterate(value) => Sequences.Of(r, Site, value),
            var value => throw r.Error(arguments.SpanOf(index), $"Unable to convert type `{Kinds.Of(value)}` to `IEnumerable`"),
        };

    public Function Function(int index) =>
        Value(index) as Function
        ?? throw r.Error(
            Site.Span,
            $"The parameter `{r.Text(Value(index))}` is not a function. Maybe prefix it with @? (Parameter 'function')"
        );

    public object? Call(Function function, params object?[] with) => function.Invoke(r, new Arguments(Site, with, []));

    /// <summary>A text that a function made longer, checked against the limit.</summary>
    public string Limited(string text)
    {
        r.CheckLength(text.Length, Site.Span, $"`{arguments.Callee}`");
        return text;
    }

    public TemplateException Error(string message) => r.Error(Site.Span, message);

    private TemplateException Unconvertible(int index, string type) =>
        r.Error(arguments.SpanOf(index), $"Unable to convert type `{Kinds.Of(Value(index))}` to {type}");
}
