using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// The named organisation says no to the part. Lead and buyer are told, with its reason, and within the buyer's leave the lead may name
/// another. Saying no takes no signatory: it binds to nothing, and is never too late while the question stands.
/// </summary>
[ByPeople]
public sealed record DeclineReplacement(Guid BidId, Guid OrganisationId, string Reason) : Message, ICommand
{
    public Guid TeamId => BidTeam.IdOf(BidId);
}

public static class DeclineReplacementHandler
{
    public static readonly Refusal ReasonMissing = new(
        "declining-reason-missing",
        "declineReason",
        "Say why your organisation does not take the part on. Lead and buyer read it"
    );
    public static readonly Refusal Accepted = new(
        "replacement-accepted",
        null,
        "Your organisation has accepted and stands behind this bid. If it cannot do its part, tell lead and buyer so"
    );

    public sealed record Found(Guid BuyerId);

    public static Access Authorise(Actor actor, DeclineReplacement command, BidTeam team) =>
        actor.Organisation is not { } own || !Concerns(team, command.OrganisationId, own) ? Access.NotFound
        : actor.Has(Roles.BidManager) || actor.Has(Roles.Signatory) ? Access.Granted
        : Access.Forbidden;

    public static async Task<Found> Load(Bidding bid, Streams streams, CancellationToken cancel) =>
        new((await streams.PeekAsync<Procurement>(bid.TenderId, cancel)).State.BuyerId);

    public static Decision Handle(DeclineReplacement command, BidTeam team, [Peek] Bidding bid, Actor actor, Found found)
    {
        var own = actor.Organisation!.Value;
        if (team.PassedOn.GetValueOrDefault(command.OrganisationId) == own)
            return Accepted;
        if (team.Named.GetValueOrDefault(command.OrganisationId) != own)
            return Decision.Nothing;
        return string.IsNullOrWhiteSpace(command.Reason)
            ? ReasonMissing
            : Decision.On<BidTeam>(
                command.TeamId,
                new ReplacementDeclined(
                    command.TeamId,
                    command.BidId,
                    bid.TenderId,
                    found.BuyerId,
                    bid.LeadId,
                    command.OrganisationId,
                    own,
                    command.Reason.Trim(),
                    actor.Person
                )
            );
    }

    private static bool Concerns(BidTeam team, Guid left, Guid own) =>
        team.Named.GetValueOrDefault(left) == own
        || team.PassedOn.GetValueOrDefault(left) == own
        || team.Declined.Any(d => d.OrganisationId == left && d.ReplacementId == own);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeclineReplacement>(
            "POST",
            "/api/v1/bids/{bidId}/members/{organisationId}/replacement/refusal",
            AllowedTo.Role("a bid manager or signatory of the organisation named", Roles.BidManager, Roles.Signatory)
        );
}
