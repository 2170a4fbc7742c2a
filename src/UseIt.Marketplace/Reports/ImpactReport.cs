using System.Text.Json.Serialization;
using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;

namespace UseIt.Marketplace.Reports;

/// <summary>What an enterprise is for, what it delivered and how it stands: for its own people alone, to use as they like.</summary>
public sealed class ImpactReport(IDocumentStore store, EnterpriseReading reading, EnterpriseLines lines, NpgsqlDataSource database)
    : ReportKind
{
    public override string Name => "impact";
    public override string Title => "Impact report of an enterprise";
    public override string Purpose =>
        "Your mission, what you delivered in your contracts, your income, and what the annual report of a community interest company asks.";
    public override string Question => "Which enterprise?";
    public override string Variable => "impact";
    public override Type Model => typeof(ImpactOfEnterprise);

    public override string AllSubjects => OfOrganisation.OfKind(OrganisationKind.Enterprise);

    public override async Task<bool> MayAsync(Actor actor, Guid subject, CancellationToken cancel) =>
        actor.ActsFor(subject) && await lines.FindAsync(database, subject, cancel) is not null;

    public override async Task<IReadOnlyList<ReportSubject>> OfferedAsync(Actor actor, CancellationToken cancel) =>
        actor.Organisation is { } own && await lines.FindAsync(database, own, cancel) is { } line
            ? [new ReportSubject(own, line.Name)]
            : [];

    public override async Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel)
    {
        if (await reading.ReadAsync(asked.SubjectId, asked.Cut, cancel) is not { } facts)
            return null;
        var contracts = facts.Facts.Select(e => e.Data).OfType<ContractPrepared>();
        return ImpactOfEnterprise.From(
            new ImpactFacts(
                facts,
                await store.ReadStreamsAsync([EnterpriseProfile.StreamOf(asked.SubjectId)], asked.Cut, cancel),
                await store.ReadStreamsAsync(contracts.SelectMany(c => c.Commitments), asked.Cut, cancel)
            ),
            asked.DataCut,
            asked.Demonstration
        );
    }
}

/// <summary>Every fact an impact report rests on, up to its cut.</summary>
public sealed record ImpactFacts(EnterpriseFacts Line, IReadOnlyList<IEvent> Enterprise, IReadOnlyList<IEvent> Commitments)
{
    public IEnumerable<IEvent> All => Line.Facts.Concat(Enterprise).Concat(Commitments);
}

/// <summary>One of the five criteria of a social enterprise, and whether somebody has looked at what shows it.</summary>
public sealed record ImpactCriterion(StatusCriterion Criterion, string Label, string? Statement, string State);

/// <summary>A part that the annual report of a community interest company (form CIC34) asks for.</summary>
public sealed record ImpactPart(string Title, string? Text);

