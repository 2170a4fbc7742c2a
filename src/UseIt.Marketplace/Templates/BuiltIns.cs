using Scriban;
using Scriban.Functions;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace UseIt.Marketplace.Templates;

/// <summary>Scriban's functions as a template of ours has them: what writes HTML says so, and the clock is the host's.</summary>
internal static class BuiltIns
{
    private const int MostParts = 1 << 19;

    public static ScriptObject Of(TimeProvider clock)
    {
        var all = new BuiltinFunctions();
        var (html, data, regex, date) = (Group("html"), Group("object"), Group("regex"), Group("date"));
        Markup(all, "include");
        Markup(all, "include_join");
        Markup(html, "escape");
        Set(html, "newline_to_br", BreakLines);
        // Data is not code, and JSON is made in memory without a bound.
        foreach (var name in new[] { "eval", "eval_template", "to_json" })
            data.Remove(name);
        Set(regex, "matches", Matches);
        Set(regex, "split", Split);
        Set(date, "now", () => clock.GetLocalNow().DateTime);
        Set(date, "utc_now", () => clock.GetUtcNow().UtcDateTime);
        return all;

        ScriptObject Group(string name) => (ScriptObject)all[name]!;
    }

    private static void Markup(ScriptObject group, string name) =>
        group.SetValue(name, new HostFunction(name, (IScriptCustomFunction)group[name]!, markup: true), readOnly: true);

    private static void Set(ScriptObject group, string name, Delegate function) =>
        group.SetValue(name, DynamicCustomFunction.Create(function), readOnly: true);

    private static object? BreakLines(TemplateContext context, object? value)
    {
        var text = context.ObjectToString(value);
        return context is Rendering { Escape: true }
            ? new RawHtml(HtmlFunctions.NewlineToBr(value is RawHtml ? text : HtmlFunctions.Escape(text)) ?? "")
            : HtmlFunctions.NewlineToBr(text);
    }

    private static ScriptArray Matches(TemplateContext context, SourceSpan span, string text, string pattern, string? options = null) =>
        RegexFunctions.Matches(context, Few(span, text, pattern), pattern, options);

    private static ScriptArray Split(TemplateContext context, SourceSpan span, string text, string pattern, string? options = null) =>
        RegexFunctions.Split(context, Few(span, text, pattern), pattern, options);

    // Every letter may be a match, and every bracket one more part of each.
    private static string Few(SourceSpan span, string text, string pattern) =>
        text.Length * (1L + pattern.AsSpan().Count('(')) > MostParts
            ? throw new ScriptRuntimeException(span, "The text is too long for this pattern.")
            : text;
}
