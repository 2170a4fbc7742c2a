using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Who stands behind the bids of a tender. Only ever compared with where somebody belongs: whose bids there are is told to nobody.
/// </summary>
public static class BehindBids
{
    /// <summary>The organisations behind every bid that was begun and not withdrawn, for one lot or for any.</summary>
    public static async Task<IReadOnlySet<Guid>> OfAsync(
        IDocumentStore store,
        NpgsqlDataSource database,
        BidTenders bids,
        Guid tender,
        Guid? lot,
        CancellationToken cancel
    ) =>
        (await store.FetchAsync<Bid>(await bids.InAsync(database, tender, cancel), cancel))
            .Where(b => !b.State.Withdrawn && (lot is not { } one || b.State.Lots.Contains(one)))
            .SelectMany(b => b.State.Members.Append(b.State.LeadId))
            .ToHashSet();
}
