using System.Text.Json.Serialization;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web.Charts;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// How an enterprise has grown since its baseline: for its own people, and for the advisers and programme managers of a support
/// organisation it works with.
/// </summary>
public sealed class EnterpriseGrowth(EnterpriseReading reading, EnterpriseLines lines, NpgsqlDataSource database) : ReportKind
{
    private const int Most = 100;

    public override string Name => "enterprise-growth";
    public override string Title => "Growth of an enterprise";
    public override string Purpose => "How an enterprise has grown since its first diagnosis: figures, support it had, bids and contracts.";
    public override string Question => "Which enterprise?";
    public override string Variable => "growth";
    public override Type Model => typeof(GrowthOfEnterprise);

    public override string AllSubjects => OfOrganisation.OfKind(OrganisationKind.Enterprise);

    public override IReadOnlyDictionary<string, Delegate> Functions { get; } =
        new Dictionary<string, Delegate>
        {
            ["growth_line"] = (GrowthMeasured measured, GrowthOfEnterprise growth) => Line(measured, growth),
            ["domains"] = (GrowthOfEnterprise growth) => Domains(growth),
        };

    public override async Task<bool> MayAsync(Actor actor, Guid subject, CancellationToken cancel) =>
        await lines.SeenByAsync(actor, subject, database, cancel) is not null;

    public override async Task<IReadOnlyList<ReportSubject>> OfferedAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Organisation is not { } organisation)
            return [];
        var own = await lines.FindAsync(database, organisation, cancel);
        var supported =
            actor.Has(Roles.Adviser) || actor.Has(Roles.ProgrammeManager)
                ? await lines.SupportedByAsync(organisation, database, Most, cancel)
                : [];
        return [.. supported.Prepend(own).OfType<EnterpriseLine>().Select(l => new ReportSubject(l.OrganisationId, l.Name))];
    }

    public override async Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel) =>
        await reading.ReadAsync(asked.SubjectId, asked.Cut, cancel) is { } facts
            ? GrowthOfEnterprise.From(facts, asked.DataCut, asked.Demonstration)
            : null;

    // A domain that was looked at once has no second bar, so then nobody has one.
    private static RawHtml Domains(GrowthOfEnterprise growth)
    {
        var both = growth.Domains.All(d => d.Latest.Value is not null);
        return ReportCharts.Drawn(
            new BarChart(
                "Diagnosis",
                "Scores of each domain from 0 to 4, as the table beside shows them",
                both ? ["first", "latest"] : ["first"],
                [
                    .. growth.Domains.Select(d =>
                        both ? new Bars(d.Domain, d.First.Value ?? 0, d.Latest.Value ?? 0) : new Bars(d.Domain, d.First.Value ?? 0)
                    ),
                ]
            ),
            "diagnosis"
        );
    }

    private static RawHtml Line(GrowthMeasured measured, GrowthOfEnterprise growth)
    {
        var marks = growth.Contracts.Where(c => c.SignedAt is not null).Select(c => UkTime.DayOf(c.SignedAt!.Value)).Order().ToArray();
        return ReportCharts.Drawn(
            new LineChart(
                measured.Label,
                $"{measured.Label} in {measured.Unit}, each figure on its day; the numbered lines are the days on which contracts were signed",
                [new Line(measured.Label, [.. measured.Points.Select(p => new LinePoint(p.AsAt, p.Value))])]
            )
            {
                Marks = marks,
            },
            $"growth-{measured.Measure}"
        );
    }
}

/// <summary>Kinds of reports about one organisation.</summary>
internal static class OfOrganisation
{
    public static string OfKind(OrganisationKind kind) =>
        $"""
            select stream_id, data ->> 'name' from events.mt_events
            where type = 'organisation_registered' and data -> 'kinds' ? '{kind}' order by seq_id
            """;
}

/// <summary>One observation as the line stands: corrected figures are the last ones.</summary>
public sealed record GrowthPoint(DateOnly AsAt, decimal Value, string Source, bool Baseline, string State, bool Corrected);

/// <summary>One measure from its baseline to its latest figure.</summary>
public sealed record GrowthMeasured(
    GrowthMeasure Measure,
    string Label,
    string Unit,
    ReportFigure Baseline,
    ReportFigure Latest,
    ReportFigure Change,
    IReadOnlyList<GrowthPoint> Points
)
{
    public IEnumerable<ReportFigure> Figures() => [Baseline, Latest, Change];
}

