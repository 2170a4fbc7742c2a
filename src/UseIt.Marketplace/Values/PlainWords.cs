using System.Text;

namespace UseIt.Marketplace.Values;

/// <summary>What is looked for in plain words: what somebody types, cut down to what its words have in common with others.</summary>
public static class PlainWords
{
    private const int ShortestStem = 4;

    // Longest first, so that "cleaners" loses all of its ending and "cleaner" the same.
    private static readonly string[] Endings =
    [
        "ations",
        "ation",
        "ators",
        "ating",
        "ator",
        "ings",
        "ing",
        "ers",
        "er",
        "ors",
        "or",
        "es",
        "ed",
        "s",
        "e",
    ];

    // They say nothing of what is done: every other title of the vocabulary has them.
    private static readonly HashSet<string> Empty = new(
        "a an and any as at by for from in into of on or our other some than that the their to up we with you your do does who which service services work works".Split(
            ' '
        ),
        StringComparer.Ordinal
    );

    /// <summary>The stems of a text, in its order. Only where nothing else is left do words like "services" count.</summary>
    public static IReadOnlyList<string> Stems(string? text)
    {
        var words = Words(text).ToArray();
        var telling = words.Where(w => !Empty.Contains(w)).ToArray();
        return [.. (telling.Length > 0 ? telling : words).Select(Stem)];
    }

    /// <summary>"Cleaner", "cleaners" and "cleaning" are one; so are "fitter" and "fitting".</summary>
    public static string Stem(string word)
    {
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > ShortestStem)
            word = $"{word[..^3]}y";
        foreach (var ending in Endings)
            if (
                word.EndsWith(ending, StringComparison.Ordinal)
                && word.Length - ending.Length >= (ending.Length == 1 ? ShortestStem - 1 : ShortestStem)
            )
            {
                word = word[..^ending.Length];
                break;
            }
        return word.Length > 3 && word[^1] == word[^2] ? word[..^1] : word;
    }

    private static IEnumerable<string> Words(string? text)
    {
        var word = new StringBuilder();
        foreach (var c in (text ?? "").ToLowerInvariant().Append(' '))
            if (char.IsLetterOrDigit(c))
                word.Append(c);
            else if (c is not '\'' and not '’' && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
    }
}
