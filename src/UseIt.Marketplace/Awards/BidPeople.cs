using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Somebody behind a bid.</summary>
public sealed record BidMember(Guid OrganisationId, string Name, bool Leads);

/// <summary>An organisation that does not take a part on, and why.</summary>
public sealed record ReplacementRefusal(Guid OrganisationId, string Name, string Reason);

/// <summary>A member who has left a bid, or cannot be contracted with, and what has become of its part.</summary>
public sealed record MemberChange(
    Guid OrganisationId,
    string Name,
    bool Suspended,
    bool Closed,
    string? StoodBackBecause,
    string? TakeOver,
    DepartureDecision? Decision,
    string? DecisionReason,
    DateTimeOffset? ReplaceBefore,
    BidMember? Named,
    BidMember? PassedOnTo,
    string? Role,
    string? Share,
    IReadOnlyList<string> WorkPackages
)
{
    /// <summary>Who was asked to take the part on and said no: for the bid's members and the buyer, not for others who are asked.</summary>
    public IReadOnlyList<ReplacementRefusal> Declined { get; init; } = [];

    /// <summary>Whether something is still to be decided or done.</summary>
    public bool IsOpen => PassedOnTo is null && Decision != DepartureDecision.Excluded;

    public string Why =>
        Closed ? "has closed"
        : Suspended ? "is suspended here"
        : StoodBackBecause is not null ? "has said that it cannot do its part any more"
        : "has left";
}

/// <summary>Who stands behind a bid, as one reader may know it.</summary>
public sealed record BidPeopleShown(
    Guid BidId,
    Guid TenderId,
    string TenderTitle,
    Guid LeadId,
    bool Closed,
    bool Opened,
    IReadOnlyList<BidMember> Members,
    IReadOnlyList<MemberChange> Changes
)
{
    /// <summary>The edition of the terms under which a replacement signs.</summary>
    public int Edition { get; init; }
}

/// <summary>
/// Who stands behind a bid and who has left it: for its members; for the buyer once the bids are open; and for an organisation that is
/// asked to take a part on, as far as that part goes.
/// </summary>
public sealed class BidPeople(IDocumentStore store, BidderNames bidderNames)
{
    public async Task<BidPeopleShown?> ReadAsync(Guid id, Actor actor, CancellationToken cancel)
    {
        var bid = await store.FetchAsync<Bidding>(id, cancel);
        if (!bid.Exists)
            return null;
        var team = (await store.FetchAsync<BidTeam>(BidTeam.IdOf(id), cancel)).State;
        var tender = (await store.FetchAsync<Procurement>(bid.State.TenderId, cancel)).State;
        var lots = await BidAtLots.LoadAsync(id, bid.State, store, cancel);
        // Who has just signed stands behind the bid in its evaluations; the bid itself follows.
        var member =
            actor.Organisation is { } own
            && (bid.State.IsMember(own) || lots.Bidder?.Members.Contains(own) == true)
            && Bids(actor)
            && !team.PassedOn.ContainsKey(own);
        var buyer = lots.Opened && actor.ActsFor(tender.BuyerId, Roles.Author, Roles.Approver);
        var asked = team.Named.Where(n => actor.ActsFor(n.Value) && Bids(actor)).Select(n => n.Key).ToHashSet();
        return member || buyer || asked.Count > 0
            ? await ShownAsync(id, bid.State, team, tender, lots, member || buyer ? null : asked, cancel)
            : null;
    }

    /// <summary>The same for every opened bid of a tender; null where the actor is not the buyer's author or approver.</summary>
    public async Task<IReadOnlyList<BidPeopleShown>?> OfTenderAsync(Guid tender, Actor actor, CancellationToken cancel)
    {
        var procurement = (await store.FetchAsync<Procurement>(tender, cancel)).State;
        if (!actor.ActsFor(procurement.BuyerId, Roles.Author, Roles.Approver))
            return null;
        var bids = (await store.FetchAsync<Evaluation>(procurement.Lots.Keys.Select(lot => Evaluation.IdOf(tender, lot)), cancel))
            .SelectMany(e => e.State.Bidders)
            .Select(b => b.BidId)
            .Distinct()
            .Order();
        var shown = new List<BidPeopleShown>();
        foreach (var bid in bids)
            if (await ReadAsync(bid, actor, cancel) is { } people)
                shown.Add(people);
        return shown;
    }

