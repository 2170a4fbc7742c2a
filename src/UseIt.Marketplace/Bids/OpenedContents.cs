using System.Runtime.CompilerServices;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>Compares what is kept of every opened bid with the digest that its opening put into the log.</summary>
public sealed class OpenedContents(NpgsqlDataSource database, IDocumentStore store, EventTypes types) : IBytesBesideTheLog
{
    public async IAsyncEnumerable<string> WrongAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var e in await store.ReadAllAsync(0, long.MaxValue, int.MaxValue, types.AliasesOf([typeof(BidOpened)]), cancel))
            if (
                e.Data is BidOpened opened
                && SealedContent.Digest(await OpenedBids.KeptAsync(database, opened.BidId, opened.Part, cancel)) != opened.ContentSha256
            )
                yield return $"what is kept of the {opened.Part} part of the opened bid {opened.BidId} is not what was sealed";
    }
}
