using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Privacy;

/// <summary>
/// A personal or sealed value, which exists outside the vault only as ciphertext: in events, views, messages and reports alike. It has no
/// readable form of its own.
/// </summary>
/// <param name="Subject">The person (or bidding team) whose key seals it.</param>
/// <param name="Nonce">AES-GCM nonce, base64.</param>
/// <param name="Ciphertext">Ciphertext and tag, base64.</param>
public sealed record Protected(
    [property: JsonPropertyName("kid")] Guid Subject,
    [property: JsonPropertyName("n")] string Nonce,
    [property: JsonPropertyName("c")] string Ciphertext
)
{
    /// <summary>What an erased subject's values are shown as.</summary>
    public const string Erased = "[erased]";

    /// <inheritdoc/>
    public override string ToString() => "[protected]";
}

/// <summary>
/// Seals and reveals protected values with one key per subject: a person, or a bidding team. Destroying a person's key erases the person
/// wherever the values rest.
/// </summary>
/// <param name="database">Where the subjects' keys lie.</param>
/// <param name="ring">What they are wrapped under.</param>
/// <param name="digestKey">What values are looked up by.</param>
/// <param name="purpose">What the values are for, where they may be revealed for nothing else; see <see cref="For"/>.</param>
public sealed class Vault(NpgsqlDataSource database, KeyRing ring, Func<byte[]> digestKey, string? purpose = null)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>
    /// A vault for one purpose: nothing sealed in it is revealed by another, wherever somebody puts the ciphertext.
    /// </summary>
    public Vault For(string other) => new(database, ring, digestKey, other);

    /// <summary>Seals values of one subject; the subject's key is made at first use.</summary>
    /// <exception cref="ErasedException">The subject was erased.</exception>
    public async Task<IReadOnlyList<Protected>> SealAsync(Guid subject, IReadOnlyList<string> values, CancellationToken cancel = default)
    {
        var key = await KeyForWritingAsync(subject, cancel);
        using var aes = new AesGcm(key, TagSize);
        return [.. values.Select(value => SealOne(aes, subject, value))];
    }

    /// <summary>Seals one value; see <see cref="SealAsync(Guid, IReadOnlyList{string}, CancellationToken)"/>.</summary>
    public async Task<Protected> SealAsync(Guid subject, string value, CancellationToken cancel = default) =>
        (await SealAsync(subject, [value], cancel))[0];

    /// <summary>
    /// Reveals values in one round trip, in the given order; null stays null, and an erased subject's value is
    /// <see cref="Protected.Erased"/>.
    /// </summary>
    public async Task<IReadOnlyList<string?>> RevealAsync(IReadOnlyList<Protected?> values, CancellationToken cancel = default)
    {
        var keys = await KeysAsync([.. values.Where(v => v is not null).Select(v => v!.Subject).Distinct()], cancel);
        return
        [
            .. values.Select(v =>
                v is null ? null
                : keys.TryGetValue(v.Subject, out var key) ? RevealOne(key, v)
                : Protected.Erased
            ),
        ];
    }

    /// <summary>The same, of one subject only.</summary>
    /// <exception cref="CryptographicException">One of them is another's: it was put here by somebody.</exception>
    public Task<IReadOnlyList<string?>> RevealAsync(Guid subject, IReadOnlyList<Protected?> values, CancellationToken cancel = default) =>
        values.All(v => v is null || v.Subject == subject)
            ? RevealAsync(values, cancel)
            : throw new CryptographicException("A protected value is not of the subject it is kept for.");

    /// <summary>Reveals one value; see <see cref="RevealAsync(IReadOnlyList{Protected}, CancellationToken)"/>.</summary>
    public async Task<string> RevealAsync(Protected value, CancellationToken cancel = default) => (await RevealAsync([value], cancel))[0]!;

    /// <summary>
    /// Destroys a subject's key, and rewrites the table it lay in. What it sealed can never be read again; doing it twice is harmless.
    /// </summary>
    /// <remarks>The wrapped key stays in the server's log of changes and in copies made before: see docs/security.md. While a backup holds
    /// the table,
    /// the rewriting fails and is to be tried again; the key is gone all the same.</remarks>
    public async Task EraseAsync(Guid subject, string reason, CancellationToken cancel = default)
    {
        await using var destroy = database.CreateCommand("select secrets.destroy_key($1, $2)");
        destroy.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subject });
        destroy.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        await destroy.ExecuteNonQueryAsync(cancel);
        await using var rewrite = database.CreateCommand("select secrets.rewrite_keys()");
        await rewrite.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A keyed digest for looking a personal value up (sign-in by mail address) without storing it.</summary>
    public string Digest(string scope, string value) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(digestKey(), Encoding.UTF8.GetBytes($"{scope}\n{value.Trim().ToLowerInvariant()}")));

    private Protected SealOne(AesGcm aes, Guid subject, string value)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var plain = Encoding.UTF8.GetBytes(value);
        var sealedBytes = new byte[plain.Length + TagSize];
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length), Bound(subject));
        return new Protected(subject, Convert.ToBase64String(nonce), Convert.ToBase64String(sealedBytes));
    }

    private string RevealOne(byte[] key, Protected value)
    {
        using var aes = new AesGcm(key, TagSize);
        var sealedBytes = Convert.FromBase64String(value.Ciphertext);
        var plain = new byte[sealedBytes.Length - TagSize];
        aes.Decrypt(
            Convert.FromBase64String(value.Nonce),
            sealedBytes.AsSpan(0, plain.Length),
            sealedBytes.AsSpan(plain.Length),
            plain,
            Bound(value.Subject)
        );
        return Encoding.UTF8.GetString(plain);
    }

    private byte[] Bound(Guid subject) => [.. subject.ToByteArray(), .. Encoding.UTF8.GetBytes(purpose ?? "")];

    private async Task<byte[]> KeyForWritingAsync(Guid subject, CancellationToken cancel)
    {
        var keys = await KeysAsync([subject], cancel);
        if (keys.TryGetValue(subject, out var key))
            return key;
        await using var insert = database.CreateCommand(
            "insert into secrets.subject_key (subject, wrapped, created) values ($1, $2, events.clock()) on conflict (subject) do nothing"
        );
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subject });
        insert.Parameters.Add(
            new NpgsqlParameter<byte[]> { TypedValue = ring.Wrap(RandomNumberGenerator.GetBytes(32), subject.ToByteArray()) }
        );
        await insert.ExecuteNonQueryAsync(cancel);
        return (await KeysAsync([subject], cancel)).TryGetValue(subject, out var made) ? made : throw new ErasedException(subject);
    }

    private async Task<Dictionary<Guid, byte[]>> KeysAsync(Guid[] subjects, CancellationToken cancel)
    {
        var keys = new Dictionary<Guid, byte[]>();
        if (subjects.Length == 0)
            return keys;
        await using var command = database.CreateCommand(
            "select subject, wrapped from secrets.subject_key where subject = any($1) and wrapped is not null"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = subjects });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            keys[reader.GetGuid(0)] = ring.Unwrap(reader.GetFieldValue<byte[]>(1), reader.GetGuid(0).ToByteArray());
        return keys;
    }
}
