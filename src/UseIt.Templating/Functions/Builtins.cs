using UseIt.Templating.Evaluation;

namespace UseIt.Templating.Functions;

/// <summary>The objects and functions every template starts with.</summary>
internal static class Builtins
{
    private static readonly TemplateObject Shared = new()
    {
        ["empty"] = Emptiness.Value,
        ["include"] = IncludeFunctions.Include,
        ["include_join"] = IncludeFunctions.IncludeJoin,
        ["array"] = ArrayFunctions.Object,
        ["html"] = HtmlFunctions.Object,
        ["math"] = MathFunctions.Object,
        ["object"] = ObjectFunctions.Object,
        ["regex"] = RegexFunctions.Object,
        ["string"] = StringFunctions.Object,
        ["timespan"] = TimeSpanFunctions.Object,
    };

    public static TemplateObject With(TemplateObject date, IReadOnlyDictionary<string, Delegate> functions)
    {
        var all = Shared.Copy();
        all["date"] = date;
        foreach (var (name, function) in functions)
            all[name] = new HostFunction(name, function);
        return all;
    }

    /// <summary>An object of functions that templates cannot change.</summary>
    public static TemplateObject Object(params (string Name, string Parameters, Body Body)[] functions)
    {
        var result = new TemplateObject();
        foreach (var (name, parameters, body) in functions)
            result[name] = new Builtin(parameters, body);
        return result.Freeze();
    }
}
