using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Support given: when, how long, on what, charged to which project. It counts once the enterprise has countersigned it.</summary>
public sealed record LogSession(
    Guid CaseId,
    [property: NewId] Guid SessionId,
    DateOnly Date,
    SessionKind Kind,
    int Minutes,
    IReadOnlyList<string> Topics,
    string FunderProject,
    string? Note = null
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

    public sealed record Sealed(Protected? Note);

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static async Task<Sealed> Load(LogSession command, Vault vault, CancellationToken cancel) =>
        new(string.IsNullOrWhiteSpace(command.Note) ? null : await vault.SealAsync(command.CaseId, command.Note.Trim(), cancel));

    public static Decision Handle(LogSession command, Case @case, Stream<Session> session, Sealed values, Actor actor, DateTimeOffset now)
    {
        if (session.Exists)
            return Decision.Nothing;
        if (@case.WhyNot() is { } no)
            return no;
        if (Wrong(command.Minutes, command.Date, command.FunderProject, now) is { } wrong)
            return wrong;
        return Decision.On<Session>(
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
    }

    internal static Refusal? Wrong(int minutes, DateOnly date, string project, DateTimeOffset now) =>
        minutes is < 1 or > DeclareSession.MostMinutes ? MinutesWrong
        : date > UkTime.DayOf(now) ? InTheFuture
        : string.IsNullOrWhiteSpace(project) ? ProjectMissing
        : null;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LogSession>("POST", "/api/v1/cases/{caseId}/sessions", CaseAccess.Advisers, creates: "sessionId");
}
