using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>
/// Support given: from when to when, how long of it was advice, on what, charged to which project. It counts once the enterprise has
/// countersigned it.
/// </summary>
public sealed record LogSession(
    Guid CaseId,
    [property: NewId] Guid SessionId,
    DateOnly Date,
    SessionKind Kind,
    int Minutes,
    IReadOnlyList<string> Topics,
    string FunderProject,
    string? Note = null,
    DateTimeOffset? Start = null,
    DateTimeOffset? End = null,
    SessionMode? Mode = null,
    int? PeoplePresent = null
) : Message, ICommand;

public static class LogSessionHandler
{
    public static readonly Refusal MinutesWrong = new("minutes-wrong", "minutes", "Enter the minutes, from 1 to 720");
    public static readonly Refusal InTheFuture = new("session-in-future", "date", "A session is logged when it has taken place");
    public static readonly Refusal ProjectMissing = new(
        "funder-project-missing",
        "funderProject",
        "Enter the project the time is charged to; an hour is charged once"
    );

    public static readonly Refusal EndMissing = new("end-missing", "end", "Enter when it began and when it ended");
    public static readonly Refusal EndBeforeStart = new("end-before-start", "end", "It must end after it began, on the same day");
    public static readonly Refusal OtherDay = new("start-other-day", "start", "It must begin on the day of the session");
    public static readonly Refusal MinutesOverTimes = new(
        "minutes-over-times",
        "minutes",
        "Enter no more minutes than there are between its begin and its end"
    );
    public static readonly Refusal PeopleWrong = new(
        "people-wrong",
        "peoplePresent",
        "Enter how many people of the enterprise were there, from 1 to 50"
    );

    /// <summary>What is sealed, and the days of both where the times are said.</summary>
    public sealed record Beside(Protected? Note, SupportDays? Days);

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static async Task<Beside> Load(
        LogSession command,
        Case @case,
        Actor actor,
        Vault vault,
        Streams streams,
        CancellationToken cancel
    ) =>
        new(
            string.IsNullOrWhiteSpace(command.Note) ? null : await vault.SealAsync(command.CaseId, command.Note.Trim(), cancel),
            command.Start is null ? null : await SupportDays.OfAsync(actor.Person, @case.Organisation, command.Date, streams, cancel)
        );

    public static Decision Handle(LogSession command, Case @case, Stream<Session> session, Beside values, Actor actor, DateTimeOffset now)
    {
        if (session.Exists)
            return Decision.Nothing;
        if (@case.WhyNot() is { } no)
            return no;
        if (Wrong(command.Minutes, command.Date, command.FunderProject, now) is { } wrong)
            return wrong;
        if (Wrong(command, now) is { } timesWrong)
            return timesWrong;
        if (
            values.Days is { } days
            && days.WhyNot(command.SessionId, command.SessionId, command.Start!.Value, command.End!.Value) is { } taken
        )
            return taken;
        var decision = Decision.On<Session>(
            command.SessionId,
            new SessionLogged(
                command.SessionId,
                command.CaseId,
                @case.Organisation,
                actor.Person,
                command.Date,
                command.Kind,
                command.Minutes,
                command.Topics,
                command.FunderProject.Trim(),
                values.Note
            )
        );
        if (values.Days is null)
            return decision;
        decision.And<Session>(
            command.SessionId,
            new SessionTimed(
                command.SessionId,
                command.CaseId,
                @case.Organisation,
                actor.Person,
                command.Start!.Value,
                command.End!.Value,
                command.Mode ?? SessionMode.InPerson,
                command.PeoplePresent ?? 1,
                null
            )
        );
        return values.Days.Take(decision, command.SessionId, command.SessionId, command.Start.Value, command.End.Value);
    }

    private static Refusal? Wrong(LogSession command, DateTimeOffset now) =>
        (command.Start, command.End) switch
        {
            (null, null) => null,
            ({ } start, { } end) => start >= end || UkTime.DayOf(end) != UkTime.DayOf(start) ? EndBeforeStart
            : UkTime.DayOf(start) != command.Date ? OtherDay
            : end > now ? InTheFuture
            : command.Minutes > (end - start).TotalMinutes ? MinutesOverTimes
            : command.PeoplePresent is < 1 or > WorkshopRules.MostPeople ? PeopleWrong
            : null,
            _ => EndMissing,
        };

    internal static Refusal? Wrong(int minutes, DateOnly date, string project, DateTimeOffset now) =>
        minutes is < 1 or > DeclareSession.MostMinutes ? MinutesWrong
        : date > UkTime.DayOf(now) ? InTheFuture
        : string.IsNullOrWhiteSpace(project) ? ProjectMissing
        : null;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LogSession>("POST", "/api/v1/cases/{caseId}/sessions", CaseAccess.Advisers, creates: "sessionId");
}
