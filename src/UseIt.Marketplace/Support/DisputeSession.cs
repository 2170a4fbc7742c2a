using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>The enterprise says that a session was not as logged; it does not count until countersigned.</summary>
public sealed record DisputeSession(Guid SessionId, string Reason) : Message, ICommand;

public static class DisputeSessionHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say what was different");
    public static readonly Refusal AlreadySigned = new(
        "session-countersigned",
        null,
        "You have countersigned this session; ask your adviser to correct it"
    );

    public static Access Authorise(Actor actor, Session session) => CountersignSessionHandler.Authorise(actor, session);

    public static Decision Handle(DisputeSession command, Session session, Actor actor)
    {
        if (session.Countersigned)
            return AlreadySigned;
        if (session.Withdrawn)
            return CountersignSessionHandler.Withdrawn;
        if (session.Disputed)
            return Decision.Nothing;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return Decision.On<Session>(
            command.SessionId,
            [
                new SessionDisputed(command.SessionId, session.CaseId, session.Organisation, command.Reason.Trim()),
                .. CountersignLinks.Used(command.SessionId, session, actor),
            ]
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DisputeSession>(
            "POST",
            "/api/v1/sessions/{sessionId}/dispute",
            AllowedTo.Role("the enterprise's signatories and members", Roles.Signatory, Roles.Member)
        );
}
