using Marten;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Announces files of bids within what the member may keep here. In the last hour before the deadline, whatever is kept already, nobody is
/// refused a file for a bid that is begun.
/// </summary>
public sealed class BidStorage(Storage storage, BidFiles files, SealedFiles sealedFiles, IDocumentStore store)
{
    private static readonly TimeSpan LastHour = TimeSpan.FromHours(1);

    public async Task<Refusal?> BeginAsync(
        Guid file,
        Guid bid,
        PartKey part,
        BidFileDescription description,
        string field,
        CancellationToken cancel
    ) =>
        await storage.BeginAsync(
            part.MemberId,
            await IsLastHourAsync(bid, cancel) ? null : description.Size,
            await sealedFiles.BytesAsync(bid, cancel),
            field,
            connection => files.BeginAsync(file, bid, part, description, connection, cancel),
            cancel
        );

    /// <summary>
    /// How large a file will be is sealed, so what is announced cannot be summed up: what has come is looked at again before more of it is
    /// taken.
    /// </summary>
    public async Task<Refusal?> WhyNotMoreAsync(BidFile file, string field, CancellationToken cancel)
    {
        var left = await storage.LeftAsync(file.Part.MemberId, cancel) - await sealedFiles.BytesAsync(file.Bid, cancel);
        return left > 0 || await IsLastHourAsync(file.Bid, cancel) ? null : Storage.Full(field, left);
    }

    private async Task<bool> IsLastHourAsync(Guid bid, CancellationToken cancel)
    {
        var tender = (await store.FetchAsync<Bid>(bid, cancel)).State.TenderId;
        var deadline = (await store.FetchAsync<TenderForBids>(tender, cancel)).State.Deadline;
        return await store.ClockAsync(cancel) > deadline - LastHour;
    }
}
