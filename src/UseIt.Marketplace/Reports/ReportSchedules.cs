using JasperFx.Events;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>What one due day of a schedule came to.</summary>
public sealed record SentReport(DateOnly Due, Guid? ReportId, IReadOnlyList<Guid> To, IReadOnlyList<Guid> NotTo, DateTimeOffset At);

/// <summary>A report that is made by itself: when next, and what it came to last.</summary>
public sealed record ReportScheduleRow(
    Guid ScheduleId,
    Guid OrganisationId,
    string Kind,
    Guid SubjectId,
    string SubjectTitle,
    ReportRhythm Rhythm,
    DateOnly? Day,
    int? DaysBefore,
    IReadOnlyList<Guid> ReaderIds,
    DateOnly? NextDue,
    bool Stopped,
    SentReport? Last
)
{
    /// <summary>How often, in words.</summary>
    public string Often =>
        Rhythm switch
        {
            ReportRhythm.Monthly => "On the first of each month",
            ReportRhythm.Quarterly => "On the first day of each quarter",
            _ => $"{DaysBefore} {(DaysBefore == 1 ? "day" : "days")} before {(Day is { } day ? Values.UkTime.Display(day) : "a day")}",
        };
}

/// <summary>An organisation's schedules.</summary>
public sealed class ReportSchedules : TableView<ReportScheduleRow>
{
    public override string Name => "report_schedules";
    public override Composite Composite => Composites.Reporting;

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string> { ["organisation"] = "((data ->> 'organisationId'), key)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(ReportScheduled), typeof(ScheduledReportSent), typeof(ReportScheduleStopped) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override ReportScheduleRow? Apply(Guid key, ReportScheduleRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (_, ReportScheduled f) => new ReportScheduleRow(
                key,
                f.OrganisationId,
                f.Kind,
                f.SubjectId,
                f.SubjectTitle,
                f.Rhythm,
                f.Day,
                f.DaysBefore,
                f.ReaderIds,
                f.FirstDue,
                false,
                null
            ),
            ({ }, ScheduledReportSent f) => row with
            {
                NextDue = ReportSchedule.After(row.Rhythm, f.Due),
                Last = new SentReport(f.Due, f.ReportId, f.SentTo, f.NotSentTo, e.Timestamp),
            },
            ({ }, ReportScheduleStopped) => row with { NextDue = null, Stopped = true },
            _ => row,
        };

    /// <summary>A page of the actor's own organisation's schedules, without those of reports that are not theirs to read.</summary>
    public async Task<Rows<ReportScheduleRow>> OfAsync(
        ViewRows rows,
        ReportKinds kinds,
        Actor actor,
        Guid? after,
        int? limit,
        CancellationToken cancel
    )
    {
        if (actor.Organisation is not { } own)
            return new Rows<ReportScheduleRow>([], null);
        var page = await rows.PageAsync(this, "data ->> 'organisationId' = $1", [own.ToString()], after, limit, cancel);
        List<ReportScheduleRow> mine = [];
        foreach (var row in page.Items)
            if (await StopReportScheduleHandler.MayAsync(actor, row.OrganisationId, row.Kind, row.SubjectId, kinds, cancel))
                mine.Add(row);
        return new Rows<ReportScheduleRow>(mine, page.Next);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/report-schedules",
                async (
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    Actors actors,
                    ReportSchedules view,
                    ReportKinds kinds,
                    ViewRows rows,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return Results.Json(await view.OfAsync(rows, kinds, actor, after, limit, http.RequestAborted), EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<Rows<ReportScheduleRow>>()
            .WithName("ListReportSchedules")
            .WithTags("Reports");
}
