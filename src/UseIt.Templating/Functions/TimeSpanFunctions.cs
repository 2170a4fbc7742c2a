using UseIt.Templating.Evaluation;

namespace UseIt.Templating.Functions;

/// <summary>The built-in object <c>timespan</c>.</summary>
internal static class TimeSpanFunctions
{
    public static readonly TemplateObject Object = Create();

    private static TemplateObject Create()
    {
        var functions = Builtins.Object(
            ("from_days", "days", static (in Invocation c) => TimeSpan.FromDays(c.Double(0))),
            ("from_hours", "hours", static (in Invocation c) => TimeSpan.FromHours(c.Double(0))),
            ("from_minutes", "minutes", static (in Invocation c) => TimeSpan.FromMinutes(c.Double(0))),
            ("from_seconds", "seconds", static (in Invocation c) => TimeSpan.FromSeconds(c.Double(0))),
            ("from_milliseconds", "millis", static (in Invocation c) => TimeSpan.FromMilliseconds(c.Double(0))),
            (
                "parse",
                "text",
                static (in Invocation c) =>
                    TimeSpan.Parse(c.Text(0) ?? throw c.Error("Argument `text` cannot be null for function `Parse`."), c.Rendering.Culture)
            )
        );
        functions["zero"] = TimeSpan.Zero;
        return functions;
    }
}