    private async Task<BidPeopleShown> ShownAsync(
        Guid id,
        Bidding bid,
        BidTeam team,
        Procurement tender,
        BidAtLots lots,
        IReadOnlySet<Guid>? only,
        CancellationToken cancel
    )
    {
        var bidder = lots.Bidder ?? bid.As(id);
        Guid[] now = [.. bidder.Members.Prepend(bidder.LeadId).Distinct()];
        var standings = (await store.FetchAsync<SupplierStanding>(now, cancel)).ToDictionary(s => s.Id, s => s.State);
        var terms = bid.ConsortiumId is { } consortium
            ? (await store.FetchAsync<JointBidder>(consortium, cancel)).State
            : JointBidder.Empty;
        Guid[] changed =
        [
            .. now.Where(o => team.StoodBack.ContainsKey(o) || standings[o].IsGone || team.Decisions.ContainsKey(o))
                .Concat(team.PassedOn.Keys)
                .Distinct()
                .Where(o => only is null || only.Contains(o)),
        ];
        var names = await bidderNames.OfAsync(
            [bidder],
            [.. changed, .. team.Named.Values, .. team.PassedOn.Values, .. team.Declined.Select(d => d.ReplacementId)],
            cancel
        );
        return new BidPeopleShown(
            id,
            bid.TenderId,
            tender.Title,
            bid.LeadId,
            tender.Closed,
            lots.Opened,
            [.. now.Where(o => only is null || o == bid.LeadId).Select(o => Member(o)!)],
            [.. changed.Select(Change)]
        )
        {
            Edition = terms.Agreed?.Edition ?? 0,
        };

        BidMember? Member(Guid? organisation) =>
            organisation is { } known && known != Guid.Empty ? new BidMember(known, names.Of(known), known == bid.LeadId) : null;

        MemberChange Change(Guid organisation)
        {
            var standing = standings.GetValueOrDefault(organisation, SupplierStanding.Empty);
            var decision = team.Decisions.GetValueOrDefault(organisation);
            var part = terms.Members.FirstOrDefault(m => m.OrganisationId == organisation);
            return new MemberChange(
                organisation,
                names.Of(organisation),
                standing.Suspended,
                standing.Closed,
                team.StoodBack.GetValueOrDefault(organisation),
                team.TakeOvers.GetValueOrDefault(organisation),
                decision?.Decision,
                decision?.Reason,
                decision?.EndsAt,
                Member(team.Named.GetValueOrDefault(organisation)),
                Member(team.PassedOn.GetValueOrDefault(organisation)),
                part?.Role,
                part?.Share.ToString(),
                [.. terms.Terms?.WorkPackages.Where(w => w.Accountable == organisation).Select(w => w.Title) ?? []]
            )
            {
                Declined = only is not null
                    ? []
                    :
                    [
                        .. team
                            .Declined.Where(d => d.OrganisationId == organisation)
                            .Select(d => new ReplacementRefusal(d.ReplacementId, names.Of(d.ReplacementId), d.Reason)),
                    ],
            };
        }
    }

    private static bool Bids(Actor actor) => actor.Has(Roles.Member) || actor.Has(Roles.BidManager) || actor.Has(Roles.Signatory);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/bids/{id:guid}/people",
                async (Guid id, HttpContext http, Actors actors, BidPeople people) =>
                {
                    http.Response.Headers.CacheControl = "no-store";
                    return await people.ReadAsync(id, await actors.OfAsync(http, http.RequestAborted), http.RequestAborted) is { } shown
                        ? Results.Json(shown, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(
                AllowedTo.Role(
                    "the bid's team, who is asked to join it, and the buyer once it is open",
                    Roles.Member,
                    Roles.BidManager,
                    Roles.Signatory,
                    Roles.Author,
                    Roles.Approver
                )
            )
            .Produces<BidPeopleShown>()
            .WithName("ReadBidPeople")
            .WithTags("Awards");
}
