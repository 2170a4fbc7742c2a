using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>The enterprise confirms a session: from now on its minutes count.</summary>
public sealed record CountersignSession(Guid SessionId, string Capacity, SigningMethod Method = SigningMethod.Typed) : Message, ICommand;

public static class CountersignSessionHandler
{
    public static readonly Refusal CapacityMissing = new(
        "capacity-missing",
        "capacity",
        "Say in which capacity you sign, such as director"
    );

    public static readonly Refusal Withdrawn = new("session-withdrawn", null, "Your adviser has taken this session back");

    public static Access Authorise(Actor actor, Session session) =>
        actor.ActsFor(session.Organisation, Roles.Signatory, Roles.Member) ? Access.Granted
        : actor.ActsFor(session.Organisation) ? Access.Forbidden
        : Access.NotFound;

    public static Decision Handle(CountersignSession command, Session session, Actor actor, DateTimeOffset now)
    {
        if (session.Countersigned)
            return Decision.Nothing;
        if (session.Withdrawn)
            return Withdrawn;
        if (string.IsNullOrWhiteSpace(command.Capacity))
            return CapacityMissing;
        var statement = string.Create(
            CultureInfo.InvariantCulture,
            $"The support on {session.Date:yyyy-MM-dd} took place and lasted {session.Minutes} minutes."
        );
        var signature = new Signature(
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{command.SessionId}\n{statement}"))),
            actor.Person,
            command.Capacity.Trim(),
            actor.Authority,
            command.Method,
            statement,
            now
        );
        return Decision.On<Session>(
            command.SessionId,
            new SessionCountersigned(command.SessionId, session.CaseId, session.Organisation, signature)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CountersignSession>(
            "POST",
            "/api/v1/sessions/{sessionId}/countersignature",
            AllowedTo.Role("the enterprise's signatories and members", Roles.Signatory, Roles.Member)
        );
}
