using System.Globalization;

namespace UseIt.Marketplace.Imports;

/// <summary>One row of a sheet in which each row is one thing.</summary>
public interface IImportLine
{
    int Row { get; }
    string Name { get; }
    IReadOnlyList<string> Wrong { get; }
}

/// <summary>A row, whom or what it may be, and whether it is here already.</summary>
public sealed record PlannedRow<TLine>(TLine Line, IReadOnlyList<Resemblance> Asked, bool Here)
    where TLine : IImportLine;

/// <summary>What is here already, as a sheet's rows are compared with it.</summary>
/// <param name="Marks">By what exactly the same is known.</param>
/// <param name="Named">What has a name that a row's may be like.</param>
/// <param name="Places">What is said beside such a name, by its key.</param>
internal sealed record KnownRows(IReadOnlySet<string> Marks, IReadOnlyList<NamedEntry> Named, IReadOnlyDictionary<string, string> Places);

/// <summary>What a sheet comes to in which each row is one thing. Nothing is merged by itself: what is alike is asked about.</summary>
public sealed record RowPlan<TLine>(IReadOnlyList<PlannedRow<TLine>> Rows)
    where TLine : class, IImportLine
{
    public IEnumerable<TLine> Wrong => Rows.Where(r => r.Line.Wrong.Count > 0).Select(r => r.Line);
    public IEnumerable<PlannedRow<TLine>> Open => Rows.Where(r => r.Asked.Count > 0);
    public IEnumerable<TLine> Here => Rows.Where(r => r.Here).Select(r => r.Line);
    public IEnumerable<TLine> Ready => Rows.Where(r => r is { Here: false, Asked.Count: 0, Line.Wrong.Count: 0 }).Select(r => r.Line);

    /// <param name="lines">The rows as they were understood.</param>
    /// <param name="markOf">By what exactly the same is known.</param>
    /// <param name="wrongWith">A line with something wrong.</param>
    /// <param name="named">A row's name, and where it is.</param>
    /// <param name="known">What is here.</param>
    /// <param name="answers">By row: <see cref="CasePlan.Another"/>, or the key of what it is.</param>
    internal static RowPlan<TLine> Of(
        IReadOnlyList<TLine> lines,
        Func<TLine, string> markOf,
        Func<TLine, string, TLine> wrongWith,
        Func<TLine, NamedEntry> named,
        KnownRows known,
        IReadOnlyDictionary<int, string> answers
    )
    {
        var (here, found) = (new NameRegister(), new NameRegister());
        foreach (var entry in known.Named)
            here.Add(entry);
        var marks = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new List<PlannedRow<TLine>>(lines.Count);
        foreach (var line in lines)
            rows.Add(line.Wrong.Count > 0 ? new PlannedRow<TLine>(line, [], false) : Find(line));
        return new RowPlan<TLine>(rows);

        PlannedRow<TLine> Find(TLine line)
        {
            var (me, mark) = (named(line), markOf(line));
            if (known.Marks.Contains(mark))
                return new PlannedRow<TLine>(line, [], true);
            if (marks.TryGetValue(mark, out var first))
                return new PlannedRow<TLine>(
                    wrongWith(line, string.Create(CultureInfo.InvariantCulture, $"Row {first} says the same. Leave one of them out")),
                    [],
                    false
                );
            marks[mark] = line.Row;
            var alike = found.Alike(me).Concat(here.Alike(me)).ToArray();
            found.Add(me);
            var answer = answers.GetValueOrDefault(line.Row);
            if (alike.Length == 0 || answer == CasePlan.Another)
                return new PlannedRow<TLine>(line, [], false);
            return Array.Exists(alike, a => a.Key == answer)
                ? new PlannedRow<TLine>(line, [], true)
                : new PlannedRow<TLine>(line, [.. alike.Select(a => new Resemblance(a.Key, a.Name, PlaceOf(a)))], false);
        }

        string? PlaceOf(NamedEntry entry) =>
            known.Places.GetValueOrDefault(entry.Key)
            ?? (entry.Key.All(char.IsAsciiDigit) ? $"row {entry.Key}" : entry.Postcode ?? entry.Town);
    }
}
