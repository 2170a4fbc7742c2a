using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Support;

/// <summary>What an import declared is taken back, where the enterprise has not signed it.</summary>
public sealed record WithdrawSession(Guid CaseId, Guid SessionId, Guid ImportId, string Reason) : Message, ICommand;

public static class WithdrawSessionHandler
{
    public static readonly Refusal NotOfImport = new("session-not-of-import", "sessionId", "This session did not come with the import");
    public static readonly Refusal Signed = new(
        "session-signed",
        "sessionId",
        "The enterprise has countersigned this session: it is its own word by now, and stays"
    );

    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(WithdrawSession command, Case @case, Session session) =>
        session.CaseId != command.CaseId || session.Import != command.ImportId ? NotOfImport
        : session.Countersigned ? Signed
        : session.Withdrawn ? Decision.Nothing
        : Decision.On<Session>(
            command.SessionId,
            new SessionWithdrawn(command.SessionId, command.CaseId, @case.Organisation, command.Reason)
        );
}
