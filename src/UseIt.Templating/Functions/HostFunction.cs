using System.Globalization;
using System.Reflection;
using UseIt.Templating.Evaluation;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Functions;

/// <summary>A function of the host. Arguments are converted to the types its delegate declares.</summary>
internal sealed class HostFunction : Function
{
    private readonly string name;
    private readonly Delegate function;
    private readonly ParameterInfo[] declared;
    private readonly Parameter[] parameters;
    private readonly int required;
    private readonly bool variadic;

    public HostFunction(string name, Delegate function)
    {
        this.name = name;
        this.function = function;
        declared = function.Method.GetParameters();
        // A static method bound to its first argument (as compilers do for lambdas) hides that argument.
        if (function.Method.IsStatic && function.Target is not null)
            declared = declared[1..];
        variadic = declared is [.., { ParameterType.IsArray: true } last] && last.IsDefined(typeof(ParamArrayAttribute));
        parameters =
        [
            .. declared.Select(p => new Parameter(
                Members.SnakeCase(p.Name ?? ""),
                p.HasDefaultValue || (variadic && p == declared[^1]) ? ParameterKind.Optional : ParameterKind.Required,
                null
            )),
        ];
        required = parameters.Count(p => p.Kind == ParameterKind.Required);
    }

    public override object? Invoke(Rendering r, Arguments arguments)
    {
        var values = Bind(r, arguments, parameters, required, variadic, Invocation.Missing);
        var converted = new object?[declared.Length];
        for (var i = 0; i < declared.Length; i++)
        {
            if (variadic && i == declared.Length - 1)
                converted[i] = Rest(r, arguments, values, i);
            else
                converted[i] = ReferenceEquals(values[i], Invocation.Missing)
                    ? declared[i].DefaultValue
                    : Convert(r, arguments, i, values[i], declared[i].ParameterType);
        }
        try
        {
            return function.DynamicInvoke(converted);
        }
        catch (TargetInvocationException e) when (e.InnerException is not (TemplateException or OperationCanceledException))
        {
            // The cause goes along for the host; its words stay out of the message, which authors see.
            throw r.Error(arguments.Site.Span, $"The function `{name}` failed.", e.InnerException);
        }
    }

    private Array Rest(Rendering r, Arguments arguments, object?[] values, int from)
    {
        var given = values.Skip(from).Where(v => !ReferenceEquals(v, Invocation.Missing)).ToArray();
        var element = declared[^1].ParameterType.GetElementType()!;
        var rest = Array.CreateInstance(element, given.Length);
        for (var i = 0; i < given.Length; i++)
            rest.SetValue(Convert(r, arguments, from + i, given[i], element), i);
        return rest;
    }

    private static object? Convert(Rendering r, Arguments arguments, int index, object? value, Type wanted)
    {
        var type = Nullable.GetUnderlyingType(wanted) ?? wanted;
        if (value is null && (!wanted.IsValueType || type != wanted))
            return null;
        if (value is not null && type.IsInstanceOfType(value))
            return value;
        try
        {
            if (type == typeof(string))
                return r.Text(value);
            if (type == typeof(bool))
                return Truth.Of(value);
            if (value is string text && type == typeof(decimal))
                return decimal.Parse(text, r.Culture);
            if (Numbers.Is(value) && type.IsPrimitive || type == typeof(decimal))
                return System.Convert.ChangeType(Numbers.Normal(value), type, CultureInfo.InvariantCulture);
            if (type == typeof(DateTimeOffset) && Dates.Of(value) is { } date)
                return new DateTimeOffset(
                    date,
                    date.Kind == DateTimeKind.Utc ? TimeSpan.Zero : r.Options.Clock.LocalTimeZone.GetUtcOffset(date)
                );
            if (type == typeof(DateOnly) && Dates.Of(value) is { } day)
                return DateOnly.FromDateTime(day);
            if (type == typeof(DateTime) && Dates.Of(value) is { } moment)
                return moment;
        }
        catch (Exception e) when (e is FormatException or OverflowException or InvalidCastException) { }
        throw r.Error(arguments.SpanOf(index), $"Unable to convert type `{Kinds.Of(value)}` to {type.Name}");
    }
}
