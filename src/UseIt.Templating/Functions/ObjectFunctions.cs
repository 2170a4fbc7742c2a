using System.Globalization;
using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Functions;

/// <summary>The built-in object <c>object</c>.</summary>
internal static class ObjectFunctions
{
    public static readonly TemplateObject Object = Builtins.Object(
        (
            "default",
            "value default",
            static (in Invocation c) => c.Value(0) is null or "" or RawHtml { Html: "" } ? c.Value(1) : c.Value(0)
        ),
        (
            "eval",
            "value",
            static (in Invocation c) =>
                c.Value(0) switch
                {
                    string or RawHtml => Evaluated(c),
                    Function function => c.Call(function),
                    var value => value,
                }
        ),
        (
            "eval_template",
            "value",
            static (in Invocation c) =>
                c.Value(0) switch
                {
                    string or RawHtml => Rendered(c),
                    Function function => c.Call(function),
                    var value => value,
                }
        ),
        ("format", "value format culture?", static (in Invocation c) => Format(c, "Must be a formattable object")),
        ("has_key", "value key", static (in Invocation c) => Truth.Box(HasKey(c, out _))),
        ("has_value", "value key", static (in Invocation c) => Truth.Box(HasKey(c, out var value) && value is not null)),
        ("keys", "value", static (in Invocation c) => new TemplateArray(MembersOf(c).Select(object? (m) => m.Key))),
        (
            "size",
            "value",
            static (in Invocation c) =>
                c.Value(0) switch
                {
                    string or RawHtml => c.Text(0)!.Length,
                    { } list when Sequences.IsList(list) => c.List(0)!.Count,
                    { } value when Members.IsObject(value) => Members.Of(c.Rendering, value).Count(),
                    _ => 0,
                }
        ),
        ("typeof", "value", static (in Invocation c) => Kinds.Coarse(c.Value(0))),
        ("kind", "value", static (in Invocation c) => c.Value(0) is null ? null : Kinds.Of(c.Value(0))),
        ("values", "value", static (in Invocation c) => new TemplateArray(MembersOf(c).Select(m => m.Value))),
        (
            "from_json",
            "json",
            static (in Invocation c) => Json.Read(c.Text(0) ?? throw c.Error("Value cannot be null. (Parameter 'json')"))
        ),
        ("to_json", "value", static (in Invocation c) => c.Limited(Json.Write(c.Rendering, c.Site, c.Value(0))))
    );

    public static object? Format(in Invocation c, string expectation)
    {
        if (c.Value(0) is not { } value)
            return "";
        if (c.Text(1) is not { } format)
            return c.Rendering.Text(value);
        var culture = c.Text(2) is { Length: > 0 } name ? CultureInfo.GetCultureInfo(name) : c.Rendering.Culture;
        var formattable = value is IFormattable and not Enum
            ? (IFormattable)value
            : throw c.Error($"Unexpected `{c.Rendering.Text(value)}`. {expectation}");
        // A precision of nine digits would make a number of megabytes.
        if (
            format.Length > 1
            && format.AsSpan(1).ContainsAnyInRange('0', '9')
            && int.TryParse(format.AsSpan(1), out var precision)
            && precision > 1000
        )
            throw c.Error($"The format `{format}` asks for too many digits.");
        return c.Limited(formattable.ToString(format, culture));
    }

    private static bool HasKey(in Invocation c, out object? value)
    {
        value = null;
        return c.Value(0) is { } owner
            && c.Text(1) is { } key
            && Members.IsObject(owner)
            && Members.TryGet(c.Rendering, owner, key, out value);
    }

    private static IEnumerable<KeyValuePair<string, object?>> MembersOf(in Invocation c)
    {
        if (c.Value(0) is not { } value)
            return [];
        if (!Members.IsObject(value))
            throw c.Rendering.Error(c.Arguments.SpanOf(0), $"Unable to convert type `{Kinds.Of(value)}` to `IDictionary<string, Object>`");
        return Members.Of(c.Rendering, value);
    }

    private static object? Evaluated(in Invocation c)
    {
        var r = c.Rendering;
        var source = new Source("{{" + c.Text(0) + "}}", "<input>");
        var body = (Block)Parsed(c, source);
        r.EnterNested(c.Site);
        object? value = null;
        foreach (var (statement, _) in body.Statements)
        {
            value = statement is Show show ? show.Value.Evaluate(r) : null;
            if (statement is not Show && statement.Execute(r) == Flow.Return)
                return r.LeaveNested(r.ReturnValue);
        }
        return r.LeaveNested(value);
    }

    private static object? Rendered(in Invocation c)
    {
        var (r, site) = (c.Rendering, c.Site);
        var body = Parsed(c, new Source(c.Text(0)!, "<input>"));
        r.EnterNested(site);
        return r.LeaveNested(r.Captured(site, null, () => body.Execute(r)));
    }

    private static Statement Parsed(in Invocation c, Source source)
    {
        try
        {
            c.Rendering.CheckLength(source.Text.Length, c.Site.Span, $"`{c.Arguments.Callee}`");
            return Parser.Parse(source);
        }
        catch (TemplateException e) when (e.Errors[0].Path == source.Path)
        {
            throw c.Rendering.Error(c.Site.Span, e.Message, e);
        }
    }
}
