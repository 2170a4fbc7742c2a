using Marten;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Awards;

/// <summary>Whether somebody may decide for a buyer about a procurement, as far as the procurement's own people go.</summary>
public sealed record Impartial(Refusal? No)
{
    public static readonly Impartial Yes = new(No: null);
}

/// <summary>
/// Nobody decides alone on what he has an interest in. Whoever admits a late bid, moves a deadline, ends a lot, takes an award back or
/// signs for the buyer has neither written the tender nor owes a place or a duty to who did, has no conflict in the lot's evaluation, and
/// belongs to no organisation behind a bid.
/// </summary>
public sealed class Impartiality(IDocumentStore store, NpgsqlDataSource database, BidTenders bids, Memberships memberships)
{
    public static readonly Refusal OwnTender = new("own-tender", null, "You wrote this tender. Somebody else must decide about it");

    public static readonly Refusal Owed = new(
        "duty-owed-to-author",
        null,
        "You owe your place or your duties in the organisation to somebody who wrote this tender. Somebody else must decide, whom another administrator invited"
    );

    public static readonly Refusal InConflict = new(
        "approver-conflict",
        null,
        "You declared, or were found to have, a conflict in this evaluation. Somebody else must decide"
    );

    public static readonly Refusal InABid = new(
        "interest-in-a-bid",
        null,
        "You belong to an organisation behind a bid for this tender. Somebody else must decide"
    );

    /// <summary>About one lot, or about all of the tender.</summary>
    public async Task<Impartial> OfAsync(Actor actor, Guid tender, Guid buyer, Guid? lot, CancellationToken cancel)
    {
        if (actor.IsSystem)
            return Impartial.Yes;
        var authors = await Authorship.OfAsync(store, tender, cancel);
        if (authors.Contains(actor.Person))
            return new Impartial(OwnTender);
        if (await Independence.IsMissingAsync(store, buyer, actor.Person, authors, cancel))
            return new Impartial(Owed);
        if (lot is { } one && await HasConflictAsync(actor.Person, Evaluation.IdOf(tender, one), cancel))
            return new Impartial(InConflict);
        var elsewhere = (await memberships.OfAsync(actor.Person, cancel)).Select(m => m.Organisation).Where(o => o != buyer).ToHashSet();
        return elsewhere.Count > 0 && elsewhere.Overlaps(await BehindBids.OfAsync(store, database, bids, tender, lot, cancel))
            ? new Impartial(InABid)
            : Impartial.Yes;
    }

    private async Task<bool> HasConflictAsync(Guid person, Guid evaluation, CancellationToken cancel) =>
        (await store.FetchAsync<Evaluation>(evaluation, cancel)).State.Evaluators.GetValueOrDefault(person) is { HasConflict: true };
}