/// <summary>Hours of one kind of support: those the enterprise has confirmed count, others stand beside.</summary>
public sealed record GrowthHours(SessionKind Kind, string Label, ReportFigure Counted, ReportFigure Unconfirmed);

public sealed record GrowthDomain(string Domain, ReportFigure First, ReportFigure Latest);

public sealed record GrowthDiagnostic(string Instrument, DateOnly AsAt, bool Baseline);

/// <summary>A contract on the line. Its value is that of all suppliers together; who has which part of it is theirs to say.</summary>
public sealed record GrowthContract(Guid ContractId, string Title, Money Value, int Suppliers, DateTimeOffset? SignedAt);

public sealed record GrowthOfEnterprise(
    Guid OrganisationId,
    string Title,
    [property: JsonConverter(typeof(DataCutJson))] string DataCut,
    DateTimeOffset AsAt,
    bool Demonstration,
    IReadOnlyList<GrowthMeasured> Measures,
    ReportFigure Hours,
    IReadOnlyList<GrowthHours> HoursByKind,
    IReadOnlyList<GrowthDiagnostic> Diagnostics,
    IReadOnlyList<GrowthDomain> Domains,
    ReportFigure Bids,
    ReportFigure Wins,
    ReportFigure ContractsSigned,
    IReadOnlyList<GrowthContract> Contracts,
    IReadOnlyList<Guid> FactStreams
) : IReportModel
{
    private const string Confirmed = "Confirmed by adviser and enterprise";

    [JsonIgnore]
    public IReadOnlyList<string> FrameworkEditions => [];

    public IEnumerable<ReportFigure> Figures() =>
        [
            .. Measures.SelectMany(m => m.Figures()),
            Hours,
            .. HoursByKind.SelectMany(h => new[] { h.Counted, h.Unconfirmed }),
            .. Domains.SelectMany(d => new[] { d.First, d.Latest }),
            Bids,
            Wins,
            ContractsSigned,
        ];

    public IEnumerable<ReportPerson> People() => [];

    public IEnumerable<Guid> Streams() => FactStreams;

    public string? About(string key) =>
        Measures.FirstOrDefault(m => m.Figures().Any(f => f.Key == key))?.Label
        ?? HoursByKind.FirstOrDefault(h => h.Counted.Key == key || h.Unconfirmed.Key == key)?.Label
        ?? Domains.FirstOrDefault(d => d.First.Key == key || d.Latest.Key == key)?.Domain;

    public IEnumerable<ReportRow> Rows()
    {
        foreach (var m in Measures)
        {
            foreach (var figure in m.Figures())
                yield return ReportRow.Of("Growth", m.Label, figure);
            foreach (var p in m.Points)
                yield return new ReportRow(
                    "Observation",
                    m.Label,
                    p.Baseline ? "Baseline" : "Observation",
                    p.Value,
                    m.Unit,
                    p.State,
                    p.AsAt.ToString("yyyy-MM-dd", null),
                    Source: p.Source
                );
        }
        yield return ReportRow.Of("Support", null, Hours);
        foreach (var h in HoursByKind)
        foreach (var figure in new[] { h.Counted, h.Unconfirmed })
            yield return ReportRow.Of("Support", h.Label, figure);
        foreach (var d in Diagnostics)
            yield return ReportRow.Said("Diagnosis", d.Instrument, d.Baseline ? "Baseline" : "Later", d.AsAt.ToString("yyyy-MM-dd", null));
        foreach (var d in Domains)
        foreach (var figure in new[] { d.First, d.Latest })
            yield return ReportRow.Of("Diagnosis", d.Domain, figure);
        foreach (var figure in new[] { Bids, Wins, ContractsSigned })
            yield return ReportRow.Of("Contracts", null, figure);
        foreach (var c in Contracts)
            yield return new ReportRow(
                "Contract",
                c.Title,
                c.Suppliers > 1 ? "Value to all suppliers together" : "Value",
                c.Value.Amount,
                c.Value.Currency,
                AsAt: c.SignedAt,
                Source: c.SignedAt is null ? "Not signed yet" : "Signed contract",
                Reference: c.ContractId.ToString()
            );
    }

    public static GrowthOfEnterprise From(EnterpriseFacts facts, string dataCut, bool demonstration)
    {
        var line = facts.Line;
        var opened = line.Bids.Where(b => b.Opened).Select(b => b.BidId).ToHashSet();
        var counted = line.Sessions.Where(s => s.Countersigned).ToArray();
        return new GrowthOfEnterprise(
            line.OrganisationId,
            line.Name,
            dataCut,
            facts.Facts.Max(e => e.Timestamp),
            demonstration,
            [.. Enum.GetValues<GrowthMeasure>().Select(m => Measured(m, facts))],
            HoursOf("hours", "Hours of support that count", counted, Confirmed, FigureState.Verified, facts),
            [
                .. line
                    .Sessions.GroupBy(s => s.Kind)
                    .OrderBy(g => g.Key)
                    .Select(g => new GrowthHours(
                        g.Key,
                        LabelOf(g.Key),
                        HoursOf(
                            $"hours-{g.Key}",
                            "Hours that count",
                            [.. g.Where(s => s.Countersigned)],
                            Confirmed,
                            FigureState.Verified,
                            facts
                        ),
                        HoursOf(
                            $"hours-{g.Key}-unconfirmed",
                            "Hours logged, not confirmed",
                            [.. g.Where(s => !s.Countersigned)],
                            "Logged by the adviser",
                            FigureState.Unverified,
                            facts
                        )
                    )),
            ],
            [.. line.Diagnostics.OrderBy(d => d.AsAt).Select(d => new GrowthDiagnostic(d.Instrument, d.AsAt, d.Baseline))],
            DomainsOf(facts),
            // A bid that is not opened yet is nobody's to count but its own team's.
            Count(
                "bids",
                "Bids made and opened",
                "bids",
                facts.Facts.Where(e => e.Data is UseIt.Marketplace.Bids.BidSubmitted submitted && opened.Contains(submitted.BidId)),
                opened.Count
            ),
            Count(
                "wins",
                "Awards won",
                "awards",
                facts.Facts.Where(e => e.Data is UseIt.Marketplace.Awards.AwardConfirmed),
                line.Wins.Count
            ),
            Count(
                "contracts",
                "Contracts signed",
                "contracts",
                facts.Facts.Where(e => e.Data is ContractSigned),
                line.Contracts.Count(c => c.SignedAt is not null)
            ),
            [
                .. line
                    .Contracts.OrderBy(c => c.SignedAt ?? DateTimeOffset.MaxValue)
                    .ThenBy(c => c.ContractId)
                    .Select(c => new GrowthContract(c.ContractId, c.Title, c.Value, c.Suppliers, c.SignedAt)),
            ],
            [.. facts.Facts.Select(e => e.StreamId).Distinct()]
        );
    }

    public static string LabelOf(GrowthMeasure measure) =>
        measure switch
        {
            GrowthMeasure.Turnover => "Turnover",
            GrowthMeasure.TradingIncome => "Income from trading",
            GrowthMeasure.FullTimeEquivalents => "Staff, full-time equivalents",
            GrowthMeasure.Volunteers => "Volunteers",
            GrowthMeasure.GrantIncome => "Income from grants",
            GrowthMeasure.ContractIncome => "Income from contracts",
            _ => measure.ToString(),
        };

    private static string LabelOf(SessionKind kind) =>
        kind switch
        {
            SessionKind.OneToOne => "One to one",
            SessionKind.Workshop => "Workshop",
            SessionKind.PeerLearning => "Learning from peers",
            SessionKind.Marketplace => "Marketplace event",
            SessionKind.Introduction => "Introduction",
            _ => kind.ToString(),
        };

    private static GrowthMeasured Measured(GrowthMeasure measure, EnterpriseFacts facts)
    {
        var (key, label) = ($"growth-{measure}", LabelOf(measure));
        LineObservation[] observed = [.. facts.Line.Observations.Where(o => o.Measure == measure).OrderBy(o => o.AsAt)];
        var unit = observed.LastOrDefault()?.Unit ?? "";
        // Sums and differences are of one unit alone.
        observed = [.. observed.Where(o => o.Unit == unit)];
        var (baseline, latest) = (observed.FirstOrDefault(o => o.Baseline), observed.LastOrDefault());
        return new GrowthMeasured(
            measure,
            label,
            unit,
            Of("baseline", "Baseline", baseline),
            Of("latest", "Latest", latest),
            baseline is null || latest is null || latest.ObservationId == baseline.ObservationId
                ? ReportFigure.NotRecorded($"{key}-change", "Change since the baseline", unit, "Calculated")
                : new ReportFigure(
                    $"{key}-change",
                    "Change since the baseline",
                    latest.Value - baseline.Value,
                    unit,
                    FactsOf(facts, baseline, latest).Max(e => e.Timestamp),
                    "Calculated",
                    [.. FactsOf(facts, baseline, latest).Select(e => e.Id)],
                    baseline.Verified && latest.Verified ? FigureState.Verified : FigureState.Unverified
                ),
            [.. observed.Select(o => new GrowthPoint(o.AsAt, o.Value, o.Source, o.Baseline, StateOf(o), o.Corrected))]
        );

        ReportFigure Of(string what, string name, LineObservation? o) =>
            o is null
                ? ReportFigure.NotRecorded($"{key}-{what}", name, unit, "No observation")
                : new ReportFigure(
                    $"{key}-{what}",
                    name,
                    o.Value,
                    unit,
                    FactsOf(facts, o).Max(e => e.Timestamp),
                    $"{o.Source}, on {o.AsAt.ToString("yyyy-MM-dd", null)}",
                    [.. FactsOf(facts, o).Select(e => e.Id)],
                    StateOf(o)
                );
    }

    private static string StateOf(LineObservation o) => o.Verified ? FigureState.Verified : FigureState.Unverified;

    private static IEnumerable<IEvent> FactsOf(EnterpriseFacts facts, params LineObservation[] observations) =>
        facts.Facts.Where(e => observations.Any(o => o.ObservationId == e.StreamId));

    private static ReportFigure HoursOf(
        string key,
        string label,
        IReadOnlyCollection<LineSession> sessions,
        string source,
        string state,
        EnterpriseFacts facts
    )
    {
        var ids = sessions.Select(s => s.SessionId).ToHashSet();
        var behind = facts.Facts.Where(e => ids.Contains(e.StreamId));
        return ReportFigure.From(key, label, sessions.Sum(s => s.Minutes) / 60m, "hours", source, behind, state);
    }

    private static GrowthDomain[] DomainsOf(EnterpriseFacts facts) =>
        [
            .. facts
                .Line.Diagnostics.SelectMany(d => d.Scores.Select(s => (Diagnostic: d, Score: s)))
                .GroupBy(x => x.Score.Domain)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(
                    (g, i) =>
                    {
                        var ordered = g.OrderBy(x => x.Diagnostic.AsAt).ToArray();
                        return new GrowthDomain(
                            g.Key,
                            Of($"domain-{i + 1}-first", "First score", ordered[0]),
                            ordered.Length == 1
                                ? ReportFigure.NotRecorded($"domain-{i + 1}-latest", "Latest score", "of 4", "No later diagnosis")
                                : Of($"domain-{i + 1}-latest", "Latest score", ordered[^1])
                        );

                        ReportFigure Of(string key, string label, (LineDiagnostic Diagnostic, DiagnosticScore Score) x)
                        {
                            var fact = facts.Facts.First(e =>
                                e.Data is EnterpriseDiagnosed d && d.DiagnosticId == x.Diagnostic.DiagnosticId
                            );
                            return new ReportFigure(
                                key,
                                label,
                                x.Score.Score,
                                "of 4",
                                fact.Timestamp,
                                $"{x.Diagnostic.Instrument}, on {x.Diagnostic.AsAt.ToString("yyyy-MM-dd", null)}",
                                [fact.Id],
                                x.Score.Evidence is null ? FigureState.Unverified : "Assessed by the adviser, with evidence"
                            );
                        }
                    }
                ),
        ];

    private static ReportFigure Count(string key, string label, string unit, IEnumerable<IEvent> facts, int count) =>
        ReportFigure.From(key, label, count, unit, "The marketplace", count == 0 ? [] : facts, FigureState.Verified);
}
