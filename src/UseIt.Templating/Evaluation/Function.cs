using UseIt.Templating.Parsing;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Evaluation;

/// <summary>The value on its way through a pipe to the next function called; <c>^list</c> expands into several arguments.</summary>
internal readonly record struct Piped(bool Present, object? Value, bool Expands, Span Span);

/// <summary>The evaluated arguments of one call and where it stands.</summary>
internal readonly struct Arguments
{
    private readonly Span piped;

    public Arguments(Expression site, object?[] positional, KeyValuePair<string, object?>[] named, Span piped = default)
    {
        this.piped = piped;
        Site = site;
        Positional = positional;
        Named = named;
    }

    public Arguments(Expression site, Piped piped)
        : this(
            site,
            piped.Expands ? [.. (IEnumerable<object?>)piped.Value!]
                : piped.Present ? [piped.Value]
                : [],
            [],
            piped.Span
        ) { }

    public Expression Site { get; }

    public object?[] Positional { get; }

    public KeyValuePair<string, object?>[] Named { get; }

    public string Callee => Site is Call call ? call.Callee.ToString() : Site.ToString();

    /// <summary>Where argument number <paramref name="index"/> was written; the whole call for a named one.</summary>
    public Span SpanOf(int index)
    {
        if (index == 0 && piped.Source is not null)
            return piped;
        if (Site is not Call call)
            return Site.Span;
        var written = index - (Positional.Length - call.Positional.Count);
        return written >= 0 && written < call.Positional.Count ? call.Positional[written].Span : call.Span;
    }
}

/// <summary>Something a template can call.</summary>
internal abstract class Function
{
    public abstract object? Invoke(Rendering r, Arguments arguments);

    /// <summary>Puts positional and named arguments into the places of the declared parameters.</summary>
    protected static object?[] Bind(
        Rendering r,
        Arguments arguments,
        IReadOnlyList<Parameter> parameters,
        int required,
        bool variadic,
        object? missing
    )
    {
        var (positional, named) = (arguments.Positional, arguments.Named);
        var given = positional.Length + named.Length;
        if (!variadic && given > parameters.Count)
            throw WrongNumber(r, arguments, given, required, parameters.Count);
        if (named.Length == 0 && positional.Length == parameters.Count && !variadic)
            return positional;
        var values = new object?[Math.Max(parameters.Count, positional.Length)];
        Array.Fill(values, missing);
        positional.CopyTo(values, 0);
        var filled = positional.Length;
        foreach (var (name, value) in named)
        {
            var index = IndexOf(parameters, name);
            if (variadic && index == parameters.Count - 1 && !ReferenceEquals(values[index], missing))
                values = [.. values, value];
            else if (index >= 0)
                values[index] = value;
            else if (filled < values.Length)
                values[filled++] = value;
        }
        for (var i = 0; i < required; i++)
        {
            if (ReferenceEquals(values[i], missing))
                throw WrongNumber(r, arguments, positional.Length + named.Length, required, parameters.Count);
        }
        return values;
    }

    private static int IndexOf(IReadOnlyList<Parameter> parameters, string name)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Name == name)
                return i;
        }
        return -1;
    }

    private static TemplateException WrongNumber(Rendering r, Arguments arguments, int given, int required, int most)
    {
        var site = arguments.Site.Span;
        var expected = given > most ? most : required;
        var where = given > most && arguments.Positional.Length == given ? arguments.SpanOf(most) : site with { Start = site.End };
        return r.Error(where, $"Invalid number of arguments `{given}` passed to `{arguments.Site}` while expecting `{expected}` arguments");
    }
}

/// <summary>A function declared in a template.</summary>
internal sealed class DeclaredFunction(FunctionDeclaration declaration, bool named) : Function
{
    private static readonly object Missing = new();

    public override object? Invoke(Rendering r, Arguments arguments) => Invoke(r, arguments, null);

    public object? Invoke(Rendering r, Arguments arguments, Statement? block)
    {
        var outer = r.Scopes.Frame;
        var frame = declaration.Parameters is { } parameters
            ? WithParameters(r, arguments, parameters, block)
            : new Frame
            {
                Arguments = AsVariable(arguments),
                // A block given to a function sees the parameters of the function it stands in; a named function does not.
                Parameters = named ? null : outer.Parameters,
                Own = named ? null : outer.Own,
                Block = block,
            };
        return r.InFrame(frame, arguments.Site, declaration.Body);
    }

    private static TemplateArray AsVariable(Arguments arguments)
    {
        var array = new TemplateArray(arguments.Positional);
        if (arguments.Named.Length > 0)
            array.Named = new TemplateObject(arguments.Named);
        return array;
    }

    private static Frame WithParameters(Rendering r, Arguments arguments, IReadOnlyList<Parameter> parameters, Statement? block)
    {
        var required = parameters.Count(p => p.Kind == ParameterKind.Required);
        var variadic = parameters is [.., { Kind: ParameterKind.Rest }];
        var values = Bind(r, arguments, parameters, required, variadic, Missing);
        var own = new TemplateObject();
        var all = new TemplateArray(parameters.Count);
        for (var i = 0; i < parameters.Count; i++)
        {
            var value =
                parameters[i].Kind == ParameterKind.Rest ? new TemplateArray(values.Skip(i).Where(v => !ReferenceEquals(v, Missing)))
                : ReferenceEquals(values[i], Missing) ? parameters[i].Default?.Evaluate(r)
                : values[i];
            own[parameters[i].Name] = value;
            all.Items.Add(value);
        }
        return new Frame
        {
            Arguments = all,
            Parameters = own,
            Own = [own],
            Block = block,
        };
    }

    public override string ToString() => declaration.ToString();
}
