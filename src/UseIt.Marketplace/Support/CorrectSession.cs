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

    public static Decision Handle(CorrectSession command, Case @case, Session session)
    {
        if (session.CaseId != command.CaseId || session.Withdrawn)
            return OfAnother;
        if (command.Minutes is < 0 or > 720)
            return MinutesWrong;
        if (command.Minutes == session.Minutes)
            return Decision.Nothing;
        return string.IsNullOrWhiteSpace(command.Reason)
            ? ReasonMissing
            : Decision.On<Session>(
                command.SessionId,
                new SessionCorrected(command.SessionId, command.CaseId, @case.Organisation, command.Minutes, command.Reason.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CorrectSession>("POST", "/api/v1/cases/{caseId}/sessions/{sessionId}/correction", CaseAccess.Advisers);
}
