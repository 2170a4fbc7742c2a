using System.Runtime.CompilerServices;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Compares the ciphertext of every sealed part with the digest in its bidder's receipt; no key is needed. The ciphertext of files has its
/// digest inside the sealed part, so it can be compared only when that is opened.
/// </summary>
public sealed class SealedBytes(NpgsqlDataSource database, IDocumentStore store) : IBytesBesideTheLog
{
    public async IAsyncEnumerable<string> WrongAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var id in await ReceivedAsync(cancel))
        {
            var bid = (await store.FetchAsync<Bid>(id, cancel)).State;
            foreach (var attempt in bid.Attempts)
            foreach (var part in attempt.Parts)
                if (await CiphertextAsync(part.Envelope.CiphertextReference, cancel) is not { } ciphertext)
                    yield return $"version {attempt.Version} of bid {id} has no sealed bytes for lot {part.LotId}";
                else if (
                    Sealing.Digest(SealedBids.Header(id, bid, attempt.Version, part.LotId, part.Part), part.Envelope, ciphertext)
                    != part.Sha256
                )
                    yield return $"the sealed bytes of version {attempt.Version} of bid {id} for lot {part.LotId} are not those of its receipt";
        }
    }

    private async Task<IReadOnlyList<Guid>> ReceivedAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select stream_id from events.mt_events where type = 'bid_received' group by stream_id order by min(seq_id)"
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var bids = new List<Guid>();
        while (await reader.ReadAsync(cancel))
            bids.Add(reader.GetGuid(0));
        return bids;
    }

    private async Task<byte[]?> CiphertextAsync(Guid reference, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select ciphertext from bids.sealed where reference = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = reference });
        return await command.ExecuteScalarAsync(cancel) as byte[];
    }
}
