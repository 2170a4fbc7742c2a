using System.Security.Cryptography;
using Marten;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Tenders;

/// <summary>The public half of a tender's opening key, in the form of <see cref="HolderKey"/>.</summary>
public sealed record TenderKey(string KeyId, string PublicKey);

/// <summary>
/// The server-held keys that open bids (P-256). The private half leaves its wrapping only once the log says that the bids were opened.
/// </summary>
public sealed class OpeningKeys(SecretsSource secrets, IDocumentStore store, Settings settings)
{
    /// <summary>The tender's key, made at first use; it never changes, because sealed bids rest on it.</summary>
    public async Task<TenderKey> EnsureAsync(Guid tender, CancellationToken cancel = default)
    {
        if (await FindAsync(tender, cancel) is { } known)
            return known;
        using var key = OpeningKey.New();
        var secret = key.Secret();
        await using var insert = secrets.Database.CreateCommand(
            """
            insert into secrets.opening_key (tender, key_id, public_key, wrapped, created)
            values ($1, $2, $3, $4, events.clock()) on conflict (tender) do nothing
            """
        );
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.KeyId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Public.PublicKey });
        insert.Parameters.Add(
            new NpgsqlParameter<byte[]> { TypedValue = KeyWrap.Wrap(settings.KeyEncryptionKey, secret, Purpose(tender)) }
        );
        CryptographicOperations.ZeroMemory(secret);
        await insert.ExecuteNonQueryAsync(cancel);
        return await FindAsync(tender, cancel) ?? throw new InvalidOperationException("The opening key was made and is not there.");
    }

    /// <summary>The private half, for reading a part of the bids that has been opened.</summary>
    /// <exception cref="InvalidOperationException">That part of the tender's bids has not been opened, or the tender has no
    /// key.</exception>
    public async Task<OpeningKey> PrivateKeyAsync(Guid tender, BidPart part, CancellationToken cancel = default)
    {
        var stream = await store.FetchAsync<Tender>(tender, cancel);
        if (!stream.State.Opened.Contains(part))
            throw new InvalidOperationException($"The {part} part of the bids for tender {tender} has not been opened.");
        await using var read = secrets.Database.CreateCommand("select wrapped from secrets.opening_key where tender = $1");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        var wrapped =
            await read.ExecuteScalarAsync(cancel) as byte[] ?? throw new InvalidOperationException($"Tender {tender} has no opening key.");
        var secret = KeyWrap.Unwrap(settings.KeyEncryptionKey, wrapped, Purpose(tender));
        try
        {
            return OpeningKey.From(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private async Task<TenderKey?> FindAsync(Guid tender, CancellationToken cancel)
    {
        await using var find = secrets.Database.CreateCommand("select key_id, public_key from secrets.opening_key where tender = $1");
        find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender });
        await using var reader = await find.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new TenderKey(reader.GetString(0), reader.GetString(1)) : null;
    }

    private static string Purpose(Guid tender) => $"opening-key:{tender}";
}
