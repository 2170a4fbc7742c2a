using System.Globalization;
using System.Text;

namespace UseIt.Marketplace.Imports;

/// <summary>Whether two names may be of one enterprise: without what says its form, in the same letters.</summary>
public static class Likeness
{
    private const double Enough = 0.75;

    private static readonly HashSet<string> Forms = new(StringComparer.Ordinal)
    {
        "the",
        "and",
        "of",
        "ltd",
        "limited",
        "cic",
        "cio",
        "plc",
        "llp",
        "community",
        "interest",
        "company",
        "cooperative",
        "coop",
        "society",
        "invented",
    };

    /// <summary>The words of a name that tell it from others; all of them, where there is no other.</summary>
    public static IReadOnlyList<string> WordsOf(string name)
    {
        var letters = new StringBuilder(name.Length);
        foreach (var c in name.Replace("-op", "op", StringComparison.OrdinalIgnoreCase).Normalize(NormalizationForm.FormKD))
            if (char.IsLetterOrDigit(c))
                letters.Append(char.ToLowerInvariant(c));
            else if (c is not ('.' or '’' or '\'') && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                letters.Append(' ');
        string[] all = letters.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] own = [.. all.Where(w => !Forms.Contains(w))];
        return own.Length > 0 ? own : all;
    }

    public static string Plain(string name) => string.Join(' ', WordsOf(name));

    public static bool AreAlike(string plain, string other) => plain == other || Dice(plain, other) >= Enough;

    /// <summary>Whether two places may be one: where either does not say, they may.</summary>
    public static bool MayBeOne((string? Town, string? Postcode) place, (string? Town, string? Postcode) other) =>
        Outward(place.Postcode) is { } a && Outward(other.Postcode) is { } b
            ? a == b
            : place.Town is null || other.Town is null || Plain(place.Town) == Plain(other.Town);

    private static string? Outward(string? postcode)
    {
        var plain = postcode?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        // The half behind has three characters, where somebody wrote it.
        return plain is null or "" ? null
            : plain.Length > 4 ? plain[..^3]
            : plain;
    }

    private static double Dice(string a, string b)
    {
        var (x, y) = (Pairs(a), Pairs(b));
        return x.Count + y.Count == 0 ? 0 : 2.0 * x.Intersect(y).Count() / (x.Count + y.Count);
    }

    private static HashSet<(char, char)> Pairs(string text) => [.. text.Zip(text.Skip(1))];
}