public sealed record ImpactOfEnterprise(
    Guid OrganisationId,
    string Title,
    string? LegalForm,
    string? Mission,
    DateOnly? TradingSince,
    [property: JsonConverter(typeof(DataCutJson))] string DataCut,
    DateTimeOffset AsAt,
    bool Demonstration,
    IReadOnlyList<string> FrameworkEditions,
    IReadOnlyList<MeasureTotal> Measures,
    ReportFigure PeopleReached,
    ReportFigure Turnover,
    ReportFigure TradingShare,
    ReportFigure Reinvested,
    IReadOnlyList<ImpactCriterion> Criteria,
    IReadOnlyList<ImpactPart> Parts,
    IReadOnlyList<Guid> FactStreams,
    DateOnly? YearEnd = null,
    ReportReturn? Return = null
) : IReportModel
{
    private const string Nobody = "Nobody has recorded it";

    public IEnumerable<ReportFigure> Figures() =>
        [.. Measures.SelectMany(m => m.Figures()), PeopleReached, Turnover, TradingShare, Reinvested, .. Return?.Figures() ?? []];

    public IEnumerable<ReportPerson> People() => [];

    public IEnumerable<Guid> Streams() => FactStreams;

    public string? About(string key) => Measures.FirstOrDefault(m => m.Figures().Any(f => f.Key == key))?.Name;

    public IEnumerable<ReportRow> Rows() =>
        [
            ReportRow.Said("Enterprise", Title, "Mission", Mission),
            ReportRow.Said("Enterprise", Title, "Legal form", LegalForm),
            .. Measures.SelectMany(m => m.Rows()),
            ReportRow.Said("Enterprise", Title, "Year stated, to", YearEnd?.ToString("yyyy-MM-dd", null)),
            ReportRow.Of("People", null, PeopleReached),
            ReportRow.Of("Income", null, Turnover),
            ReportRow.Of("Income", null, TradingShare),
            ReportRow.Of("Income", null, Reinvested),
            .. Criteria.Select(c => ReportRow.Said("Status", c.Label, c.State, c.Statement)),
            .. Parts.Select(p => ReportRow.Said("CIC34", null, p.Title, p.Text)),
            .. Return?.Rows() ?? [],
        ];

    public static ImpactOfEnterprise From(ImpactFacts facts, string dataCut, bool demonstration)
    {
        var line = facts.Line.Line;
        var (legalForm, mission, since) = Profile(facts.Enterprise);
        var (year, stated) = Year(facts.Enterprise);
        var valued = ReportReturn.Of(facts.Enterprise);
        // What this enterprise delivered is told by its own evidence; what its partners delivered is theirs.
        var own = ContractFacts.LedgerOf(facts.Commitments).Where(r => r.Evidence.Any(e => e.OrganisationId == line.OrganisationId));
        var measures = MeasureTotal.Of("measure", own, line.OrganisationId);
        return new ImpactOfEnterprise(
            line.OrganisationId,
            line.Name,
            legalForm,
            mission,
            since,
            dataCut,
            facts.All.Max(e => e.Timestamp),
            demonstration,
            [.. measures.Select(m => $"{m.Framework}, {m.Edition}").Distinct().Order(StringComparer.Ordinal)],
            measures,
            Stated("people-reached", "People reached", "people", year?.PeopleReached, year?.PeopleCounted, year, stated),
            Latest(GrowthMeasure.Turnover, "turnover", "Turnover", facts.Line),
            TradingShareOf(facts.Line),
            Stated(
                "reinvested",
                "Surplus put back into the mission",
                "%",
                SocialValue.Figure.PercentOf(year?.Reinvested?.Amount, year?.Surplus is { Amount: > 0 } surplus ? surplus.Amount : null),
                "calculated from its surplus and what was put back",
                year,
                stated
            ),
            [.. Enum.GetValues<StatusCriterion>().Select(c => Criterion(c, facts.Enterprise))],
            [
                new ImpactPart("What the company does and who benefits", mission),
                new ImpactPart("Who was consulted, and what came of it", year?.Consultation),
                new ImpactPart("What directors were paid", year?.DirectorsPay),
                new ImpactPart("Assets transferred for less than their value", year?.AssetTransfers),
            ],
            [
                .. facts
                    .Line.Facts.Concat(facts.Commitments)
                    .Concat(stated is null && valued is null ? [] : facts.Enterprise)
                    .Select(e => e.StreamId)
                    .Distinct(),
            ],
            year?.YearEnd,
            valued
        );
    }

    // The last year told of, as it was told last.
    private static (AnnualStatement? Year, IEvent? Stated) Year(IEnumerable<IEvent> enterprise) =>
        enterprise
            .Where(e => e.Data is AnnualStatementRecorded)
            .MaxBy(e => (((AnnualStatementRecorded)e.Data).Statement.YearEnd, e.Sequence))
            is { } stated
            ? (((AnnualStatementRecorded)stated.Data).Statement, stated)
            : (null, null);

    private static ReportFigure Stated(
        string key,
        string label,
        string unit,
        decimal? value,
        string? how,
        AnnualStatement? year,
        IEvent? stated
    ) =>
        value is { } known && year is not null && stated is not null
            ? ReportFigure.From(
                key,
                label,
                known,
                unit,
                $"Stated by the enterprise for the year to {year.YearEnd.ToString("yyyy-MM-dd", null)}: {how}",
                [stated],
                FigureState.Unverified
            )
            : ReportFigure.NotRecorded(key, label, unit, Nobody);

    private static (string? LegalForm, string? Mission, DateOnly? Since) Profile(IEnumerable<IEvent> enterprise)
    {
        (string? LegalForm, string? Mission, DateOnly? Since) now = (null, null, null);
        foreach (var e in enterprise)
            now = e.Data switch
            {
                EnterpriseRegistered f => (Said(f.LegalForm), Said(f.Mission), f.TradingSince),
                EnterpriseProfileChanged f => (Said(f.LegalForm), Said(f.Mission), f.TradingSince),
                _ => now,
            };
        return now;

        static string? Said(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static LineObservation? LatestOf(GrowthMeasure measure, EnterpriseFacts facts, DateOnly? on = null) =>
        facts.Line.Observations.Where(o => o.Measure == measure && (on is null || o.AsAt == on)).OrderBy(o => o.AsAt).LastOrDefault();

    private static ReportFigure Latest(GrowthMeasure measure, string key, string label, EnterpriseFacts facts) =>
        LatestOf(measure, facts) is { } o
            ? Figure(key, label, o.Value, o.Unit, $"{o.Source}, on {o.AsAt.ToString("yyyy-MM-dd", null)}", facts, o)
            : ReportFigure.NotRecorded(key, label, "pounds a year", Nobody);

    // Of one day: a share of two years would be of neither.
    private static ReportFigure TradingShareOf(EnterpriseFacts facts) =>
        LatestOf(GrowthMeasure.TradingIncome, facts) is { } trading
        && LatestOf(GrowthMeasure.Turnover, facts, trading.AsAt) is { } turnover
        && turnover.Unit == trading.Unit
        && SocialValue.Figure.PercentOf(trading.Value, turnover.Value) is { } share
            ? Figure(
                "trading-share",
                "Income from trading, of turnover",
                share,
                "%",
                $"Calculated, on {trading.AsAt.ToString("yyyy-MM-dd", null)}",
                facts,
                trading,
                turnover
            )
            : ReportFigure.NotRecorded("trading-share", "Income from trading, of turnover", "%", Nobody);

    private static ReportFigure Figure(
        string key,
        string label,
        decimal value,
        string unit,
        string source,
        EnterpriseFacts facts,
        params LineObservation[] observations
    )
    {
        IEvent[] behind = [.. facts.Facts.Where(e => observations.Any(o => o.ObservationId == e.StreamId))];
        return new ReportFigure(
            key,
            label,
            value,
            unit,
            behind.Max(e => e.Timestamp),
            source,
            [.. behind.Select(e => e.Id)],
            observations.All(o => o.Verified) ? FigureState.Verified : FigureState.Unverified
        );
    }

    private static ImpactCriterion Criterion(StatusCriterion criterion, IReadOnlyList<IEvent> enterprise)
    {
        var label = criterion switch
        {
            StatusCriterion.Mission => "A social or environmental mission in its governing document",
            StatusCriterion.TradingIncome => "Most of its income from trading",
            StatusCriterion.ReinvestedSurplus => "Most of its surplus put back into the mission",
            StatusCriterion.MissionControl => "Controlled in the interest of the mission",
            _ => "Open about how it works and what it brings",
        };
        var gone = enterprise.Select(e => e.Data).OfType<StatusEvidenceWithdrawn>().Select(w => w.EvidenceId).ToHashSet();
        if (
            enterprise
                .Select(e => e.Data)
                .OfType<StatusEvidenceRecorded>()
                .LastOrDefault(r => r.Criterion == criterion && !gone.Contains(r.EvidenceId))
            is not { } shown
        )
            return new ImpactCriterion(criterion, label, null, ReportWriter.NotRecorded);
        var decided = enterprise
            .Select(e => e.Data)
            .LastOrDefault(f =>
                f is StatusEvidenceVerified v && v.EvidenceId == shown.EvidenceId
                || f is StatusEvidenceRejected r && r.EvidenceId == shown.EvidenceId
            );
        return new ImpactCriterion(
            criterion,
            label,
            shown.Statement,
            decided switch
            {
                StatusEvidenceVerified => FigureState.Verified,
                StatusEvidenceRejected => "Rejected",
                _ => FigureState.Unverified,
            }
        );
    }
}
