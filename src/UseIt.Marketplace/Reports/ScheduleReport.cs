using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// Has a report made by itself, each month or quarter or some days before a day, and its link mailed to named people of the own
/// organisation.
/// </summary>
public sealed record ScheduleReport(
    [property: NewId] Guid ScheduleId,
    string Kind,
    Guid SubjectId,
    ReportRhythm Rhythm,
    IReadOnlyList<Guid> ReaderIds,
    DateOnly? Day = null,
    int? DaysBefore = null
) : Message, ICommand;

public static class ScheduleReportHandler
{
    private const int MostDays = 365;

    public static readonly Refusal ReadersMissing = new("readers-missing", "readerIds", "Choose who is to be told");
    public static readonly Refusal ReaderMayNot = new(
        "reader-may-not",
        "readerIds",
        "Choose people of your organisation who may read this report"
    );
    public static readonly Refusal DayMissing = new("day-missing", "day", "Enter the day that the report is to come before");
    public static readonly Refusal DaysWrong = new(
        "days-before-wrong",
        "daysBefore",
        "Enter how many days before, as a whole number from 0 to 365"
    );
    public static readonly Refusal DayPast = new("day-past", "day", "Enter a later day: the report would be due today or before");

    /// <summary>What it is about, and who may read it.</summary>
    public sealed record Found(ReportKind? Kind, string? Title, IReadOnlySet<Guid> Readers, string Kinds);

    public static async Task<Access> Authorise(ScheduleReport command, Actor actor, ReportKinds kinds, CancellationToken cancel) =>
        actor.Organisation is null ? Access.NotFound
        : kinds.Find(command.Kind) is not { } kind || await kind.MayAsync(actor, command.SubjectId, cancel) ? Access.Granted
        : Access.NotFound;

    public static async Task<Found> Load(
        ScheduleReport command,
        Actor actor,
        ReportKinds kinds,
        ReportReaders readers,
        CancellationToken cancel
    )
    {
        if (kinds.Find(command.Kind) is not { } kind)
            return new Found(null, null, new HashSet<Guid>(), string.Join(", ", kinds.All.Select(k => k.Name)));
        var may = await readers.OfAsync(kind, command.SubjectId, actor.Organisation ?? Guid.Empty, cancel);
        var title = (await kind.OfferedAsync(actor, cancel)).FirstOrDefault(s => s.Id == command.SubjectId)?.Title;
        return new Found(kind, title, may.Select(a => a.Person).ToHashSet(), "");
    }

    public static Decision Handle(ScheduleReport command, Stream<ReportSchedule> schedule, Found found, Actor actor, DateTimeOffset now)
    {
        if (schedule.Exists)
            return Decision.Nothing;
        if (found.Kind is not { } kind)
            return RunReportHandler.KindUnknown(found.Kinds);
        var today = UkTime.DayOf(now);
        List<Refusal> wrong = [];
        var due = ReportSchedule.After(command.Rhythm, today);
        if (command.Rhythm == ReportRhythm.BeforeDay)
        {
            if (command.Day is null)
                wrong.Add(DayMissing);
            if (command.DaysBefore is not (>= 0 and <= MostDays))
                wrong.Add(DaysWrong);
            if (wrong.Count == 0 && (due = command.Day!.Value.AddDays(-command.DaysBefore!.Value)) <= today)
                wrong.Add(DayPast);
        }
        Guid[] readers = [.. (command.ReaderIds ?? []).Distinct()];
        if (readers.Length == 0)
            wrong.Add(ReadersMissing);
        else if (!readers.All(found.Readers.Contains))
            wrong.Add(ReaderMayNot);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var before = command.Rhythm == ReportRhythm.BeforeDay;
        return Decision
            .On<ReportSchedule>(
                command.ScheduleId,
                new ReportScheduled(
                    command.ScheduleId,
                    actor.Organisation!.Value,
                    kind.Name,
                    command.SubjectId,
                    found.Title ?? kind.Title,
                    command.Rhythm,
                    before ? command.Day : null,
                    before ? command.DaysBefore : null,
                    readers,
                    due!.Value,
                    actor.Person
                )
            )
            .Send(new RunScheduledReport(command.ScheduleId, due.Value), ReportSchedule.At(due.Value));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ScheduleReport>("POST", "/api/v1/report-schedules", AllowedTo.Person, creates: "scheduleId");
}
