using System.Text.Json.Serialization;
using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// What a programme has come to, indicator by indicator, beside its targets and what others published: for its lead, its partners and
/// auditors. People are counted as they were last told in a claim, by numbers, and never where they are few.
/// </summary>
public sealed class ProgrammeReport(IDocumentStore store, NpgsqlDataSource database, ProgrammeReading reading, ProgrammeList list)
    : ReportKind
{
    public override string Name => "programme";
    public override string Title => "Programme";
    public override string Purpose =>
        "What a programme has come to by its funder’s indicators and its own measures, each opening to its facts.";
    public override string Question => "Which programme?";
    public override string Variable => "programme";
    public override Type Model => typeof(ReportOfProgramme);

    public override string AllSubjects =>
        "select stream_id, data ->> 'title' from events.mt_events where type = 'programme_opened' order by seq_id";

    public override async Task<bool> MayAsync(Actor actor, Guid subject, CancellationToken cancel) =>
        // The gallery asks every kind about whatever the reader names.
        await store.ReadStreamAsync(subject, cancel: cancel) is [{ Data: ProgrammeOpened }, ..] facts
        && ProgrammeFacts.Folded(subject, facts) is var programme
        && (
            ProgrammeAccess.Reads(actor, programme)
            || programme.Partners.Any(p => p.Left is null && actor.ActsFor(p.OrganisationId, ProgrammeAccess.Delivering))
        );

    public override async Task<IReadOnlyList<ReportSubject>> OfferedAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Organisation is not { } organisation)
            return [];
        List<ReportSubject> offered = [];
        foreach (var row in (await list.OfAsync(new ViewRows(database), organisation, null, ViewRows.LargestPage, cancel)).Items)
            if (await MayAsync(actor, row.ProgrammeId, cancel))
                offered.Add(new ReportSubject(row.ProgrammeId, row.Title));
        return offered;
    }

    public override async Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel) =>
        await reading.ReadAsync(asked.SubjectId, asked.Cut, cancel) is { } facts
            ? ReportOfProgramme.From(facts, asked.DataCut, asked.Demonstration)
            : null;
}

/// <summary>One indicator: what it has come to, beside its target, and by which definition.</summary>
public sealed record ProgrammeIndicator(
    string Code,
    string Title,
    string Definition,
    string Rules,
    string RuleSource,
    ReportFigure Reached,
    ReportFigure Target,
    DateOnly? TargetBy,
    ReportFigure Claimed,
    bool People,
    ReportFigure? InPeriod = null,
    ReportFigure? Variance = null,
    ReportFigure? Evidenced = null,
    ProgrammeRating Rating = ProgrammeRating.NotRecorded
)
{
    public IEnumerable<ReportFigure> Figures() =>
        [Reached, Target, Claimed, .. new[] { InPeriod, Variance, Evidenced }.OfType<ReportFigure>()];
}

/// <summary>
/// Where an indicator stands beside a straight line from the programme's first day to the target's: nobody has recorded a profile.
/// </summary>
public enum ProgrammeRating
{
    NotRecorded,
    Green,
    Amber,
    Red,
}

/// <summary>A supported enterprise: since when it counts, and by how many hours.</summary>
public sealed record ProgrammeEnterpriseLine(string Indicator, Guid EnterpriseId, string Name, DateOnly Since, decimal? Hours);

/// <summary>An enterprise that does not count, and why.</summary>
public sealed record ProgrammeLeftOut(string Indicator, Guid SubjectId, string Name, decimal? Hours, string Why);

public sealed record ProgrammePartnerLine(string Name, DateOnly Joined, DateOnly? Left, bool HasSponsor);

public sealed record ProgrammeStrandLine(string Title, string Question, string? Lead, int Partners);

/// <summary>What others published of one measure, side by side; none of them is called right.</summary>
public sealed record ProgrammePublished(
    string Measure,
    string Said,
    decimal Value,
    string Unit,
    FigureKind Kind,
    string Definition,
    DateOnly AsAt,
    string Source
);

public sealed record ProgrammeSpendLine(string Line, string Title, Money Budget, Money Defrayed, Money Match);

/// <summary>A step on a person's way, of whom only the number is told.</summary>
public sealed record PersonStep(string What, Guid Number, DateOnly On);

