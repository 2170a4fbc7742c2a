using System.Globalization;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace UseIt.Marketplace.Web;

/// <summary>Reads a date from three boxes (`Closes.Day`, `Closes.Month`, `Closes.Year`) or from one value (`2026-11-22`).</summary>
public sealed class DateBinder : IModelBinder
{
    public static readonly IReadOnlyList<string> Parts = ["Day", "Month", "Year"];

    public Task BindModelAsync(ModelBindingContext bindingContext)
    {
        var name = bindingContext.ModelName;
        var state = bindingContext.ModelState;
        var single = bindingContext.ValueProvider.GetValue(name).FirstValue;
        if (!string.IsNullOrWhiteSpace(single))
            return FromOne(bindingContext, name, single);

        var typed = new string[Parts.Count];
        for (var i = 0; i < Parts.Count; i++)
        {
            var part = bindingContext.ValueProvider.GetValue($"{name}.{Parts[i]}");
            typed[i] = part.FirstValue?.Trim() ?? "";
            if (part == ValueProviderResult.None)
                continue;
            state.SetModelValue($"{name}.{Parts[i]}", part);
            // Nothing else looks at the boxes, and a box nobody has looked at would make the form one with mistakes.
            state.MarkFieldSkipped($"{name}.{Parts[i]}");
        }
        if (typed.All(part => part.Length == 0))
            return Task.CompletedTask;

        var label = bindingContext.ModelMetadata.GetDisplayName();
        var missing = Parts.Where((_, i) => typed[i].Length == 0).ToList();
        if (missing.Count > 0)
        {
            var what = string.Join(" and ", missing.Select(part => "a " + part.ToLowerInvariant()));
            foreach (var part in missing)
                state.AddModelError($"{name}.{part}", $"{label} must include {what}");
        }
        else if (Read(typed) is { } date)
            bindingContext.Result = ModelBindingResult.Success(date);
        else
            state.AddModelError(name, $"{label} must be a real date, for example 27 3 2027");
        return Task.CompletedTask;
    }

    /// <summary>A date typed in three boxes as one value, where it is one.</summary>
    internal static string Written(IEnumerable<string> parts) =>
        Read([.. parts.Select(part => part.Trim())]) is { } date ? Written(date) : string.Concat(parts);

    internal static string Written(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The name of the date a part belongs to; any other name stays as it is.</summary>
    internal static string Whole(string name) =>
        Parts.FirstOrDefault(part => name.EndsWith("." + part, StringComparison.OrdinalIgnoreCase)) is { } part
            ? name[..^(part.Length + 1)]
            : name;

    private static Task FromOne(ModelBindingContext context, string name, string typed)
    {
        context.ModelState.SetModelValue(name, typed, typed);
        if (DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            context.Result = ModelBindingResult.Success(date);
        else
            context.ModelState.AddModelError(name, $"{context.ModelMetadata.GetDisplayName()} must be a date written like 2027-03-27");
        return Task.CompletedTask;
    }

    private static DateOnly? Read(string[] typed) =>
        int.TryParse(typed[0], NumberStyles.None, CultureInfo.InvariantCulture, out var day)
        && Month(typed[1]) is { } month
        && typed[2].Length == 4
        && int.TryParse(typed[2], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
        && year > 0
        && day >= 1
        && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

    /// <summary>People also write "Mar" or "march", and we know what they mean.</summary>
    private static int? Month(string typed)
    {
        if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number is >= 1 and <= 12 ? number : null;
        if (typed.Length < 3)
            return null;
        var found = Array.FindIndex(
            CultureInfo.InvariantCulture.DateTimeFormat.MonthNames,
            month => month.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
        );
        return found < 0 ? null : found + 1;
    }
}

public sealed class DateBinderProvider : IModelBinderProvider
{
    public IModelBinder? GetBinder(ModelBinderProviderContext context) =>
        context.Metadata.UnderlyingOrModelType == typeof(DateOnly) ? new DateBinder() : null;
}
