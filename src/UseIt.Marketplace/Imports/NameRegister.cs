using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Imports;

/// <summary>An organisation as a row, or the register, names it.</summary>
internal sealed record NamedEntry(string Key, string Name, Identifier? Number, string? Town, string? Postcode)
{
    public IReadOnlyList<string> Words { get; } = Likeness.WordsOf(Name);
    public string Plain => string.Join(' ', Words);
}

/// <summary>Organisations by number and by the words of their names.</summary>
internal sealed class NameRegister
{
    // A word of very many names tells nothing.
    private const int MostOfOneWord = 200;

    private readonly Dictionary<string, NamedEntry> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NamedEntry>> words = new(StringComparer.Ordinal);

    public void Add(NamedEntry entry)
    {
        if (entry.Number is { } number)
            numbers.TryAdd(number.Id, entry);
        foreach (var word in entry.Words.Distinct())
            (words.TryGetValue(word, out var of) ? of : words[word] = []).Add(entry);
    }

    public NamedEntry? ByNumber(Identifier? number) => number is null ? null : numbers.GetValueOrDefault(number.Id);

    /// <summary>The same name in the same place, as a list has it that names an organisation in each of its rows.</summary>
    public NamedEntry? Exactly(NamedEntry me) =>
        Near(me)
            .FirstOrDefault(e =>
                e.Name.Equals(me.Name, StringComparison.OrdinalIgnoreCase)
                && e.Town == me.Town
                && e.Postcode == me.Postcode
                && (e.Number is null || me.Number is null)
            );

    /// <summary>Those whose name is like this one's in what may be the same place; two numbers are two organisations.</summary>
    public IEnumerable<NamedEntry> Alike(NamedEntry me) =>
        Near(me)
            .Where(e =>
                (e.Number is null || me.Number is null)
                && Likeness.AreAlike(e.Plain, me.Plain)
                && Likeness.MayBeOne((e.Town, e.Postcode), (me.Town, me.Postcode))
            );

    private IEnumerable<NamedEntry> Near(NamedEntry me) =>
        me
            .Words.Distinct()
            .Select(w => words.GetValueOrDefault(w))
            .OfType<List<NamedEntry>>()
            .Where(l => l.Count <= MostOfOneWord)
            .SelectMany(l => l)
            .Distinct();
}
