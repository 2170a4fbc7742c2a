using System.Buffers.Binary;
using System.Data;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Bids;

/// <summary>What a file of a bid is; inside the database only as ciphertext.</summary>
public sealed record BidFileDescription(string Title, string MediaType, long Size)
{
    public override string ToString() => "[file]";
}

/// <summary>A file on its way, or attached and not sealed yet.</summary>
public sealed record BidFile(
    Guid File,
    Guid Bid,
    PartKey Part,
    BidFileDescription Description,
    long Received,
    int Pieces,
    bool Attached,
    byte[] Key
)
{
    public override string ToString() => $"BidFile {File}";
}

/// <summary>
/// Files of a bid before they are sealed. Every byte is encrypted under the file's own key before it is stored; a piece tells its length
/// only up to padding. They are gone with the submission that seals them, with their removal, or with the withdrawal.
/// </summary>
public sealed class BidFiles(NpgsqlDataSource database, Vault everything)
{
    private readonly Vault vault = everything.For("bid-file");

    // With its padding a piece fills one mebibyte.
    public const int PieceSize = (1 << 20) - 1;

    private const int NonceSize = 12,
        TagSize = 16;

    /// <summary>Announces a file; the bid's own uploads that nobody finished within a day go.</summary>
    public async Task BeginAsync(
        Guid file,
        Guid bid,
        PartKey part,
        BidFileDescription description,
        NpgsqlConnection connection,
        CancellationToken cancel
    )
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var words = await vault.SealAsync(
            bid,
            [Convert.ToBase64String(key), JsonSerializer.Serialize(description, EventJson.Options).PadRight(1024)],
            cancel
        );
        CryptographicOperations.ZeroMemory(key);
        await using var batch = new NpgsqlBatch(connection);
        var sweep = new NpgsqlBatchCommand(
            "delete from bids.file where bid = $1 and not attached and begun < events.clock() - interval '24 hours'"
        );
        sweep.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        batch.BatchCommands.Add(sweep);
        var insert = new NpgsqlBatchCommand(
            "insert into bids.file (file, bid, requirement, member, key, described, begun) values ($1, $2, $3, $4, $5, $6, events.clock())"
        );
        foreach (var id in new[] { file, bid, part.RequirementId, part.MemberId })
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        foreach (var word in words)
            insert.Parameters.Add(
                new NpgsqlParameter<string>
                {
                    TypedValue = JsonSerializer.Serialize(word, EventJson.Options),
                    NpgsqlDbType = NpgsqlDbType.Jsonb,
                }
            );
        batch.BatchCommands.Add(insert);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    public async Task<BidFile?> FindAsync(Guid bid, Guid file, CancellationToken cancel) =>
        (await ReadAsync(bid, file, cancel)).FirstOrDefault();

    /// <summary>The attached files of a bid that are not sealed yet.</summary>
    public async Task<IReadOnlyList<BidFile>> AttachedAsync(Guid bid, CancellationToken cancel) =>
        [.. (await ReadAsync(bid, null, cancel)).Where(f => f.Attached)];

    /// <summary>Takes bytes from an offset on; what arrived before a connection broke is kept. How many bytes are safe now.</summary>
    /// <exception cref="DBConcurrencyException">Somebody else wrote to this file at the same time.</exception>
    public async Task<long> WriteAsync(BidFile file, Stream bytes, CancellationToken cancel)
    {
        var (received, pieces) = (file.Received, file.Pieces);
        var buffer = new byte[PieceSize];
        var broken = false;
        while (received < file.Description.Size && !broken)
        {
            var room = (int)Math.Min(PieceSize, file.Description.Size - received);
            var filled = 0;
            try
            {
                while (filled < room && await bytes.ReadAsync(buffer.AsMemory(filled, room - filled), cancel) is var read and > 0)
                    filled += read;
                broken = filled < room;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException)
            {
                broken = true;
            }
            if (filled == 0)
                continue;
            await AppendAsync(file, received, pieces++, buffer.AsMemory(0, filled));
            received += filled;
        }
        CryptographicOperations.ZeroMemory(buffer);
        return received;
    }

    /// <summary>The bytes as they were sent.</summary>
    /// <exception cref="InvalidDataException">Not all of them are there any more.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync(BidFile file, [EnumeratorCancellation] CancellationToken cancel)
    {
        var n = 0;
        const string One = "select bytes from bids.file_piece where file = $1 and n = $2";
        await foreach (var piece in Pieces.ReadAsync(database, One, [file.File], cancel))
            yield return Open(file, n++, piece);
        if (n != file.Pieces)
            throw new InvalidDataException($"File {file.File} of bid {file.Bid} was taken away while it was read.");
    }

