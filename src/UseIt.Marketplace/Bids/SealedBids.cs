using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Seals what a bid says, and opens it again for who holds a key. The envelopes go into the log, the ciphertext lies here.
/// </summary>
public sealed class SealedBids(NpgsqlDataSource database, SealedFiles files)
{
    /// <summary>
    /// Seals each content, with its files, to the tender's opening key and to the team, and stores the ciphertext under fresh references.
    /// </summary>
    public async Task<IReadOnlyList<SealedPart>> SealAsync(
        Guid id,
        Bid bid,
        int version,
        HolderKey tender,
        HolderKey team,
        IEnumerable<(SealedContent Content, IEnumerable<StandingFile> Files)> contents,
        CancellationToken cancel
    )
    {
        var parts = new List<SealedPart>();
        await using var batch = database.CreateBatch();
        foreach (var (words, attached) in contents)
        {
            var reference = Guid.CreateVersion7();
            var header = Header(id, bid, version, words.LotId, words.Part);
            var content = await files.SealAsync(header, reference, attached, cancel) is { Count: > 0 } inside
                ? words with
                {
                    Files = inside,
                }
                : words;
            var part = Sealing.Seal(header, content.ToBytes(), tender, team, reference);
            parts.Add(new SealedPart(content.LotId, content.Part, part.Sha256, part.Envelope));
            var insert = new NpgsqlBatchCommand(
                "insert into bids.sealed (reference, bid, version, ciphertext, stored) values ($1, $2, $3, $4, events.clock())"
            );
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = reference });
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version });
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = part.Ciphertext });
            batch.BatchCommands.Add(insert);
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancel);
        return parts;
    }

    /// <summary>Opens one sealed part: first that it is what the record promises, then with the key.</summary>
    public async Task<Answer<OpenedPart>> OpenAsync(
        Guid id,
        Bid bid,
        int version,
        SealedPart part,
        OpeningKey key,
        CancellationToken cancel
    )
    {
        await using var read = database.CreateCommand("select ciphertext from bids.sealed where reference = $1");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = part.Envelope.CiphertextReference });
        if (await read.ExecuteScalarAsync(cancel) is not byte[] ciphertext)
            return new Refusal("sealed-bytes-missing", "bid", "The sealed bytes of this bid are not there. Restore them from a backup");
        var header = Header(id, bid, version, part.LotId, part.Part);
        var opened = Sealing.Open(header, part.Envelope, ciphertext, key);
        if (!opened.Is(out var bytes))
            return opened.Refusal!;
        return Sealing.Digest(header, part.Envelope, ciphertext) == part.Sha256
            ? new OpenedPart(header, part.Envelope.CiphertextReference, SealedContent.Read(bytes))
            : new Refusal(
                "digest-differs",
                "bid",
                "The sealed bytes of this bid are not those of its receipt. Restore them from a backup and compare them with the bidder's receipt"
            );
    }

    /// <summary>Throws away ciphertext that lost a race: of versions that have arrived, whatever the log does not refer to.</summary>
    public async Task SweepAsync(Guid id, Bid bid, CancellationToken cancel)
    {
        if (bid.Attempts.Count == 0)
            return;
        await using var batch = database.CreateBatch();
        foreach (
            var sql in new[]
            {
                "delete from bids.sealed where bid = $1 and version <= $2 and reference <> all($3)",
                "delete from bids.sealed_file where bid = $1 and version <= $2 and part <> all($3)",
            }
        )
        {
            var sweep = new NpgsqlBatchCommand(sql);
            sweep.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            sweep.Parameters.Add(new NpgsqlParameter<int> { TypedValue = bid.Attempts[^1].Version });
            sweep.Parameters.Add(
                new NpgsqlParameter<Guid[]>
                {
                    TypedValue = [.. bid.Attempts.SelectMany(a => a.Parts).Select(p => p.Envelope.CiphertextReference)],
                }
            );
            batch.BatchCommands.Add(sweep);
        }
        await batch.ExecuteNonQueryAsync(cancel);
    }

    internal static SealHeader Header(Guid id, Bid bid, int version, Guid lot, Tenders.BidPart part) =>
        new(bid.TenderId, lot, part, id, version, bid.LeadId);
}
