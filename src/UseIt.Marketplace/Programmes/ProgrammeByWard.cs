using System.Text.Json.Serialization;
using JasperFx.Events;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// What a programme has come to, ward by ward, for whoever may read it as a whole. Enterprises are never held back; people are told as they
/// were in a claim, and never where they are few or could be worked out.
/// </summary>
public sealed class ProgrammeByWard(ProgrammeReport whole, ProgrammeReading reading) : ReportKind
{
    public override string Name => "programme-by-ward";
    public override string Title => "Programme by ward";
    public override string Purpose =>
        "What a programme has come to in each ward: enterprises and money by where they are, people in numbers.";
    public override string Question => "Which programme?";
    public override string Variable => "by_ward";
    public override Type Model => typeof(ProgrammeInWards);

    public override string AllSubjects => whole.AllSubjects;

    public override Task<bool> MayAsync(Actor actor, Guid subject, CancellationToken cancel) => whole.MayAsync(actor, subject, cancel);

    public override Task<IReadOnlyList<ReportSubject>> OfferedAsync(Actor actor, CancellationToken cancel) =>
        whole.OfferedAsync(actor, cancel);

    public override async Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel) =>
        await reading.ReadAsync(asked.SubjectId, asked.Cut, cancel) is { } facts
            ? ProgrammeInWards.From(facts, asked.DataCut, asked.Demonstration)
            : null;
}

/// <summary>One figure of one ward; held back where it would tell of a few people.</summary>
public sealed record WardCell(ReportFigure Figure, bool Held);

public sealed record ProgrammeWardLine(string Code, string Name, IReadOnlyList<WardCell> Cells);

/// <summary>One indicator by ward, and for people by which claim.</summary>
public sealed record ProgrammeWardColumn(string Code, string Title, string Unit, string Definition, bool People, string? AsOf);