    /// <summary>Fails the commit that attaches a file when the sweep of unfinished uploads was there first.</summary>
    public static NpgsqlBatchCommand StillThere(BidFile file)
    {
        var there = new NpgsqlBatchCommand(
            "select case when exists (select from bids.file where file = $1 for update) then 0 else events.moved($2, 0) end"
        );
        there.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file.File });
        there.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file.Bid });
        return there;
    }

    // The count moves by compare-and-set together with the bytes. The request may be gone already; what it brought is stored all the same.
    private async Task AppendAsync(BidFile file, long offset, int n, ReadOnlyMemory<byte> bytes)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await using var count = new NpgsqlCommand(
            "update bids.file set received = $3, pieces = $4 + 1 where file = $1 and received = $2 and pieces = $4 and not attached",
            connection,
            transaction
        );
        count.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file.File });
        count.Parameters.Add(new NpgsqlParameter<long> { TypedValue = offset });
        count.Parameters.Add(new NpgsqlParameter<long> { TypedValue = offset + bytes.Length });
        count.Parameters.Add(new NpgsqlParameter<int> { TypedValue = n });
        if (await count.ExecuteNonQueryAsync(CancellationToken.None) != 1)
            throw new DBConcurrencyException("Somebody else is writing to this file.");
        await using var piece = new NpgsqlCommand(
            "insert into bids.file_piece (file, n, bytes) values ($1, $2, $3)",
            connection,
            transaction
        );
        piece.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file.File });
        piece.Parameters.Add(new NpgsqlParameter<int> { TypedValue = n });
        piece.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Seal(file, n, bytes.Span) });
        await piece.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private async Task<IReadOnlyList<BidFile>> ReadAsync(Guid bid, Guid? file, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select file, requirement, member, received, pieces, attached, key, described
            from bids.file where bid = $1 and file = coalesce($2, file) order by file
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = bid });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)file ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        var found = new List<(BidFile File, Protected Key, Protected Described)>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                found.Add(
                    (
                        new BidFile(
                            reader.GetGuid(0),
                            bid,
                            new PartKey(reader.GetGuid(1), reader.GetGuid(2)),
                            null!,
                            reader.GetInt64(3),
                            reader.GetInt32(4),
                            reader.GetBoolean(5),
                            []
                        ),
                        JsonSerializer.Deserialize<Protected>(reader.GetFieldValue<byte[]>(6), EventJson.Options)!,
                        JsonSerializer.Deserialize<Protected>(reader.GetFieldValue<byte[]>(7), EventJson.Options)!
                    )
                );
        var words = await vault.RevealAsync(bid, [.. found.SelectMany(f => new[] { f.Key, f.Described })], cancel);
        return
        [
            .. found
                .Select((f, i) => (f.File, Key: words[2 * i], Described: words[2 * i + 1]))
                .Where(f => f.Key != Protected.Erased)
                .Select(f =>
                    f.File with
                    {
                        Key = Convert.FromBase64String(f.Key!),
                        Description = JsonSerializer.Deserialize<BidFileDescription>(f.Described!, EventJson.Options)!,
                    }
                ),
        ];
    }

    private static byte[] Seal(BidFile file, int n, ReadOnlySpan<byte> bytes)
    {
        var padded = Padding.Pad(bytes);
        var piece = new byte[NonceSize + padded.Length + TagSize];
        RandomNumberGenerator.Fill(piece.AsSpan(0, NonceSize));
        using var aes = new AesGcm(file.Key, TagSize);
        aes.Encrypt(
            piece.AsSpan(0, NonceSize),
            padded,
            piece.AsSpan(NonceSize, padded.Length),
            piece.AsSpan(NonceSize + padded.Length),
            Bound(file, n)
        );
        CryptographicOperations.ZeroMemory(padded);
        return piece;
    }

    private static byte[] Open(BidFile file, int n, byte[] piece)
    {
        var padded = new byte[piece.Length - NonceSize - TagSize];
        using var aes = new AesGcm(file.Key, TagSize);
        aes.Decrypt(
            piece.AsSpan(0, NonceSize),
            piece.AsSpan(NonceSize, padded.Length),
            piece.AsSpan(NonceSize + padded.Length),
            padded,
            Bound(file, n)
        );
        return padded[..Padding.ContentLength(padded)];
    }

    // A piece belongs to its file and its place in it.
    private static byte[] Bound(BidFile file, int n)
    {
        byte[] bound = [.. file.File.ToByteArray(bigEndian: true), 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(bound.AsSpan(16), n);
        return bound;
    }
}
