using System.Data;
using System.Security.Cryptography;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Documents;

/// <summary>An upload as it stands.</summary>
public sealed record Upload(
    Guid Document,
    Guid Owner,
    Guid Person,
    string? Title,
    string MediaType,
    string? Language,
    Classification Classification,
    long Size,
    long Received,
    DateTimeOffset Begun = default
);

/// <summary>The bytes of documents, in chunks of 1 MiB. The one way to them; another store can stand behind it.</summary>
public sealed class Files(NpgsqlDataSource database, DocumentClaims claims)
{
    public const int ChunkSize = 1 << 20;
    public const long SizeLimit = 100L << 20;

    /// <summary>
    /// Whether the upload was announced now. Not where one of this id is under way, or where the id stands for anything that is stored.
    /// </summary>
    public async Task<bool> BeginAsync(Upload upload, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await BeginAsync(upload, connection, cancel);
    }

    /// <summary>The same over this connection.</summary>
    public static async Task<bool> BeginAsync(Upload upload, NpgsqlConnection connection, CancellationToken cancel)
    {
        // Bytes are there before what is stored of them can be seen, so looking for both leaves no moment in between.
        await using var command = new NpgsqlCommand(
            """
            insert into files.upload (document, owner, person, title, media_type, language, classification, size, begun)
            select $1, $2, $3, $4, $5, $6, $7, $8, events.clock()
            where not exists (select from files.chunk where document = $1) and not exists (select from events.mt_streams where id = $1)
            on conflict (document) do nothing
            """,
            connection
        );
        Add(
            command,
            upload.Document,
            upload.Owner,
            upload.Person,
            upload.Title,
            upload.MediaType,
            upload.Language,
            upload.Classification.ToString(),
            upload.Size
        );
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    public async Task<Upload?> FindUploadAsync(Guid document, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select owner, person, title, media_type, language, classification, size, received, begun from files.upload where document = $1"
        );
        Add(command, document);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new Upload(
                document,
                reader.GetGuid(0),
                reader.GetGuid(1),
                Text(2),
                reader.GetString(3),
                Text(4),
                Enum.Parse<Classification>(reader.GetString(5)),
                reader.GetInt64(6),
                reader.GetInt64(7),
                reader.GetFieldValue<DateTimeOffset>(8)
            )
            : null;

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <summary>Takes bytes from an offset on; what arrived before a connection broke is kept. How many bytes are safe now.</summary>
    /// <exception cref="DBConcurrencyException">Somebody else wrote to this upload at the same time.</exception>
    public async Task<long> WriteAsync(Upload upload, Stream bytes, CancellationToken cancel)
    {
        var received = upload.Received;
        var buffer = new byte[ChunkSize];
        var broken = false;
        while (received < upload.Size && !broken)
        {
            var room = (int)Math.Min(ChunkSize - received % ChunkSize, upload.Size - received);
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
            if (filled > 0)
                received = await AppendAsync(upload.Document, received, buffer.AsMemory(0, filled));
        }
        return received;
    }

    /// <summary>The digest of what is stored, chunk by chunk.</summary>
    public async Task<string> DigestAsync(Guid document, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var chunk in ReadAsync(document, cancel))
            hash.AppendData(chunk);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The first bytes, for telling what a file really is.</summary>
    public async Task<byte[]> BeginningAsync(Guid document, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select substring(bytes from 1 for 64) from files.chunk where document = $1 and n = 0"
        );
        Add(command, document);
        return await command.ExecuteScalarAsync(cancel) as byte[] ?? [];
    }

    /// <summary>The bytes, one chunk at a time.</summary>
    public IAsyncEnumerable<byte[]> ReadAsync(Guid document, CancellationToken cancel) =>
        Pieces.ReadAsync(database, "select bytes from files.chunk where document = $1 and n = $2", [document], cancel);

    /// <summary>All bytes at once, for what cannot be told from its pieces.</summary>
    public async Task<byte[]> WholeAsync(Guid document, CancellationToken cancel)
    {
        using var whole = new MemoryStream();
        await foreach (var chunk in ReadAsync(document, cancel))
            whole.Write(chunk);
        return whole.ToArray();
    }

