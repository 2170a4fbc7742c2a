using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Support;

/// <summary>
/// Support that was written down elsewhere and comes in with a file. It may be said before the enterprise has accepted the case: it is
/// declared, and counts, as any other, once the enterprise has countersigned it.
/// </summary>
public sealed record DeclareSession(
    Guid CaseId,
    Guid SessionId,
    DateOnly Date,
    SessionKind Kind,
    int Minutes,
    IReadOnlyList<string> Topics,
    string FunderProject,
    Guid ImportId
) : Message, ICommand
{
    /// <summary>No session is longer.</summary>
    public const int MostMinutes = 720;
}

public static class DeclareSessionHandler
{
    public static Access Authorise(Actor actor, Case @case) => CaseAccess.ForAdviser(actor, @case);

    public static Decision Handle(DeclareSession command, Case @case, Stream<Session> session, Actor actor, DateTimeOffset now) =>
        session.Exists ? Decision.Nothing
        : !@case.IsOpen ? CaseAccess.Closed
        : LogSessionHandler.Wrong(command.Minutes, command.Date, command.FunderProject, now) is { } wrong ? wrong
        : Decision.On<Session>(
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
                null,
                command.ImportId
            )
        );
}
