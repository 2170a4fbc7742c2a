using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Within the buyer's leave the lead names who shall take on the part of a member who has left: an enterprise whose identity was checked
/// here. It is asked, and bound by nothing before it has accepted.
/// </summary>
[CountsAs(Counted.Invitation)]
public sealed record NameReplacement(Guid BidId, Guid OrganisationId, Guid ReplacementId) : Message, ICommand
{
    public Guid TeamId => BidTeam.IdOf(BidId);
}

public static class NameReplacementHandler
{
    public static readonly Refusal NoLeave = new(
        "replacement-not-allowed",
        null,
        "The buyer has not decided that this member may be replaced"
    );
    public static readonly Refusal NotChecked = new(
        "replacement-not-checked",
        "replacementId",
        "Choose an enterprise that is registered here, whose identity was checked, and that is neither suspended nor closed"
    );
    public static readonly Refusal InThisBid = new(
        "replacement-in-this-bid",
        "replacementId",
        "Choose an organisation that is not in this bid"
    );

    public static Refusal TooLate(DateTimeOffset ended) =>
        new(
            "replacement-too-late",
            null,
            "The last day for a replacement is over. Ask the buyer",
            new Dictionary<string, object?> { ["ended"] = ended }
        );

    public sealed record Found(Departures.Found Departure, bool MayReplace);

    public static Access Authorise(Actor actor, Bidding bid) => bid.Lead(actor);

    public static async Task<Found> Load(NameReplacement command, Bidding bid, Streams streams, CancellationToken cancel) =>
        new(
            await Departures.LoadAsync(command.BidId, command.OrganisationId, bid, streams, cancel),
            (await streams.FetchAsync<ReplacementStanding>(command.ReplacementId, cancel)).State.MayReplace
        );

    public static Decision Handle(NameReplacement command, BidTeam team, Bidding bid, Actor actor, Found found, DateTimeOffset now)
    {
        if (WhyNot(command.OrganisationId, command.ReplacementId, team, found, now) is { } no)
            return no;
        return team.Named.GetValueOrDefault(command.OrganisationId) == command.ReplacementId
            ? Decision.Nothing
            : Decision.On<BidTeam>(
                command.TeamId,
                new ReplacementNamed(
                    command.TeamId,
                    command.BidId,
                    bid.TenderId,
                    command.OrganisationId,
                    command.ReplacementId,
                    actor.Person
                )
            );
    }

    /// <summary>Why this organisation cannot take the part on at this moment: the same when it is named and when it accepts.</summary>
    public static Refusal? WhyNot(Guid left, Guid replacement, BidTeam team, Found found, DateTimeOffset now)
    {
        if (found.Departure.WhyNot(left, team) is { } no)
            return no;
        if (team.LeaveToReplace(left) is not { EndsAt: { } ends })
            return NoLeave;
        if (now >= ends)
            return TooLate(ends);
        if (!found.MayReplace)
            return NotChecked;
        var bidder = found.Departure.Lots.Bidder!;
        return bidder.Members.Append(bidder.LeadId).Contains(replacement) || team.HasLeft(replacement) ? InThisBid : null;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<NameReplacement>(
            "POST",
            "/api/v1/bids/{bidId}/members/{organisationId}/replacement",
            AllowedTo.Role("the lead's bid manager or signatory", Roles.BidManager, Roles.Signatory)
        );
}
