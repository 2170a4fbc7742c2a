using Marten;
using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Notifications;

/// <summary>
/// Tells that a supplier is suspended or has closed: those who bid together with it, and the buyers who have opened a bid it stands behind,
/// unless the lot went to another. Before the opening a buyer learns nothing of who bids.
/// </summary>
public sealed record NotifyOfSupplier(Guid Cause, Guid OrganisationId) : Message, IEffect;

public static class NotifyOfSupplierHandler
{
    private static readonly string[] Bidding = [Roles.BidManager, Roles.Signatory];
    private static readonly string[] Buying = [Roles.Author, Roles.Approver, Roles.ContractManager];

    public static async Task Handle(
        NotifyOfSupplier message,
        IDocumentStore store,
        NpgsqlDataSource database,
        MyBids bids,
        AwardView awards,
        LogReaders readers,
        Memberships memberships,
        Post post,
        CancellationToken cancel
    )
    {
        await readers.WaitAsync(bids, await database.CeilingAsync(cancel), TimeSpan.FromSeconds(10), cancel);
        var after = Guid.Empty;
        while (await bids.OfAsync(database, message.OrganisationId, after, ViewRows.LargestPage, cancel) is { Count: > 0 } page)
        {
            foreach (
                var bid in page.Where(b => b.Status is not (BidStatus.Withdrawn or BidStatus.Excluded or BidStatus.Late or BidStatus.Left))
            )
                await TellAsync(bid);
            after = page[^1].BidId;
        }

        async Task TellAsync(BidRow bid)
        {
            var awarded = bid.Status == BidStatus.Opened ? await awards.PublishedOfAsync(database, bid.TenderId, cancel) : [];
            if (bid.Lots.All(lot => awarded.Any(a => a.LotId == lot && a.BidId != bid.BidId)))
                return;
            var told = new HashSet<Guid>();
            foreach (var member in bid.Members.Append(bid.LeadId).Distinct().Where(m => m != message.OrganisationId))
                await NotifyMembersHandler.TellAllAsync(
                    new NotifyMembers(message.Cause, member, Bidding, "bidder-gone", bid.BidId, $"/bids/{bid.BidId}/people"),
                    told,
                    database,
                    memberships,
                    post,
                    cancel
                );
            if (bid.Status == BidStatus.Opened)
                await NotifyMembersHandler.TellAllAsync(
                    new NotifyMembers(
                        message.Cause,
                        (await store.FetchAsync<TenderOwner>(bid.TenderId, cancel)).State.BuyerId,
                        Buying,
                        "supplier-gone",
                        bid.TenderId,
                        $"/buyer/tenders/{bid.TenderId}/people"
                    ),
                    told,
                    database,
                    memberships,
                    post,
                    cancel
                );
        }
    }
}
