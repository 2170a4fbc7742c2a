using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Reports;

public enum ReportRhythm
{
    /// <summary>On the first of each month.</summary>
    Monthly,

    /// <summary>On the first of January, April, July and October.</summary>
    Quarterly,

    /// <summary>Once, some days before a day.</summary>
    BeforeDay,
}

/// <summary>A report that is made by itself, and when next.</summary>
public sealed record ReportSchedule(
    Guid OrganisationId,
    string Kind,
    Guid SubjectId,
    ReportRhythm Rhythm,
    IReadOnlyList<Guid> Readers,
    DateOnly? NextDue
) : IState<ReportSchedule>
{
    private static readonly TimeSpan Morning = TimeSpan.FromHours(7);

    public static ReportSchedule Empty { get; } = new(Guid.Empty, "", Guid.Empty, default, [], null);

    public static string StreamType => "report_schedule";

    public ReportSchedule Evolve(object fact) =>
        fact switch
        {
            ReportScheduled e => new ReportSchedule(e.OrganisationId, e.Kind, e.SubjectId, e.Rhythm, e.ReaderIds, e.FirstDue),
            ScheduledReportSent e => this with { NextDue = After(Rhythm, e.Due) },
            ReportScheduleStopped => this with { NextDue = null },
            _ => this,
        };

    /// <summary>The due day that comes after a day; none where there was to be one alone.</summary>
    public static DateOnly? After(ReportRhythm rhythm, DateOnly day) =>
        rhythm switch
        {
            ReportRhythm.Monthly => First(day).AddMonths(1),
            ReportRhythm.Quarterly => First(day).AddMonths(3 - (day.Month - 1) % 3),
            _ => null,
        };

    /// <summary>When a due day has come: at seven in the morning, UK time.</summary>
    public static DateTimeOffset At(DateOnly due) => UkTime.StartOf(due) + Morning;

    private static DateOnly First(DateOnly day) => new(day.Year, day.Month, 1);
}
