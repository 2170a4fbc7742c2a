using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>
/// The adviser corrects how long a session was, down to nothing at all. The enterprise confirms it anew; until then it does not count.
/// </summary>
public sealed record CorrectSession(Guid CaseId, Guid SessionId, int Minutes, string Reason) : Message, ICommand;

public static class CorrectSessionHandler
{
    public static readonly Refusal OfAnother = new("session-of-another", "sessionId", "This session is not of this case");
    public static readonly Refusal MinutesWrong = new("minutes-wrong", "minutes", "Enter the minutes, from 0 to 720");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why it is corrected");

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    /// <summary>The days whose time it takes; none where only its length was said.</summary>
    public sealed record Days(SupportDays? Of);

    public static async Task<Days> Load(CorrectSession command, Session session, Streams streams, CancellationToken cancel) =>
        new(
            session.Timed is { } timed
                ? await SupportDays.OfAsync(timed.Adviser, timed.OrganisationId, session.Date, streams, cancel)
                : null
        );

    public static Decision Handle(CorrectSession command, Case @case, Session session, Days days)
    {
        if (session.CaseId != command.CaseId || session.Withdrawn)
            return OfAnother;
        if (command.Minutes is < 0 or > 720)
            return MinutesWrong;
        if (command.Minutes == session.Minutes)
            return Decision.Nothing;
        if (session.Timed is { } times && command.Minutes > (times.End - times.Start).TotalMinutes)
            return LogSessionHandler.MinutesOverTimes;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        var decision = Decision.On<Session>(
            command.SessionId,
            new SessionCorrected(command.SessionId, command.CaseId, @case.Organisation, command.Minutes, command.Reason.Trim())
        );
        if (session.Timed is not { } timed || days.Of is not { } both)
            return decision;
        // What was nothing takes no time; said to be something again, it takes it anew, if nobody else has meanwhile.
        if (command.Minutes == 0)
            return both.Free(decision, timed);
        var given = timed.WorkshopId ?? command.SessionId;
        return both.WhyNot(command.SessionId, given, timed.Start, timed.End) is { } taken
            ? taken
            : both.Take(decision, command.SessionId, given, timed.Start, timed.End);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CorrectSession>("POST", "/api/v1/cases/{caseId}/sessions/{sessionId}/correction", CaseAccess.Advisers);
}