public sealed record ReportOfProgramme(
    Guid ProgrammeId,
    string Title,
    string Neighbourhood,
    DateOnly FirstDay,
    DateOnly LastDay,
    DateOnly AgreementSignedOn,
    [property: JsonConverter(typeof(DataCutJson))] string DataCut,
    DateTimeOffset AsAt,
    bool Demonstration,
    IReadOnlyList<string> FrameworkEditions,
    IReadOnlyList<ProgrammeStrandLine> Strands,
    IReadOnlyList<ProgrammePartnerLine> Partners,
    int PartnersAtTheStart,
    int PartnersNow,
    IReadOnlyList<ProgrammeIndicator> Indicators,
    IReadOnlyList<ProgrammeEnterpriseLine> Enterprises,
    IReadOnlyList<ProgrammeLeftOut> LeftOut,
    IReadOnlyList<ProgrammeSpendLine> Spend,
    IReadOnlyList<string> Claims,
    string? PeopleAsOf,
    int PeopleLimit,
    IReadOnlyList<ProgrammePublished> Published,
    IReadOnlyList<Guid> FactStreams,
    Period? Quarter = null
) : IReportModel
{
    /// <summary>The part of what a straight line asks from which a rating is amber.</summary>
    public const decimal AmberFrom = 0.85m;

    public IEnumerable<ReportFigure> Figures() => Indicators.SelectMany(i => i.Figures());

    public IEnumerable<ReportPerson> People() => [];

    public IEnumerable<Guid> Streams() => FactStreams;

    public string? About(string key) => Indicators.FirstOrDefault(i => i.Figures().Any(f => f.Key == key))?.Title;

    // Of a person's way nothing leaves but that there was a step, of which number and when; of a claim, nothing of people, who may be few;
    // of an enterprise's diagnosis not how it stands.
    public object Shown(object fact) =>
        fact switch
        {
            CandidateIntroduced f => new PersonStep("Introduced", f.CandidateId, f.On),
            PlacementStarted f => new PersonStep("Placement started", f.CandidateId, f.On),
            JobStarted f => new PersonStep("Job started", f.CandidateId, f.On),
            RetentionConfirmed f => new PersonStep($"Still in the job after {f.Weeks} weeks", f.CandidateId, f.On),
            Research.ResearchTrainingCompleted f => new PersonStep("Training completed", f.ResearcherId, f.On),
            EntrepreneurAssisted f => new PersonStep("Assisted", f.EntrepreneurId, f.On),
            Support.SessionLogged f => f with { Note = null },
            Support.EnterpriseDiagnosed f => f with { Scores = [] },
            ProgrammeClaimed f => f with
            {
                Lines = [.. f.Lines.Where(l => !CountsPeople(l.Indicator))],
                Held = [.. f.Held.Where(h => !CountsPeople(h.Indicator))],
            },
            _ => fact,
        };

    private bool CountsPeople(string indicator) => Indicators.Any(i => i.Code == indicator && i.People);

    public IEnumerable<ReportRow> Rows()
    {
        foreach (var i in Indicators)
        {
            foreach (var figure in i.Figures())
                yield return ReportRow.Of("Indicator", i.Title, figure, $"{i.Rules}, {i.Code}", i.Code);
            if (i is { People: true, Reached.Value: null })
                yield return ReportRow.Said("Indicator", i.Title, i.Reached.Label, SmallNumbers.NotShown, i.Code);
            yield return ReportRow.Said(
                "Indicator",
                i.Title,
                "Rating against a straight line to the target",
                i.Rating == ProgrammeRating.NotRecorded ? null : i.Rating.ToString(),
                i.Code
            );
            yield return ReportRow.Said("Definition", i.Title, i.Code, i.Definition, i.Code);
        }
        foreach (var e in Enterprises)
            yield return new ReportRow(
                "Enterprise",
                e.Name,
                $"Counts in {e.Indicator} since {e.Since:yyyy-MM-dd}",
                e.Hours,
                e.Hours is null ? null : "hours",
                e.Hours is null ? null : FigureState.Verified,
                e.Hours is null ? "Counts" : null,
                Reference: e.EnterpriseId.ToString()
            );
        foreach (var l in LeftOut)
            yield return ReportRow.Said("Left out", l.Name, l.Indicator, l.Why, l.SubjectId.ToString());
        foreach (var s in Strands)
            yield return ReportRow.Said("Strand", s.Title, s.Question, s.Lead);
        foreach (var p in Partners)
            yield return ReportRow.Said("Partner", p.Name, "Joined", p.Joined.ToString("yyyy-MM-dd", null));
        foreach (var s in Spend)
        foreach (var (what, money) in new[] { ("Budget", s.Budget), ("Defrayed, as claimed", s.Defrayed), ("Match, as claimed", s.Match) })
            yield return new ReportRow("Spend", s.Title, what, money.Amount, money.Currency, Reference: s.Line);
        foreach (var p in Published)
            yield return new ReportRow(
                "Published elsewhere",
                p.Measure,
                p.Said,
                p.Value,
                p.Unit,
                p.Kind.ToString(),
                p.Definition,
                new DateTimeOffset(p.AsAt, TimeOnly.MinValue, TimeSpan.Zero),
                p.Source
            );
    }

    /// <summary>By a straight line from the first day to the day of the target; not recorded where one of these is not.</summary>
    internal static ProgrammeRating RatingOf(DateOnly from, DateOnly on, decimal? reached, decimal? target, DateOnly? by)
    {
        if (reached is not { } value || target is not { } aim || by is not { } day || day <= from || on < from)
            return ProgrammeRating.NotRecorded;
        var passed = on >= day ? 1m : (decimal)(on.DayNumber - from.DayNumber) / (day.DayNumber - from.DayNumber);
        return value >= aim * passed ? ProgrammeRating.Green
            : value >= aim * passed * AmberFrom ? ProgrammeRating.Amber
            : ProgrammeRating.Red;
    }

    public static ReportOfProgramme From(ProgrammeFacts facts, string dataCut, bool demonstration)
    {
        var programme = facts.Programme;
        var evaluated = facts.Evaluated();
        var last = facts.Claims.LastOrDefault();
        // People as they were told last, with the facts of that day: whoever compares two reports finds nobody.
        var told = facts
            .Claims.Where(c => last is not null && last.Totals.Any(t => t.AsOf == c.Quarter))
            .ToDictionary(c => c.Quarter, c => facts.At(c.DataCut).Evaluated().ToDictionary(i => i.Indicator.Code));
        var claims = facts.Facts.Where(e => e.Data is ProgrammeClaimed).ToArray();
        var basis = evaluated.FirstOrDefault(c => c.Indicator.Measure is Measure.EnterprisesSupported or Measure.EnterprisesAdvised);
        var own = facts.Facts.Where(e => e.StreamId == facts.ProgrammeId).ToArray();
        // The last fact of the programme's own, or of what is not people: what happens to people beside a claim is nobody's to date.
        var on = UkTime.DayOf(
            own.Concat(evaluated.Where(c => !c.Indicator.CountsPeople).SelectMany(c => c.Outputs).SelectMany(o => o.Facts))
                .Max(e => e.Timestamp)
        );
        var quarter = Programmes.Quarter.Of(on);
        ProgrammeIndicator[] indicators = [.. evaluated.Select(Indicator)];
        // Only where the figures that are shown lie: how many people there are beside these is nobody's to count.
        var behind = indicators.SelectMany(i => i.Figures()).SelectMany(f => f.Events).ToHashSet();
        return new ReportOfProgramme(
            facts.ProgrammeId,
            programme.Title,
            programme.Neighbourhood,
            programme.From,
            programme.Until,
            programme.SignedOn,
            dataCut,
            facts.Facts.Where(e => e.StreamId == facts.ProgrammeId || behind.Contains(e.Id)).Max(e => e.Timestamp),
            demonstration,
            [programme.Rules?.Name ?? ReportWriter.NotRecorded],
            [
                .. programme.Strands.Select(s => new ProgrammeStrandLine(
                    s.Title,
                    s.Question,
                    s.LeadPartnerId is { } lead ? programme.Partner(lead)?.Name : null,
                    programme.Partners.Count(p => p.Strands.Contains(s.StrandId))
                )),
            ],
            [.. programme.Partners.Select(p => new ProgrammePartnerLine(p.Name, p.Joined, p.Left, p.Sponsor is not null))],
            programme.Partners.Count(p => p.Joined <= programme.From),
            programme.Partners.Count(p => p.Left is null),
            indicators,
            [
                .. basis is null
                    ? []
                    : basis
                        .Outputs.OrderBy(o => o.On)
                        .ThenBy(o => o.SubjectId)
                        .Select(o => new ProgrammeEnterpriseLine(
                            basis.Indicator.Code,
                            o.SubjectId,
                            o.Name ?? o.SubjectId.ToString(),
                            o.On,
                            o.Hours
                        )),
            ],
            [
                .. evaluated
                    .Where(c => !c.Indicator.CountsPeople)
                    .SelectMany(c =>
                        c.LeftOut.Where(l => !l.Elsewhere)
                            .Select(l => new ProgrammeLeftOut(
                                c.Indicator.Code,
                                l.SubjectId,
                                l.Name ?? l.SubjectId.ToString(),
                                l.Hours,
                                l.Why
                            ))
                    ),
            ],
            [
                .. programme.Budget.Select(b =>
                {
                    var spent = facts.Claims.SelectMany(c => c.Spend).Where(s => s.Line == b.Line).ToArray();
                    return new ProgrammeSpendLine(
                        b.Line,
                        b.Title,
                        b.Amount,
                        Money.Sum(spent.Select(s => s.Defrayed)),
                        Money.Sum(spent.Select(s => s.Match))
                    );
                }),
            ],
            [.. facts.Claims.Select(c => c.Quarter)],
            last?.Totals.Where(t => programme.Indicators.First(i => i.Code == t.Indicator).CountsPeople).Max(t => t.AsOf),
            programme.PeopleLimit,
            [
                .. programme
                    .Figures.OrderBy(f => f.Measure, StringComparer.Ordinal)
                    .ThenBy(f => f.AsAt)
                    .ThenBy(f => f.Said, StringComparer.Ordinal)
                    .Select(f => new ProgrammePublished(f.Measure, f.Said, f.Value, f.Unit, f.Kind, f.Definition, f.AsAt, f.Source)),
            ],
            [.. facts.Facts.Where(e => behind.Contains(e.Id)).Select(e => e.StreamId).Distinct()],
            new Period(quarter.First, quarter.Last)
        );

        ProgrammeIndicator Indicator(Counted counted)
        {
            var i = counted.Indicator;
            var rules = programme.Rules?.Find(i.Code) == i ? programme.Rules!.Name : "The programme’s own measures";
            var target = programme.Targets.FirstOrDefault(t => t.Indicator == i.Code);
            var set = own.LastOrDefault(e => e.Data is ProgrammeTargetSet t && t.Indicator == i.Code);
            var reached = i.CountsPeople
                ? OfPeople(i, rules)
                : Of(i, "Reached", counted.Total, counted.Outputs.SelectMany(o => o.Facts), rules);
            return new ProgrammeIndicator(
                i.Code,
                i.Title,
                i.Definition,
                rules,
                i.Source,
                reached,
                set is null
                    ? ReportFigure.NotRecorded($"{i.Code}-target", "Target", i.Unit, "The programme")
                    : new ReportFigure($"{i.Code}-target", "Target", target!.Value, i.Unit, set.Timestamp, "The programme", [set.Id]),
                target?.By,
                Of(
                    i,
                    "Claimed",
                    claims.SelectMany(e => ((ProgrammeClaimed)e.Data).Lines).Where(l => l.Indicator == i.Code).Sum(l => l.Quantity),
                    i.CountsPeople ? [] : claims.Where(e => ((ProgrammeClaimed)e.Data).Lines.Any(l => l.Indicator == i.Code)),
                    "Claims made"
                ),
                i.CountsPeople,
                InPeriod(counted, rules),
                Variance(reached, set, target?.Value),
                Evidenced(counted, rules),
                RatingOf(programme.From, on, reached.Value, target?.Value, target?.By)
            );
        }

        // Of people nothing by quarter: two reports side by side would tell of few.
        ReportFigure? InPeriod(Counted counted, string rules)
        {
            Output[] outputs = [.. counted.Outputs.Where(o => Programmes.Quarter.Of(o.On) == quarter)];
            return counted.Indicator.CountsPeople || outputs.Length == 0
                ? null
                : ReportFigure.From(
                    $"{counted.Indicator.Code}-in-period",
                    "Reached in the quarter",
                    outputs.Sum(o => o.Quantity),
                    counted.Indicator.Unit,
                    rules,
                    outputs.SelectMany(o => o.Facts),
                    FigureState.Calculated
                );
        }

        static ReportFigure? Variance(ReportFigure reached, IEvent? set, decimal? target) =>
            reached.Value is { } value && set is not null && target is { } aim
                ? new ReportFigure(
                    reached.Key.Replace("-reached", "-variance", StringComparison.Ordinal),
                    "Reached, less target",
                    value - aim,
                    reached.Unit,
                    reached.AsAt > set.Timestamp ? reached.AsAt : set.Timestamp,
                    "Calculated",
                    [.. reached.Events, set.Id],
                    FigureState.Calculated
                )
                : null;

        static ReportFigure? Evidenced(Counted counted, string rules)
        {
            var all = counted.Outputs.Count + counted.LeftOut.Count(l => !l.Elsewhere);
            return counted.Indicator.CountsPeople || counted.Outputs.Count == 0
                ? null
                : ReportFigure.From(
                    $"{counted.Indicator.Code}-evidenced",
                    "Evidence complete",
                    SocialValue.Figure.PercentOf(counted.Outputs.Count, all)!.Value,
                    "%",
                    $"Those that count, of all that were looked at; {rules}",
                    counted.Outputs.SelectMany(o => o.Facts),
                    FigureState.Calculated
                );
        }

        ReportFigure OfPeople(Indicator i, string rules) =>
            last?.Totals.FirstOrDefault(t => t.Indicator == i.Code) is { Value: { } value } total
            && told[total.AsOf].GetValueOrDefault(i.Code) is { } then
            && then.Total == value
                ? Of(i, "Reached", value, then.Outputs.SelectMany(o => o.Facts), $"{rules}; as told in the claim for {total.AsOf}")
                : ReportFigure.NotRecorded($"{i.Code}-reached", "Reached", i.Unit, rules);

        static ReportFigure Of(Indicator i, string label, decimal value, IEnumerable<IEvent> behind, string source) =>
            ReportFigure.From($"{i.Code}-{label.ToLowerInvariant()}", label, value, i.Unit, source, behind, FigureState.Calculated);
    }
}