public sealed record ProgrammeInWards(
    Guid ProgrammeId,
    string Title,
    string Neighbourhood,
    [property: JsonConverter(typeof(DataCutJson))] string DataCut,
    DateTimeOffset AsAt,
    bool Demonstration,
    IReadOnlyList<string> FrameworkEditions,
    IReadOnlyList<ProgrammeWardColumn> Columns,
    IReadOnlyList<ProgrammeWardLine> Wards,
    ProgrammeWardLine Whole,
    int PeopleLimit,
    IReadOnlyList<Guid> FactStreams
) : IReportModel
{
    private const string WholeCode = "whole";
    private const string NoneCode = "none";

    private static readonly Measure[] OfPlaces =
    [
        Measure.EnterprisesSupported,
        Measure.EnterprisesGranted,
        Measure.EnterprisesAdvised,
        Measure.EnterprisesNew,
        Measure.EnterprisesEstablished,
        Measure.EmploymentIncrease,
        Measure.EnterprisesInformed,
        Measure.MoneyWon,
    ];

    // The narrower people are a part of the wider: who is in the wider alone must not be found either.
    private static readonly Measure[] OfEachOther = [Measure.PeopleConnected, Measure.PeopleInAJob, Measure.PeopleAfter26Weeks];

    private IEnumerable<ProgrammeWardLine> Lines() => Wards.Append(Whole);

    public IEnumerable<ReportFigure> Figures() => Lines().SelectMany(l => l.Cells).Select(c => c.Figure);

    public IEnumerable<ReportPerson> People() => [];

    public IEnumerable<Guid> Streams() => FactStreams;

    public string? About(string key) => Columns.Where((_, i) => Lines().Any(l => l.Cells[i].Figure.Key == key)).FirstOrDefault()?.Title;

    // A claim lists what it is made of, of people by number: here only that it was made.
    public object Shown(object fact) =>
        fact switch
        {
            ProgrammeClaimed f => f with { Lines = [], Held = [] },
            Support.SessionLogged f => f with { Note = null },
            Support.EnterpriseDiagnosed f => f with { Scores = [] },
            _ => fact,
        };

    public IEnumerable<ReportRow> Rows()
    {
        foreach (var (column, i) in Columns.Select((c, i) => (c, i)))
        {
            foreach (var line in Lines())
                yield return line.Cells[i] is { Held: true, Figure: var held }
                    ? ReportRow.Said("Ward", column.Title, held.Label, SmallNumbers.NotShown, line.Code)
                    : ReportRow.Of("Ward", column.Title, line.Cells[i].Figure, column.Code, line.Code);
            yield return ReportRow.Said("Definition", column.Title, column.Code, column.Definition, column.Code);
        }
    }

    public static ProgrammeInWards From(ProgrammeFacts facts, string dataCut, bool demonstration)
    {
        var programme = facts.Programme;
        var places = new ProgrammeWards(facts.ProgrammeId, facts.Facts);
        var told = ProgrammeWards.People(facts);
        Counted[] counted = [.. facts.Evaluated().Where(c => OfPlaces.Contains(c.Indicator.Measure) || c.Indicator.CountsPeople)];
        var placed = counted
            .Where(c => !c.Indicator.CountsPeople)
            .ToDictionary(
                c => c.Indicator.Code,
                c => c.Outputs.Select(o => (Output: o, At: places.OfEnterprise(o))).ToLookup(o => o.At.Ward)
            );
        string[] wards =
        [
            .. placed
                .Values.SelectMany(p => p.Select(g => g.Key))
                .Concat(told.Values.SelectMany(t => t.Counts.Keys))
                .Distinct()
                .OrderBy(w => w.Length == 0)
                .ThenBy(ProgrammeWards.NameOf, StringComparer.Ordinal)
                .ThenBy(w => w, StringComparer.Ordinal),
        ];
        WardCell[][] columns = [.. counted.Select(Column)];
        var behind = columns.SelectMany(c => c).SelectMany(c => c.Figure.Events).ToHashSet();
        return new ProgrammeInWards(
            facts.ProgrammeId,
            programme.Title,
            programme.Neighbourhood,
            dataCut,
            facts.Facts.Where(e => e.StreamId == facts.ProgrammeId || behind.Contains(e.Id)).Max(e => e.Timestamp),
            demonstration,
            [programme.Rules?.Name ?? ReportWriter.NotRecorded],
            [
                .. counted.Select(c => new ProgrammeWardColumn(
                    c.Indicator.Code,
                    c.Indicator.Title,
                    c.Indicator.Unit,
                    c.Indicator.Definition,
                    c.Indicator.CountsPeople,
                    told.GetValueOrDefault(c.Indicator.Code)?.AsOf
                )),
            ],
            [.. wards.Select((w, i) => new ProgrammeWardLine(CodeOf(w), ProgrammeWards.NameOf(w), [.. columns.Select(c => c[i])]))],
            new ProgrammeWardLine(WholeCode, "Whole programme", [.. columns.Select(c => c[^1])]),
            programme.PeopleLimit,
            [.. facts.Facts.Where(e => behind.Contains(e.Id)).Select(e => e.StreamId).Distinct()]
        );

        // A cell for each ward, and the whole.
        WardCell[] Column(Counted c) =>
            c.Indicator.CountsPeople
                ? OfPeople(c.Indicator)
                : [.. wards.Select(w => Placed(c.Indicator, w, placed[c.Indicator.Code][w])), Placed(c.Indicator, null, All(c))];

        IEnumerable<(Output, (string, IEvent?))> All(Counted c) => c.Outputs.Select(o => (o, places.OfEnterprise(o)));

        WardCell Placed(Indicator i, string? ward, IEnumerable<(Output Output, (string Ward, IEvent? Because) At)> outputs)
        {
            var all = outputs.ToArray();
            var behind = all.SelectMany(o => o.At.Because is { } said && ward is not null ? o.Output.Facts.Append(said) : o.Output.Facts);
            return Cell(i, ward, all.Sum(o => o.Output.Quantity), behind, RulesOf(i));
        }

        WardCell[] OfPeople(Indicator i)
        {
            if (told.GetValueOrDefault(i.Code) is not { } table)
                return [.. wards.Append(null).Select(w => Cell(i, w, 0, [], RulesOf(i)))];
            var wider = OfEachOther
                .TakeWhile(m => m != i.Measure)
                .Where(_ => OfEachOther.Contains(i.Measure))
                .SelectMany(m => counted.Where(c => c.Indicator.Measure == m))
                .Select(c => told.GetValueOrDefault(c.Indicator.Code))
                .LastOrDefault(t => t?.AsOf == table.AsOf);
            var shown = SmallNumbers.Suppress(
                [.. wards.Select(table.In)],
                programme.PeopleLimit,
                of: wider is null ? null : [.. wards.Select(wider.In)]
            );
            // The whole is told in the claim: where it would have to be held back to protect a ward, every ward is.
            var none = shown.Total is null;
            return
            [
                .. wards.Select(
                    (w, n) =>
                        table.In(w) == 0 ? Cell(i, w, 0, [], Source(i, table))
                        : none || shown.Counts[n] is null ? new WardCell(Cell(i, w, 0, [], Source(i, table)).Figure, Held: true)
                        : Cell(i, w, table.In(w), [table.Claim], Source(i, table))
                ),
                Cell(i, null, table.Counts.Values.Sum(), table.Counts.Count == 0 ? [] : [table.Claim], Source(i, table)),
            ];
        }

        string Source(Indicator i, ToldByWard table) => $"{RulesOf(i)}; as told in the claim for {table.AsOf}";

        string RulesOf(Indicator i) => programme.Rules?.Find(i.Code) == i ? programme.Rules!.Name : "The programme’s own measures";

        static WardCell Cell(Indicator i, string? ward, decimal value, IEnumerable<IEvent> behind, string source)
        {
            var key = $"{i.Code}-{(ward is null ? WholeCode : CodeOf(ward))}";
            var label = ward is null ? "Whole programme" : ProgrammeWards.NameOf(ward);
            return new WardCell(ReportFigure.From(key, label, value, i.Unit, source, behind, FigureState.Calculated), Held: false);
        }

        static string CodeOf(string ward) => ward.Length == 0 ? NoneCode : ward;
    }
}
