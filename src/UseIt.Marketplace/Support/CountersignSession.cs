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

    public static readonly Refusal OfSupport = new(
        "signer-of-support-organisation",
        null,
        "You belong to the organisation that gave this support. Somebody else of the enterprise has to countersign it"
    );

    public static readonly Refusal NotOver = new("session-not-over", null, "It is not over yet. Countersign it once it is");

    /// <summary>Whether whoever signs belongs to those who gave the support.</summary>
    public static async Task<OwnPlace> Load(Session session, Actor actor, Streams streams, CancellationToken cancel) =>
        session.CaseId == Guid.Empty
            ? new OwnPlace(false)
            : await OwnPlace.InAsync(
                (await streams.PeekAsync<Case>(session.CaseId, cancel)).State.SupportOrganisation,
                actor,
                streams,
                cancel
            );

    public static Decision Handle(CountersignSession command, Session session, OwnPlace support, Actor actor, DateTimeOffset now)
    {
        if (session.Countersigned)
            return Decision.Nothing;
        if (session.Withdrawn)
            return Withdrawn;
        if (support.Held)
            return OfSupport;
        if (session.Timed?.End > now)
            return NotOver;
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
            [
                new SessionCountersigned(command.SessionId, session.CaseId, session.Organisation, signature),
                .. CountersignLinks.Used(command.SessionId, session, actor),
            ]
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CountersignSession>(
            "POST",
            "/api/v1/sessions/{sessionId}/countersignature",
            AllowedTo.Role("the enterprise's signatories and members", Roles.Signatory, Roles.Member)
        );
}
