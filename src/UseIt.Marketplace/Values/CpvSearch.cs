namespace UseIt.Marketplace.Values;

/// <summary>Finds codes of the vocabulary by what people say, so that nobody has to know one by heart. Pure.</summary>
public static class CpvSearch
{
    /// <summary>As many as are shown at once.</summary>
    public const int Most = 8;

    private const int LeastOfAPrefix = 3;

    private sealed record Said(IReadOnlyList<string> Stems, IReadOnlyList<string> Codes);

    private sealed record Titled(string Code, IReadOnlyList<string> Stems, double Preference);

    private static readonly Lazy<IReadOnlyList<Said>> Sayings = new(ReadSayings);
    private static readonly Lazy<IReadOnlyList<Titled>> Titles = new(() =>
        [.. Cpv.All.Select(c => new Titled(c.Key, PlainWords.Stems(c.Value), Preference(c.Key)))]
    );

    /// <summary>The codes that fit, best first: what people call so, then what has the words in its title. A code finds itself.</summary>
    public static IReadOnlyList<string> Find(string? words, int most = Most)
    {
        var digits = Cpv.Digits(words ?? "");
        if (digits.Length >= 2 && digits.All(char.IsAsciiDigit))
            return [.. Cpv.All.Keys.Where(c => c.StartsWith(digits, StringComparison.Ordinal)).Take(most)];
        var stems = PlainWords.Stems(words);
        if (stems.Count == 0)
            return [];
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var said in Sayings.Value)
        {
            var score = Fit(said.Stems, stems);
            for (var i = 0; score > 0 && i < said.Codes.Count; i++)
                Raise(said.Codes[i], score - i * 10);
        }
        foreach (var title in Titles.Value)
            if (Named(title.Stems, stems) is > 0 and var score)
                Raise(title.Code, score + title.Preference);
        return [.. scores.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).Take(most).Select(s => s.Key)];

        void Raise(string code, double score) => scores[code] = Math.Max(scores.GetValueOrDefault(code), score);
    }

    /// <summary>The codes of what people call exactly so; none where the words say more, less or something else.</summary>
    public static IReadOnlyList<string> Meant(string? words)
    {
        var stems = PlainWords.Stems(words);
        return
        [
            .. Sayings.Value.Where(s => s.Stems.Count == stems.Count && s.Stems.All(stems.Contains)).SelectMany(s => s.Codes).Distinct(),
        ];
    }

    // The whole of it counts most; then that it is among the words typed; then that these are its beginning, as somebody still types.
    private static double Fit(IReadOnlyList<string> said, IReadOnlyList<string> typed) =>
        said.All(typed.Contains) ? (said.Count == typed.Count ? 1000 : 500 + 100.0 * said.Count / typed.Count)
        : typed.Count <= said.Count && typed.Take(typed.Count - 1).All(said.Contains) && said.Any(s => Begins(s, typed[^1]))
            ? 400 + 50.0 * typed.Count / said.Count
        : 0;

    private static double Named(IReadOnlyList<string> title, IReadOnlyList<string> typed)
    {
        double found = 0;
        foreach (var stem in typed)
            found +=
                title.Contains(stem) ? 1
                : title.Any(t => Begins(t, stem)) ? 0.6
                : 0;
        return found / typed.Count < 0.5 ? 0 : 300 * found / typed.Count + 60 * found / title.Count;
    }

    private static bool Begins(string word, string typed) =>
        typed.Length >= LeastOfAPrefix && word.StartsWith(typed, StringComparison.Ordinal);

    // Enterprises here sell services more than works, and these more than goods; the wider of two codes is the safer one.
    private static double Preference(string code) =>
        (
            Cpv.Category(code) switch
            {
                "services" => 60,
                "works" => 40,
                _ => 0,
            }
        )
        - 3 * Cpv.Prefix(code).Length;

    private static IReadOnlyList<Said> ReadSayings()
    {
        using var reader = new StreamReader(typeof(CpvSearch).Assembly.GetManifestResourceStream("cpv-words.tsv")!);
        var sayings = new List<Said>();
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#' && line.Split('\t') is [var said, var codes])
                foreach (var words in said.Split(';', StringSplitOptions.TrimEntries))
                    sayings.Add(new Said(PlainWords.Stems(words), codes.Split(' ')));
        return sayings;
    }
}
