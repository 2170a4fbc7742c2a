using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Imports;

/// <summary>Which column says what: by the words of its heading, and by what was chosen for such a heading before.</summary>
/// <param name="known">Each field, what people are told it is, and the headings it is known by.</param>
public sealed class SheetColumns<TField>(IReadOnlyList<(TField Field, string Name, string[] Words)> known)
    where TField : struct, Enum
{
    public string Called(TField field) => known.Single(k => k.Field.Equals(field)).Name;

    /// <summary>What each column says; null where it is not used. No field is said by two columns: the first is taken.</summary>
    public IReadOnlyList<TField?> Match(IReadOnlyList<string> headings, IReadOnlyDictionary<string, TField?>? remembered)
    {
        var taken = new HashSet<TField>();
        return
        [
            .. headings.Select(h =>
            {
                var plain = SheetColumns.Plain(h);
                TField? field = remembered?.TryGetValue(plain, out var chosen) == true ? chosen : OfWords(plain);
                return field is { } f && taken.Add(f) ? field : null;
            }),
        ];
    }

    private TField? OfWords(string plain)
    {
        foreach (var (field, _, words) in known)
            if (words.Contains(plain))
                return field;
        return null;
    }
}

public static class SheetColumns
{
    /// <summary>A heading as it is compared: its words in small letters.</summary>
    public static string Plain(string heading) =>
        string.Join(
            ' ',
            new string([.. heading.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(
                ' ',
                StringSplitOptions.RemoveEmptyEntries
            )
        );

    /// <summary>No column was chosen for what is needed.</summary>
    public static Refusal Without(string code, string does) =>
        new($"columns-without-{code}", "columns[0]", $"Choose the column that {does}");
}
