using UseIt.Templating.Evaluation;

namespace UseIt.Templating.Functions;

/// <summary><c>include</c> and <c>include_join</c>.</summary>
internal static class IncludeFunctions
{
    private const string TemplatePrefix = "tpl:";

    public static readonly Builtin Include = new(
        "template_name arguments*",
        static (in Invocation call) =>
            Included(call.Rendering, call.Arguments, call.Text(0), call.Arguments.Positional, call.Arguments.Named)
    );

    public static readonly Builtin IncludeJoin = new(
        "template_names separator begin? end?",
        static (in Invocation call) =>
        {
            var (r, arguments) = (call.Rendering, call.Arguments);
            if (call.List(0) is not { Count: > 0 } names)
                return "";
            object Part(string? text) =>
                text is null ? ""
                : text.StartsWith(TemplatePrefix, StringComparison.Ordinal)
                    ? Included(r, arguments, text[TemplatePrefix.Length..], arguments.Positional, arguments.Named)
                : text;
            var separator = call.Text(1);
            object joined = "";
            for (var i = 0; i < names.Count; i++)
            {
                if (i > 0)
                    joined = Operators.Concatenate(r, arguments.Site, joined, Part(separator));
                joined = Operators.Concatenate(
                    r,
                    arguments.Site,
                    joined,
                    Included(r, arguments, r.Text(names[i]), arguments.Positional, arguments.Named)
                );
            }
            if (r.Text(joined).Length == 0)
                return "";
            joined = Operators.Concatenate(r, arguments.Site, Part(call.Text(2)), joined);
            return Operators.Concatenate(r, arguments.Site, joined, Part(call.Text(3)));
        }
    );

    private static object Included(
        Rendering r,
        Arguments arguments,
        string? name,
        object?[] positional,
        KeyValuePair<string, object?>[] named
    )
    {
        var span = arguments.Site.Span;
        if (string.IsNullOrEmpty(name))
            throw r.Error(span, "Include template name cannot be null or empty");
        var loader =
            r.Options.Includes
            ?? throw r.Error(span, $"Unable to include <{name}>. No TemplateLoader registered in TemplateContext.TemplateLoader");
        var template = Load(r, arguments, loader, name);
        var frame = new Frame
        {
            Arguments = new TemplateArray(positional) { Named = named.Length == 0 ? null : new TemplateObject(named) },
            Locals = named.Length == 0 ? null : new Dictionary<string, object?>(named, StringComparer.Ordinal),
            Parameters = r.Scopes.Frame.Parameters,
            Own = r.Scopes.Frame.Own,
        };
        return r.Captured(arguments.Site, null, () => r.Write(r.InFrame(frame, arguments.Site, template.Body)));
    }

    private static Template Load(Rendering r, Arguments arguments, ITemplateLoader loader, string name)
    {
        try
        {
            return loader.Load(name) ?? throw r.Error(arguments.Site.Span, $"Include template path is null for `{name}`");
        }
        catch (TemplateException e) when (e.Errors[0].Path == name)
        {
            throw r.Error(arguments.Site.Span, $"Error while parsing template `{name}` Parser messages:\n {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw r.Error(arguments.Site.Span, $"The template `{name}` cannot be read.", e);
        }
    }
}
