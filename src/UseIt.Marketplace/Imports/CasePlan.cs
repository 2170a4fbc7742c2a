using System.Globalization;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Imports;

/// <summary>An enterprise that is here already.</summary>
public sealed record KnownEnterprise(Guid Id, string Name, IReadOnlyList<Identifier> Numbers, string? Town, string? Postcode);

/// <summary>An enterprise, of an earlier row or here already, that a row may mean as well.</summary>
/// <param name="Answer">What is answered where it is the same: the number of the row, or the id.</param>
/// <param name="Name">What it is called there.</param>
/// <param name="Place">Where it is.</param>
public sealed record Resemblance(string Answer, string Name, string? Place);

/// <summary>One enterprise of a file: the row that says who it is, and where it was found.</summary>
/// <param name="First">The row that says who it is.</param>
/// <param name="Known">Who it is, where it is here already.</param>
/// <param name="Asked">Whom it may be: nothing of it is taken in before somebody has said.</param>
public sealed record PlannedEnterprise(CaseLine First, Guid? Known, IReadOnlyList<Resemblance> Asked);

/// <summary>What a file comes to.</summary>
public sealed record CasePlan(
    IReadOnlyList<CaseLine> Lines,
    IReadOnlyList<PlannedEnterprise> Enterprises,
    IReadOnlyDictionary<int, PlannedEnterprise> OfRow
)
{
    /// <summary>Said of an enterprise that is none of those it resembles.</summary>
    public const string Another = "new";

    public IEnumerable<CaseLine> Wrong => Lines.Where(l => l.Wrong.Count > 0);
    public IEnumerable<PlannedEnterprise> Open => Enterprises.Where(e => e.Asked.Count > 0);

    /// <summary>What can be taken in, row by row.</summary>
    public IEnumerable<(CaseLine Line, PlannedEnterprise Enterprise)> Ready =>
        Lines.Where(l => OfRow.TryGetValue(l.Row, out var e) && e.Asked.Count == 0).Select(l => (l, OfRow[l.Row]));

    /// <param name="lines">The rows as they were understood.</param>
    /// <param name="known">The enterprises there are.</param>
    /// <param name="answers">By the first row of an enterprise: <see cref="Another"/>, the number of a row, or an id.</param>
    public static CasePlan Of(IReadOnlyList<CaseLine> lines, IReadOnlyList<KnownEnterprise> known, IReadOnlyDictionary<int, string> answers)
    {
        var (here, found) = (new NameRegister(), new NameRegister());
        foreach (var k in known)
            here.Add(
                new NamedEntry(k.Id.ToString(), k.Name, k.Numbers.FirstOrDefault(n => n.Scheme == Identifier.Company), k.Town, k.Postcode)
            );
        var ids = known.ToDictionary(k => k.Id.ToString(), k => k.Id, StringComparer.Ordinal);
        var result = new List<CaseLine>(lines.Count);
        var planned = new List<PlannedEnterprise>();
        var ofRow = new Dictionary<int, PlannedEnterprise>();
        foreach (var given in lines)
        {
            var line = given;
            if (line.Wrong.Count == 0)
            {
                var me = new NamedEntry(line.Row.ToString(CultureInfo.InvariantCulture), line.Name, line.Number, line.Town, line.Postcode);
                if (found.ByNumber(line.Number) is { } same && !Likeness.AreAlike(same.Plain, me.Plain))
                    line = line with
                    {
                        Wrong = [$"Row {same.Key} gives this company number to “{same.Name}”. Correct the name or the number"],
                    };
                else if (Contradicts(line, me) is { } other)
                    line = line with { Wrong = [$"This company number is that of “{other.Name}”. Correct the name or the number"] };
                else if ((found.ByNumber(line.Number) ?? found.Exactly(me)) is { } first)
                    ofRow[line.Row] = ofRow[int.Parse(first.Key, CultureInfo.InvariantCulture)];
                else
                {
                    var enterprise = Find(line, me);
                    ofRow[line.Row] = enterprise;
                    if (enterprise.First.Row == line.Row)
                    {
                        planned.Add(enterprise);
                        found.Add(me);
                    }
                }
            }
            result.Add(line);
        }
        return new CasePlan(result, planned, ofRow);

        // A number may be mistyped, and a name may be another than the registered one: where they do not go together somebody is asked.
        NamedEntry? Contradicts(CaseLine line, NamedEntry me) =>
            answers.GetValueOrDefault(line.Row) == Another
            && here.ByNumber(line.Number) is { } entry
            && !Likeness.AreAlike(entry.Plain, me.Plain)
                ? entry
                : null;

        PlannedEnterprise Find(CaseLine line, NamedEntry me)
        {
            if (here.ByNumber(line.Number) is { } registered)
                return Likeness.AreAlike(registered.Plain, me.Plain) || answers.GetValueOrDefault(line.Row) == registered.Key
                    ? new PlannedEnterprise(line, ids[registered.Key], [])
                    : new PlannedEnterprise(
                        line,
                        null,
                        [new Resemblance(registered.Key, registered.Name, registered.Postcode ?? registered.Town)]
                    );
            var alike = found.Alike(me).Concat(here.Alike(me)).ToArray();
            if (alike.Length == 0 || answers.GetValueOrDefault(line.Row) is not { } answer)
                return new PlannedEnterprise(line, null, [.. alike.Select(a => new Resemblance(a.Key, a.Name, a.Postcode ?? a.Town))]);
            if (answer == Another || Array.Find(alike, a => a.Key == answer) is not { } meant)
                return new PlannedEnterprise(
                    line,
                    null,
                    answer == Another ? [] : [.. alike.Select(a => new Resemblance(a.Key, a.Name, a.Postcode ?? a.Town))]
                );
            return ids.TryGetValue(meant.Key, out var id)
                ? new PlannedEnterprise(line, id, [])
                : ofRow[int.Parse(meant.Key, CultureInfo.InvariantCulture)];
        }
    }
}
