using System.Collections;
using System.Reflection;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Templates;

/// <summary>
/// Made-up models of a type, to try a template with before anything real is written by it: one that has everything, and one that has no
/// more than it must.
/// </summary>
public static class SampleModel
{
    private const int Deepest = 8;

    public static object Full(Type model) => new Making(IsFull: true).Of(model, "", 0)!;

    public static object Bare(Type model) => new Making(IsFull: false).Of(model, "", 0)!;

    private sealed class Making(bool IsFull)
    {
        private readonly NullabilityInfoContext nullability = new();
        private int made;

        public object? Of(Type type, string name, int depth)
        {
            made++;
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (type == typeof(string))
                return name.Contains("Link", StringComparison.Ordinal) ? "https://marketplace.example/sample" : $"Sample {made}";
            if (type == typeof(Guid))
                return new Guid(made, 0, 0x4000, 0x80, 0, 0, 0, 0, 0, 0, 1);
            if (type == typeof(bool))
                return IsFull;
            if (type == typeof(DateOnly))
                return new DateOnly(2026, 6, 1).AddDays(made % 300);
            if (type == typeof(DateTimeOffset))
                return new DateTimeOffset(2026, 6, 1, 13, 30, 0, TimeSpan.Zero).AddDays(made % 300);
            if (type == typeof(Money))
                return new Money(1000m + made);
            if (type == typeof(Share))
                return new Share(50m);
            if (type.IsEnum)
                return Enum.GetValues(type).GetValue(0);
            if (type.IsPrimitive || type == typeof(decimal))
                return Convert.ChangeType(IsFull ? 1 + made % 9 : 0, type, System.Globalization.CultureInfo.InvariantCulture);
            if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
                return type.GetGenericArguments() is [var item] ? List(type, item, name, depth) : Map(type.GetGenericArguments());
            return depth > Deepest ? null : Made(type, depth);
        }

        private object List(Type type, Type item, string name, int depth)
        {
            var items = Array.CreateInstance(item, IsFull && depth < Deepest ? 2 : 0);
            for (var n = 0; n < items.Length; n++)
                items.SetValue(Of(item, name, depth + 1), n);
            return type.IsInstanceOfType(items) ? items : Activator.CreateInstance(typeof(HashSet<>).MakeGenericType(item), items)!;
        }

        private static object Map(Type[] of) => Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(of))!;

        private object Made(Type type, int depth)
        {
            var constructor = type.GetConstructors()
                .OrderByDescending(c => c.GetParameters().Length)
                .First(c => c.GetParameters().All(p => p.ParameterType != type));
            return constructor.Invoke([
                .. constructor.GetParameters().Select(p => !IsFull && IsOptional(p) ? null : Of(p.ParameterType, p.Name ?? "", depth + 1)),
            ]);
        }

        private bool IsOptional(ParameterInfo parameter) => nullability.Create(parameter).WriteState == NullabilityState.Nullable;
    }
}