    /// <summary>Puts other bytes in the place of those that arrived, in the commit that stores them.</summary>
    public static Decision Replace(Decision decision, Guid document, byte[] bytes) =>
        decision
            .With("delete from files.chunk where document = $1", document)
            .With(
                $"""
                insert into files.chunk (document, n, bytes)
                select $1, n, substring($2::bytea from n * {ChunkSize} + 1 for {ChunkSize})
                from generate_series(0, (octet_length($2::bytea) - 1) / {ChunkSize}) n
                """,
                document,
                bytes
            );

    /// <summary>
    /// Ends an upload in the commit that stores it: from then on nothing writes these bytes and no sweep takes them. That commit fails when
    /// the upload is not there any more as it was when its digest was taken.
    /// </summary>
    public static NpgsqlBatchCommand Keep(Upload upload, long version)
    {
        var end = new NpgsqlBatchCommand(
            """
            with ended as (delete from files.upload where document = $1 and begun = $2 and received = size returning document)
            select case when exists (select from ended) then 0 else events.moved($1, $3) end
            """
        );
        end.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = upload.Document });
        end.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = upload.Begun.ToUniversalTime() });
        end.Parameters.Add(new NpgsqlParameter<long> { TypedValue = version });
        return end;
    }

    /// <summary>Throws away an upload that is under way; nothing where there is none.</summary>
    public Task AbandonAsync(Guid document, CancellationToken cancel) =>
        RunAsync(
            """
            with gone as (delete from files.upload u where document = $1
                          and not exists (select from events.mt_streams s where s.id = u.document) returning document)
            delete from files.chunk where document in (select document from gone)
            """,
            cancel,
            document
        );

    /// <summary>Removes the bytes of a document the log says is discarded, and of no other.</summary>
    public Task DeleteDiscardedAsync(Guid document, CancellationToken cancel) =>
        RunAsync(
            """
            delete from files.chunk where document = $1
            and exists (select from events.mt_events where stream_id = $1 and type = 'document_discarded')
            """,
            cancel,
            document
        );

    /// <summary>
    /// Uploads that were never stored within a day go. One statement: a store that commits at the same moment has ended the upload before
    /// it, or finds it gone. What a fact refers to already waits for its store.
    /// </summary>
    public Task SweepAsync(CancellationToken cancel) =>
        RunAsync(
            $"""
            with gone as (delete from files.upload u where begun < events.clock() - interval '24 hours'
                          and not exists (select from events.mt_streams s where s.id = u.document)
                          and not exists (select from {claims.Table} c where c.document = u.document) returning document)
            delete from files.chunk where document in (select document from gone)
            """,
            cancel
        );

    // The count moves by compare-and-set together with the bytes. The request may be gone already; what it brought is stored all the same.
    private async Task<long> AppendAsync(Guid document, long offset, ReadOnlyMemory<byte> bytes)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await using var count = new NpgsqlCommand(
            """
            update files.upload set received = $3
            where document = $1 and received = $2 and not exists (select from events.mt_streams where id = $1)
            """,
            connection,
            transaction
        );
        Add(count, document, offset, offset + bytes.Length);
        if (await count.ExecuteNonQueryAsync(CancellationToken.None) != 1)
            throw new DBConcurrencyException("Somebody else is writing to this upload.");
        await using var chunk = new NpgsqlCommand(
            """
            insert into files.chunk (document, n, bytes) values ($1, $2, $3)
            on conflict (document, n) do update set bytes = chunk.bytes || excluded.bytes
            """,
            connection,
            transaction
        );
        Add(chunk, document, (int)(offset / ChunkSize));
        chunk.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes });
        await chunk.ExecuteNonQueryAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return offset + bytes.Length;
    }

    private async Task RunAsync(string sql, CancellationToken cancel, params object?[] values)
    {
        await using var command = database.CreateCommand(sql);
        Add(command, values);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static void Add(NpgsqlCommand command, params object?[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
    }
}
