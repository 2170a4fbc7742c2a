using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>No further report is made by this schedule. What was made stays, and so does who was sent it.</summary>
public sealed record StopReportSchedule(Guid ScheduleId) : Message, ICommand;

public static class StopReportScheduleHandler
{
    public static async Task<Access> Authorise(Actor actor, ReportSchedule schedule, ReportKinds kinds, CancellationToken cancel) =>
        await MayAsync(actor, schedule.OrganisationId, schedule.Kind, schedule.SubjectId, kinds, cancel) ? Access.Granted : Access.NotFound;

    // Whoever may read it; and the organisation's administrator, so that there is somebody when nobody may any more.
    internal static async Task<bool> MayAsync(
        Actor actor,
        Guid organisation,
        string kind,
        Guid subject,
        ReportKinds kinds,
        CancellationToken cancel
    ) =>
        actor.ActsFor(organisation)
        && kinds.Find(kind) is { } of
        && (actor.Has(Roles.OrganisationAdministrator) || await of.MayAsync(actor, subject, cancel));

    public static Decision Handle(StopReportSchedule command, ReportSchedule schedule, Actor actor) =>
        schedule.NextDue is null
            ? Decision.Nothing
            : Decision.On<ReportSchedule>(
                command.ScheduleId,
                new ReportScheduleStopped(command.ScheduleId, schedule.OrganisationId, actor.Person)
            );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StopReportSchedule>("POST", "/api/v1/report-schedules/{scheduleId}/stop", AllowedTo.Person);
}
