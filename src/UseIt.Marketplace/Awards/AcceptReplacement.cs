using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// The named organisation takes the part on, as it was offered and at the price that was offered, with a signature under the terms that the
/// members agreed on. From then on it stands behind the bid in the other's place: evaluators declare their interests again, and it is
/// checked like everybody else before an award.
/// </summary>
[ByPeople]
public sealed record AcceptReplacement(Guid BidId, Guid OrganisationId, string Capacity, SigningMethod Method = SigningMethod.Typed)
    : Message,
        ICommand
{
    public Guid TeamId => BidTeam.IdOf(BidId);
}

public static class AcceptReplacementHandler
{
    public static readonly Refusal CapacityMissing = new(
        "capacity-missing",
        "capacity",
        "Enter in which capacity you sign, for example director"
    );

    // Said to the organisation itself alone: that it bids is nothing the lead of another bid may learn when it names it.
    public static readonly Refusal InAnother = new(
        "replacement-in-another-bid",
        null,
        "Your organisation stands behind another bid for this lot and cannot be in two"
    );

    public sealed record Found(NameReplacementHandler.Found Replacement, string TermsSha256, int Edition);

    /// <summary>What stands above the signature.</summary>
    public static string Statement(string left, int edition) =>
        $"My organisation takes on the part of {left} in this bid, as it was offered and at the price that was offered, by edition {edition} of the terms its members agreed on. Offer and price do not change.";

    public static Access Authorise(Actor actor, AcceptReplacement command, BidTeam team) =>
        actor.Organisation is not { } own || !Concerns(team, command.OrganisationId, own) ? Access.NotFound
        : actor.Has(Roles.Signatory) ? Access.Granted
        : Access.Forbidden;

    public static async Task<Found> Load(AcceptReplacement command, Bidding bid, Actor actor, Streams streams, CancellationToken cancel)
    {
        var terms = bid.ConsortiumId is { } consortium ? (await streams.PeekAsync<JointBidder>(consortium, cancel)).State.Agreed : null;
        return new Found(
            new NameReplacementHandler.Found(
                await Departures.LoadAsync(command.BidId, command.OrganisationId, bid, streams, cancel),
                (await streams.FetchAsync<ReplacementStanding>(actor.Organisation!.Value, cancel)).State.MayReplace
            ),
            terms?.Sha256 ?? "",
            terms?.Edition ?? 0
        );
    }

    public static Decision Handle(AcceptReplacement command, BidTeam team, Bidding bid, Actor actor, Found found, DateTimeOffset now)
    {
        var own = actor.Organisation!.Value;
        if (team.PassedOn.GetValueOrDefault(command.OrganisationId) == own)
            return Decision.Nothing;
        if (NameReplacementHandler.WhyNot(command.OrganisationId, own, team, found.Replacement, now) is { } no)
            return no;
        var departure = found.Replacement.Departure;
        if (departure.Lots.Rivals.Contains(own))
            return InAnother;
        if (string.IsNullOrWhiteSpace(command.Capacity))
            return CapacityMissing;
        var accepted = Decision.On<BidTeam>(
            command.TeamId,
            new ReplacementAccepted(
                command.TeamId,
                command.BidId,
                bid.TenderId,
                command.OrganisationId,
                own,
                new Signature(
                    found.TermsSha256,
                    actor.Person,
                    command.Capacity.Trim(),
                    actor.Authority,
                    command.Method,
                    Statement("the member who has left", found.Edition),
                    now
                )
            )
        );
        return departure.Lots.PassOn(accepted, command.TeamId, bid, departure.BuyerId, command.OrganisationId, own, joins: true);
    }

    private static bool Concerns(BidTeam team, Guid left, Guid own) =>
        team.Named.GetValueOrDefault(left) == own || team.PassedOn.GetValueOrDefault(left) == own;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AcceptReplacement>(
            "POST",
            "/api/v1/bids/{bidId}/members/{organisationId}/replacement/acceptance",
            AllowedTo.Role("a signatory of the organisation named", Roles.Signatory)
        );
}
