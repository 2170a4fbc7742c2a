namespace UseIt.Marketplace.Values;

/// <summary>A place as it is known here: the code of the Office for National Statistics, its name, and the place it lies in.</summary>
public sealed record KnownPlace(string Code, string Name, string Kind, string? Within);

/// <summary>
/// Wards of Birmingham, the districts and regions around them, and what people call them: found by a name, a neighbourhood, a postcode.
/// </summary>
public static class Places
{
    /// <summary>As many as are shown at once.</summary>
    public const int Most = 10;

    private static readonly Lazy<IReadOnlyDictionary<string, KnownPlace>> Known = new(() =>
        Lines("places.tsv")
            .Select(l => new KnownPlace(l[0], l[1], l[2], l[3].Length > 0 ? l[3] : null))
            .ToDictionary(p => p.Code, StringComparer.OrdinalIgnoreCase)
    );

    private static readonly Lazy<IReadOnlyDictionary<string, string[]>> Said = new(() =>
        Lines("places-said.tsv").ToDictionary(l => Plain(l[0]), l => l[1].Split(' '), StringComparer.Ordinal)
    );

    private static readonly Lazy<ILookup<string, KnownPlace>> Inside = new(() =>
        Known.Value.Values.Where(p => p.Within is not null).ToLookup(p => p.Within!, StringComparer.OrdinalIgnoreCase)
    );

    /// <summary>Every place there is a code of.</summary>
    public static IEnumerable<KnownPlace> All => Known.Value.Values;

    /// <summary>The place of a code.</summary>
    public static KnownPlace? Of(string code) => Known.Value.GetValueOrDefault(code.Trim());

    /// <summary>The places that are called exactly so, or lie about there.</summary>
    public static IReadOnlyList<KnownPlace> Meant(string? words)
    {
        var typed = Plain(words);
        return
        [
            .. Known
                .Value.Values.Where(p => p.Code.Equals(typed, StringComparison.OrdinalIgnoreCase) || Plain(p.Name) == typed)
                .Concat((Said.Value.GetValueOrDefault(District(typed) ?? typed) ?? []).Select(Of).OfType<KnownPlace>())
                .Distinct(),
        ];
    }

    /// <summary>Places by a name or its beginning, a neighbourhood, a postcode or its first half; for the latter two only about.</summary>
    public static IReadOnlyList<KnownPlace> Find(string? words, int most = Most)
    {
        var typed = Plain(words);
        if (typed.Length < 2)
            return [];
        var found = new List<KnownPlace>();
        Add(Meant(words));
        Add(Known.Value.Values.Where(p => Plain(p.Name).StartsWith(typed, StringComparison.Ordinal)));
        Add(
            Known.Value.Values.Where(p =>
                Plain(p.Name).Split(' ').Any(w => w.StartsWith(typed, StringComparison.Ordinal))
                || Plain(p.Name).Contains($" {typed}", StringComparison.Ordinal)
            )
        );
        Add(
            Said.Value.Where(s => !IsDistrict(s.Key) && s.Key.StartsWith(typed, StringComparison.Ordinal))
                .SelectMany(s => s.Value)
                .Select(Of)
                .OfType<KnownPlace>()
        );
        return [.. found.Take(most)];

        void Add(IEnumerable<KnownPlace> more) => found.AddRange(more.Where(p => !found.Contains(p)).ToArray());
    }

    /// <summary>Where work in a place may be offered: itself, all that holds it and all that lies in it.</summary>
    public static IReadOnlySet<string> Around(string code)
    {
        var around = new HashSet<string>([code.Trim()], StringComparer.OrdinalIgnoreCase);
        for (var place = Of(code); place?.Within is { } wider; place = Of(wider))
            around.Add(wider);
        var open = new Queue<string>([code.Trim()]);
        while (open.TryDequeue(out var outer))
            foreach (var inner in Inside.Value[outer])
                if (around.Add(inner.Code))
                    open.Enqueue(inner.Code);
        return around;
    }

    /// <summary>"Ward of Birmingham", as it stands below a name.</summary>
    public static string Described(KnownPlace place) =>
        place.Within is { } within && Of(within) is { } wider
            ? $"{char.ToUpperInvariant(place.Kind[0])}{place.Kind[1..]} in {(wider.Kind == "region" ? "the " : "")}{wider.Name}"
            : $"{char.ToUpperInvariant(place.Kind[0])}{place.Kind[1..]}";

    // "B16 8JL" lies in B16. Typed without a blank the last three are taken off, if what is left is a district.
    private static string? District(string typed) =>
        typed.Split(' ')[0] is var first && IsDistrict(first) ? first
        : typed.Length > 4 && !typed.Contains(' ', StringComparison.Ordinal) && IsDistrict(typed[..^3]) && char.IsAsciiDigit(typed[^3])
            ? typed[..^3]
        : null;

    private static bool IsDistrict(string text) =>
        text.Length is >= 2 and <= 4 && char.IsAsciiLetter(text[0]) && text[1..].All(char.IsAsciiDigit);

    private static string Plain(string? text) =>
        string.Join(
            ' ',
            (text ?? "")
                .ToLowerInvariant()
                .Replace("&", "and", StringComparison.Ordinal)
                .Replace("'", "", StringComparison.Ordinal)
                .Replace("’", "", StringComparison.Ordinal)
                .Split([' ', ',', '-', '.'], StringSplitOptions.RemoveEmptyEntries)
        );

    private static IEnumerable<string[]> Lines(string resource)
    {
        using var reader = new StreamReader(typeof(Places).Assembly.GetManifestResourceStream(resource)!);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#')
                yield return line.Split('\t');
    }
}
