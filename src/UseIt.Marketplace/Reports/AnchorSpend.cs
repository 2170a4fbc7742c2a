using System.Globalization;
using System.Text.Json.Serialization;
using JasperFx.Events;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Spend;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Reports;

/// <summary>What a buyer's ledger held at the cut: its facts, and the lines of each file that counts.</summary>
public sealed record AnchorSpend(IReadOnlyList<IEvent> Ledger, IReadOnlyDictionary<Guid, IReadOnlyList<PaidLine>> Lines)
{
    public static AnchorSpend None { get; } = new([], new Dictionary<Guid, IReadOnlyList<PaidLine>>());

    /// <summary>The last definition of local, and the fact it stands in.</summary>
    public IEvent? AreaFact => Ledger.LastOrDefault(e => e.Data is LocalAreaDefined);

    public LocalArea? Area => AreaFact?.Data is LocalAreaDefined e ? new LocalArea(e.Name, e.Postcodes) : null;

    /// <summary>The files that were taken in and not taken back.</summary>
    public static IEnumerable<PaidInvoicesTakenIn> Live(IEnumerable<IEvent> ledger)
    {
        var facts = ledger.Select(e => e.Data).ToArray();
        var back = facts.OfType<PaidInvoicesTakenBack>().Select(b => b.DocumentId).ToHashSet();
        return facts.OfType<PaidInvoicesTakenIn>().Where(f => !back.Contains(f.DocumentId));
    }

    public IEnumerable<Guid> Organisations() => Lines.Values.SelectMany(l => l).Select(l => l.OrganisationId).OfType<Guid>().Distinct();

    /// <summary>Each line that counts, with the fact of its file.</summary>
    public IEnumerable<(IEvent File, PaidLine Line)> Paid() =>
        from file in Ledger
        where file.Data is PaidInvoicesTakenIn
        from line in Lines.GetValueOrDefault(((PaidInvoicesTakenIn)file.Data).DocumentId) ?? []
        select (file, line);
}

/// <summary>A financial year, from 1 April to 31 March, by the day on which invoices were paid.</summary>
public sealed record SpendYear(int From, string Label, IReadOnlyList<ReportFigure> Spend)
{
    private const string NoLedger = "No ledger of paid invoices";
    private const string OfLedger = "The buyer's ledger of paid invoices";
    private const string NoArea = "No definition of local";

    public IEnumerable<ReportFigure> Figures() => Spend;

    /// <summary>Local, elsewhere and not placed, which together are all that was paid.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReportFigure> ByPlace =>
        [
            .. new[] { "-local", "-elsewhere", "-unplaced" }
                .Select(place => Spend.FirstOrDefault(f => f.Key.EndsWith(place, StringComparison.Ordinal)))
                .OfType<ReportFigure>(),
        ];

    public static int YearOf(DateOnly day) => day.Month < 4 ? day.Year - 1 : day.Year;

    public static string LabelOf(int from) => string.Create(CultureInfo.InvariantCulture, $"April {from} to March {from + 1}");

    public static IReadOnlyList<SpendYear> Of(AnchorSpend spend, IReadOnlySet<Guid> enterprises) =>
        [
            .. spend
                .Paid()
                .GroupBy(p => YearOf(p.Line.Paid))
                .OrderBy(y => y.Key)
                .Select(y => new SpendYear(
                    y.Key,
                    LabelOf(y.Key),
                    Figures(string.Create(CultureInfo.InvariantCulture, $"spend-{y.Key}"), spend, [.. y], enterprises)
                )),
        ];

    /// <summary>All that was paid: by place, and by kind of whom.</summary>
    public static IReadOnlyList<ReportFigure> Figures(string key, AnchorSpend spend, IReadOnlySet<Guid> enterprises) =>
        Figures(key, spend, [.. spend.Paid()], enterprises);

    private static IReadOnlyList<ReportFigure> Figures(
        string key,
        AnchorSpend spend,
        IReadOnlyList<(IEvent File, PaidLine Line)> paid,
        IReadOnlySet<Guid> enterprises
    )
    {
        IEvent[] files = [.. paid.Select(p => p.File).Distinct()];
        var local = LocalSpend.Of(paid.Select(p => p.Line.Invoice()), spend.Area ?? new LocalArea("", []));
        return
        [
            Of("", "Paid to all suppliers", local.Paid),
            ReportFigure.NotRecorded(
                $"{key}-influenceable",
                "Of that, what could have been spent otherwise",
                Money.Pounds,
                files.Length == 0 ? NoLedger : "Not in the ledger"
            ),
            Local("-local", "Paid to local suppliers", local.Local, Money.Pounds),
            Local("-elsewhere", "Paid to suppliers elsewhere", local.Placed - local.Local, Money.Pounds),
            Local("-local-share", "Paid to local suppliers, of what could be placed", local.Share, "%"),
            Of("-unplaced", "Paid to suppliers who could not be placed", local.Unplaceable),
            To("-enterprises", "Paid to social enterprises", o => o is { } id && enterprises.Contains(id)),
            To("-others", "Paid to other organisations known here", o => o is { } id && !enterprises.Contains(id)),
            To("-unmatched", "Paid to suppliers not known here", o => o is null),
            Of("-not-in-pounds", "Payments not in pounds, in none of these sums", local.NotInPounds, "payments"),
        ];

        ReportFigure To(string what, string label, Func<Guid?, bool> whom) =>
            Of(
                what,
                label,
                paid.Where(p => p.Line.Net.Currency == Money.Pounds && whom(p.Line.OrganisationId)).Sum(p => p.Line.Net.Amount)
            );

        ReportFigure Local(string what, string label, decimal? value, string unit) =>
            files.Length > 0 && (spend.AreaFact is null || value is null)
                ? ReportFigure.NotRecorded(key + what, label, unit, spend.AreaFact is null ? NoArea : "Nothing could be placed")
                : Of(what, label, value ?? 0, unit, spend.AreaFact);

        // What a buyer says of its own payments nobody else has looked at.
        ReportFigure Of(string what, string label, decimal value, string unit = Money.Pounds, IEvent? area = null)
        {
            if (files.Length == 0)
                return ReportFigure.NotRecorded(key + what, label, unit, NoLedger);
            IEvent[] behind = area is null ? files : [.. files, area];
            return new ReportFigure(
                key + what,
                label,
                value,
                unit,
                behind.Max(e => e.Timestamp),
                OfLedger,
                [.. behind.OrderBy(e => e.Sequence).Select(e => e.Id)],
                FigureState.Unverified
            );
        }
    }
}
