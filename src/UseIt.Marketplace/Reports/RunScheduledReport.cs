using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// Wakes on a due day. Whether anything is made follows from the schedule's own facts: report, who is sent it and the next waking are one
/// commit, so that a day is done once, whoever wakes for it and however often.
/// </summary>
public sealed record RunScheduledReport(Guid ScheduleId, DateOnly Due) : Message, ICommand;

public static class RunScheduledReportHandler
{
    /// <summary>The report, where there is something to report and somebody who may read it.</summary>
    public sealed record Made(ReportRun? Run, IReadOnlyList<Guid> Readers, bool IsThere = false);

    // Only the program itself wakes.
    public static Access Authorise(Actor actor) => Access.NotFound;

    public static async Task<Made> Load(
        RunScheduledReport command,
        ReportSchedule schedule,
        Streams streams,
        ReportKinds kinds,
        ReportReaders readers,
        ReportWriter writer,
        PositionTokens tokens,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        if (schedule.NextDue != command.Due || now < ReportSchedule.At(command.Due) || kinds.Find(schedule.Kind) is not { } kind)
            return new Made(null, []);
        // Asked again at this moment: the named people may have left, or lost the role.
        var may = await readers.OfAsync(kind, schedule.SubjectId, schedule.OrganisationId, cancel);
        Actor[] told = [.. may.Where(a => schedule.Readers.Contains(a.Person))];
        if (told.Length == 0)
            return new Made(null, []);
        var cut = await streams.Database.CeilingAsync(cancel);
        var demonstration = (await StoreMark.ReadAsync(streams.Database, cancel)).IsDemo;
        var asked = new ReportAsked(schedule.SubjectId, cut, tokens.Of(cut), demonstration, told[0]);
        if (await kind.MakeAsync(asked, cancel) is not { } model)
            return new Made(null, []);
        var template = await writer.TemplateForAsync(kind, model, cancel);
        var run = RunReportHandler.Frozen(schedule.SubjectId, kind, template, model, cut);
        return new Made(run, [.. told.Select(a => a.Person)], (await streams.FetchAsync<Report>(run.ReportId, cancel)).Exists);
    }

    public static Decision Handle(RunScheduledReport command, ReportSchedule schedule, Made made, DateTimeOffset now)
    {
        if (schedule.NextDue != command.Due)
            return Decision.Nothing;
        if (now < ReportSchedule.At(command.Due))
            return Decision.Nothing.Send(command, ReportSchedule.At(command.Due));
        var decision = Decision.On<ReportSchedule>(
            command.ScheduleId,
            new ScheduledReportSent(
                command.ScheduleId,
                schedule.OrganisationId,
                command.Due,
                made.Run?.ReportId,
                made.Readers,
                [.. schedule.Readers.Except(made.Readers)]
            )
        );
        if (made is { Run: { } run, IsThere: false })
            decision.And<Report>(run.ReportId, run);
        return ReportSchedule.After(schedule.Rhythm, command.Due) is { } next
            ? decision.Send(new RunScheduledReport(command.ScheduleId, next), ReportSchedule.At(next))
            : decision;
    }
}
