using System.Globalization;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Spend;

/// <summary>One supplier of a file: the row that names it first, who that is, or whom it may be.</summary>
public sealed record PlannedSupplier(PaidLine First, Guid? Known, IReadOnlyList<Resemblance> Asked, int Lines, decimal Net);

/// <summary>What is to become of rows that look like payments that are there already.</summary>
public enum TwiceAnswer
{
    LeaveOut,
    TakeIn,
    Some,
}

/// <summary>
/// What a file of paid invoices comes to. Nothing is matched by likeness, and nothing left out as seen before, by itself.
/// </summary>
public sealed record InvoicePlan(
    IReadOnlyList<InvoiceLine> Rows,
    IReadOnlyList<PlannedSupplier> Suppliers,
    IReadOnlyList<PaidLine> Twice,
    IReadOnlyList<PaidLine> Ready
)
{
    /// <summary>Said of a supplier that is none of those it resembles.</summary>
    public const string Nobody = "none";

    public IEnumerable<InvoiceLine> Wrong => Rows.Where(r => r.Wrong.Count > 0);
    public IEnumerable<PlannedSupplier> Open => Suppliers.Where(s => s.Asked.Count > 0);
    public IEnumerable<PlannedSupplier> Unmatched => Suppliers.Where(s => s.Known is null);

    /// <summary>What the days of its rows are, where any of them is understood.</summary>
    public static (DateOnly First, DateOnly Last)? Days(IReadOnlyList<InvoiceLine> rows) =>
        rows.Select(r => r.Line).OfType<PaidLine>().ToArray() is { Length: > 0 } lines
            ? (lines.Min(l => l.Paid), lines.Max(l => l.Paid))
            : null;

    /// <param name="rows">The rows as they were understood.</param>
    /// <param name="known">The organisations there are.</param>
    /// <param name="marks">As what the payments that are in the ledger are known again.</param>
    /// <param name="answers">By the first row of a supplier: an id, or <see cref="Nobody"/>.</param>
    /// <param name="twice">What becomes of rows that look the same as others; null before anybody has said.</param>
    /// <param name="others">Which of them are other payments, where some are.</param>
    public static InvoicePlan Of(
        IReadOnlyList<InvoiceLine> rows,
        IReadOnlyList<OrganisationName> known,
        IReadOnlySet<string> marks,
        IReadOnlyDictionary<int, string> answers,
        TwiceAnswer? twice,
        IReadOnlyCollection<int> others
    )
    {
        var here = new KnownSuppliers(known);
        var suppliers = new Dictionary<string, PlannedSupplier>(StringComparer.Ordinal);
        var (seen, again, ready) = (new HashSet<string>(StringComparer.Ordinal), new List<PaidLine>(), new List<PaidLine>());
        foreach (var line in rows.Select(r => r.Line).OfType<PaidLine>())
        {
            string[] own = [.. line.Marks()];
            var another = own.Any(m => seen.Contains(m) || marks.Contains(m));
            seen.UnionWith(own);
            if (another)
                again.Add(line);
            if (another && (twice is null or TwiceAnswer.LeaveOut || twice is TwiceAnswer.Some && !others.Contains(line.Row)))
                continue;
            var key = line.Number is { } number ? $"{number.Scheme}-{number.Id}" : $"{Likeness.Plain(line.Supplier)}|{line.Postcode}";
            var supplier = suppliers.TryGetValue(key, out var before)
                ? before with
                {
                    Lines = before.Lines + 1,
                    Net = before.Net + Pounds(line),
                }
                : Find(line);
            suppliers[key] = supplier;
            ready.Add(line with { OrganisationId = supplier.Known, Another = another });
        }
        return new InvoicePlan(rows, [.. suppliers.Values], again, ready);

        PlannedSupplier Find(PaidLine line)
        {
            if (here.ByNumber(line) is { } registered)
                return new PlannedSupplier(line, registered, [], 1, Pounds(line));
            var alike = here.Alike(line);
            return answers.GetValueOrDefault(line.Row) switch
            {
                Nobody => new PlannedSupplier(line, null, [], 1, Pounds(line)),
                { } said when alike.FirstOrDefault(a => a.Answer == said) is { } meant => new PlannedSupplier(
                    line,
                    Guid.Parse(meant.Answer, CultureInfo.InvariantCulture),
                    [],
                    1,
                    Pounds(line)
                ),
                _ => new PlannedSupplier(line, null, alike, 1, Pounds(line)),
            };
        }
    }

    private static decimal Pounds(PaidLine line) => line.Net.Currency == Money.Pounds ? line.Net.Amount : 0;

    /// <summary>The organisations there are, by every number they bear, and by name.</summary>
    private sealed class KnownSuppliers
    {
        private readonly NameRegister names = new();
        private readonly Dictionary<string, Guid> numbers = new(StringComparer.Ordinal);

        public KnownSuppliers(IReadOnlyList<OrganisationName> known)
        {
            foreach (var o in known)
            {
                foreach (var number in o.Identifiers.Select(n => n.Normal()))
                    numbers.TryAdd($"{number.Scheme}-{number.Id}", o.OrganisationId);
                var company = o.Identifiers.FirstOrDefault(n => n.Scheme == Organisations.Identifier.Company)?.Normal();
                names.Add(new NamedEntry(o.OrganisationId.ToString(), o.Name, company, o.Address?.Locality, o.Address?.PostalCode));
            }
        }

        public Guid? ByNumber(PaidLine line) =>
            line.Number is { } number && numbers.TryGetValue($"{number.Scheme}-{number.Id}", out var id) ? id : null;

        public IReadOnlyList<Resemblance> Alike(PaidLine line) =>
            [
                .. names
                    .Alike(
                        new NamedEntry(
                            line.Row.ToString(CultureInfo.InvariantCulture),
                            line.Supplier,
                            line.Number is { Scheme: Organisations.Identifier.Company } company ? company : null,
                            null,
                            line.Postcode
                        )
                    )
                    .Select(e => new Resemblance(e.Key, e.Name, e.Postcode ?? e.Town)),
            ];
    }
}
