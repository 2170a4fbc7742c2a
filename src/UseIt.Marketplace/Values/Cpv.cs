namespace UseIt.Marketplace.Values;

/// <summary>The Common Procurement Vocabulary of 2008. A code is eight digits; a check digit after a hyphen is read and dropped.</summary>
public static class Cpv
{
    private static readonly Lazy<SortedDictionary<string, string>> Titles = new(Read);

    /// <summary>Every code with its English title, in order.</summary>
    public static IReadOnlyDictionary<string, string> All => Titles.Value;

    public static string? Title(string code) => Titles.Value.GetValueOrDefault(Digits(code));

    /// <summary>The eight digits of a code as people and portals write it: "85312310-5", "85312310 ", "85312310".</summary>
    public static string Digits(string code)
    {
        var text = code.Trim();
        var hyphen = text.IndexOf('-', StringComparison.Ordinal);
        return hyphen > 0 ? text[..hyphen] : text;
    }

    /// <summary>
    /// The part of a code that says something: "85000000" and "85" both mean everything under 85. At least the two digits of a division.
    /// </summary>
    public static string Prefix(string code)
    {
        var digits = Digits(code);
        var significant = digits.TrimEnd('0');
        return significant.Length >= 2 ? significant
            : digits.Length >= 2 ? digits[..2]
            : digits;
    }

    /// <summary>Every prefix under which a code is found, from its division to itself.</summary>
    public static IEnumerable<string> Prefixes(string code)
    {
        var digits = Digits(code);
        for (var length = 2; length <= digits.Length; length++)
            yield return digits[..length];
    }

    /// <summary>Every code that says the same, more widely or more narrowly: who does one of them may do this.</summary>
    public static IReadOnlyList<string> Around(string code)
    {
        var prefix = Prefix(code);
        return
        [
            .. Titles.Value.Keys.Where(c =>
                c.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(Prefix(c), StringComparison.Ordinal)
            ),
        ];
    }

    /// <summary>What kind of purchase a code is, by its division: works, goods or services (OCDS procurementCategory).</summary>
    public static string? Category(string code) =>
        Digits(code) switch
        {
            ['4', '5', ..] => "works",
            ['0' or '1' or '2' or '3', ..] or ['4', _, ..] => "goods",
            [>= '5' and <= '9', ..] => "services",
            _ => null,
        };

    private static SortedDictionary<string, string> Read()
    {
        using var reader = new StreamReader(typeof(Cpv).Assembly.GetManifestResourceStream("cpv-2008.tsv")!);
        var titles = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#' && line.Split('\t') is [var code, var title])
                titles[Digits(code)] = title;
        return titles;
    }
}
