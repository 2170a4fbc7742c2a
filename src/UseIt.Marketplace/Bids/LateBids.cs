using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// A bid that came too late, as its buyer sees it: when, and what has been proposed. Never whose it is or what it says; it stays sealed.
/// </summary>
public sealed record LateBid(Guid BidId, int Version, DateTimeOffset ReceivedAt, string? ProposedGrounds, bool Admitted);

/// <summary>What holds for late bids, where the tender's published rule lets an officer decide about them.</summary>
public static class LateBids
{
    public static readonly AllowedTo Officers = AllowedTo.Role("a buyer's author or approver", Roles.Author, Roles.Approver);

    public static readonly Refusal NeverAdmitted = new(
        "late-bids-never-admitted",
        null,
        "This tender's published rule admits no late bids"
    );
    public static readonly Refusal NotClosed = new(
        "tender-not-closed",
        null,
        "The tender has not closed yet. Decide about late bids once it has"
    );
    public static readonly Refusal Opened = new("bids-opened", null, "The bids have been opened. No bid can be admitted any more");
    public static readonly Refusal NotLate = new("bid-not-late", "bidId", "Choose a bid that came too late");
    public static readonly Refusal CameInTime = new(
        "bid-came-in-time",
        "bidId",
        "An earlier version of this bid came in time and stands. The late one cannot take its place"
    );

    /// <summary>The buyer's officers. A bid of another tender does not exist for them.</summary>
    public static Access Officer(this TenderForBids tender, Actor actor, Bid bid, Guid tenderId, params ReadOnlySpan<string> roles) =>
        !actor.ActsFor(tender.BuyerId) || bid.TenderId != tenderId || !tender.Closed ? Access.NotFound
        : actor.ActsFor(tender.BuyerId, roles) ? Access.Granted
        : Access.Forbidden;

    public static Refusal? WhyNotAdmitted(this TenderForBids tender, Bid bid)
    {
        if (tender.Late != LateRule.OfficerDecides)
            return NeverAdmitted;
        if (!tender.Closed)
            return NotClosed;
        if (tender.Opened)
            return Opened;
        if (bid.Withdrawn)
            return BidAccess.Withdrawn;
        if (bid.Attempts.Count == 0 || bid.Attempts[^1].InTime != false)
            return NotLate;
        return bid.Submitted is not null ? CameInTime : null;
    }

    /// <summary>The late bids of a tender, in the order in which they came.</summary>
    public static async Task<IReadOnlyList<LateBid>> OfAsync(
        IDocumentStore store,
        NpgsqlDataSource database,
        BidTenders bids,
        Guid tender,
        CancellationToken cancel
    )
    {
        var late = new List<LateBid>();
        foreach (var id in await bids.InAsync(database, tender, cancel))
            if (
                (await store.FetchAsync<Bid>(id, cancel)).State is { Withdrawn: false, Attempts: [.., { } last] } bid
                && (last.InTime == false || bid.Admitted)
                && (bid.Submitted is null || bid.Admitted)
            )
                late.Add(new LateBid(id, last.Version, last.ReceivedAt, bid.Proposed?.Grounds, bid.Admitted));
        return [.. late.OrderBy(b => b.ReceivedAt)];
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/tenders/{tenderId:guid}/late-bids",
                async (Guid tenderId, HttpContext http, Actors actors, IDocumentStore store, NpgsqlDataSource database, BidTenders bids) =>
                {
                    var cancel = http.RequestAborted;
                    var tender = (await store.FetchAsync<TenderForBids>(tenderId, cancel)).State;
                    if (!(await actors.OfAsync(http, cancel)).ActsFor(tender.BuyerId) || !tender.Closed)
                        return Problems.NotFound();
                    http.Response.Headers.CacheControl = "no-store";
                    return Results.Json(
                        new { rule = tender.Late, items = await OfAsync(store, database, bids, tenderId, cancel) },
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(Officers)
            .WithName("ListLateBids")
            .WithTags("Bids");
}
