using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>An enterprise that was at a workshop, by its case, and how many of its people were.</summary>
public sealed record WorkshopPresence(Guid CaseId, int People);

/// <summary>
/// Who was at a workshop. Each enterprise has one session of it, however many its people, and countersigns it as any other; who comes to
/// mind later is recorded later, and what was recorded is corrected as any session is.
/// </summary>
public sealed record RecordWorkshopAttendance(Guid WorkshopId, IReadOnlyList<WorkshopPresence> Present) : Message, ICommand;

public static class RecordWorkshopAttendanceHandler
{
    public static readonly Refusal NotYet = new("workshop-not-begun", null, "It has not begun. Record who is there once it has");
    public static readonly Refusal NobodyThere = new("present-missing", "present", "Say who was there");
    public static readonly Refusal PeopleWrong = new(
        "people-wrong",
        "present",
        "Enter how many people were there as a whole number, up to 50. Leave it empty for none"
    );
    public static readonly Refusal Twice = new("present-twice", "present", "This enterprise is on the list twice. Enter it once");

    /// <summary>Its cases, and the day of each enterprise and of the adviser.</summary>
    public sealed record Beside(WorkshopCases Cases, SupportDay OfAdviser, IReadOnlyDictionary<Guid, SupportDay> OfEnterprises);

    public static Access Authorise(Actor actor, Workshop workshop) => WorkshopRules.ForAdviser(actor, workshop);

    public static async Task<Beside> Load(RecordWorkshopAttendance command, Workshop workshop, Streams streams, CancellationToken cancel)
    {
        var cases = await WorkshopCases.OfAsync([.. (command.Present ?? []).Select(p => p.CaseId)], streams, cancel);
        Guid[] enterprises = [.. cases.Found.Select(c => c.State.Organisation).Where(o => o != Guid.Empty).Distinct()];
        var days = await streams.FetchAsync<SupportDay>(
            enterprises.Append(workshop.Adviser).Select(who => SupportDay.IdOf(who, workshop.Date)),
            cancel
        );
        return new Beside(cases, days[^1].State, enterprises.Select((o, n) => (o, days[n].State)).ToDictionary(d => d.o, d => d.State));
    }

    public static Decision Handle(RecordWorkshopAttendance command, Workshop workshop, Beside beside, DateTimeOffset now)
    {
        if (workshop.Cancelled)
            return WorkshopRules.Cancelled;
        if (now < workshop.Start)
            return NotYet;
        if (command.Present is not { Count: > 0 } present)
            return NobodyThere;
        if (present.Any(p => p.People is < 1 or > WorkshopRules.MostPeople))
            return PeopleWrong;
        if (beside.Cases.Found.Any(c => c.State.SupportOrganisation != workshop.SupportOrganisation || c.State.WhyNot() is not null))
            return WorkshopRules.NotOfCaseload with { Field = "present" };
        var cases = beside.Cases.Found.ToDictionary(c => c.Id, c => c.State);
        if (present.Select(p => cases[p.CaseId].Organisation).Distinct().Count() < present.Count)
            return Twice;
        var decision = Decision.Nothing;
        foreach (var (id, people) in present.Select(p => (p.CaseId, p.People)))
        {
            var enterprise = cases[id].Organisation;
            if (workshop.Attended.Contains(enterprise))
                continue;
            var session = UuidV5.Of(command.WorkshopId, $"session:{enterprise}");
            var days = new SupportDays(workshop.Date, workshop.Adviser, beside.OfAdviser, enterprise, beside.OfEnterprises[enterprise]);
            if (days.WhyNot(session, command.WorkshopId, workshop.Start, workshop.End) is { } taken)
                return taken with { Field = $"present[{present.ToList().FindIndex(p => p.CaseId == id)}]" };
            Attend(decision, command.WorkshopId, workshop, id, enterprise, session, people);
            Take(decision, workshop.Date, enterprise, session, workshop);
        }
        if (decision.Events.Any() && !beside.OfAdviser.Holds(command.WorkshopId))
            Take(decision, workshop.Date, workshop.Adviser, command.WorkshopId, workshop);
        return decision;
    }

    private static void Attend(Decision decision, Guid id, Workshop workshop, Guid @case, Guid enterprise, Guid session, int people) =>
        decision
            .And<Workshop>(id, new WorkshopAttended(id, workshop.SupportOrganisation, @case, enterprise, session, people))
            .And<Session>(
                session,
                new SessionLogged(
                    session,
                    @case,
                    enterprise,
                    workshop.Adviser,
                    workshop.Date,
                    SessionKind.Workshop,
                    (int)(workshop.End - workshop.Start).TotalMinutes,
                    [workshop.Title],
                    workshop.FunderProject,
                    null
                ),
                new SessionTimed(session, @case, enterprise, workshop.Adviser, workshop.Start, workshop.End, workshop.Mode, people, id)
            );

    private static void Take(Decision decision, DateOnly date, Guid who, Guid what, Workshop workshop) =>
        decision.And<SupportDay>(
            SupportDay.IdOf(who, date),
            new SupportTimeTaken(SupportDay.IdOf(who, date), who, date, what, workshop.Start, workshop.End)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordWorkshopAttendance>("POST", "/api/v1/workshops/{workshopId}/attendance", CaseAccess.Advisers);
}
