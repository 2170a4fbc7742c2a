using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Npgsql;

namespace UseIt.EventStore;

/// <summary>A personal value, which exists outside the vault only as ciphertext: in events, views, messages and reports alike. It has no readable form of its own.</summary>
/// <param name="Person">The person whose key seals it.</param>
/// <param name="Nonce">AES-GCM nonce, base64.</param>
/// <param name="Ciphertext">Ciphertext and tag, base64.</param>
public sealed record Personal([property: JsonPropertyName("kid")] Guid Person, [property: JsonPropertyName("n")] string Nonce, [property: JsonPropertyName("c")] string Ciphertext)
{
    /// <summary>What an erased person's values are shown as.</summary>
    public const string Erased = "[erased]";

    /// <inheritdoc/>
    public override string ToString() => "[personal]";
}

/// <summary>Seals and reveals personal values with one key per person. Destroying a key erases the person wherever the values rest.</summary>
public sealed class PersonalVault(NpgsqlDataSource database, byte[] keyEncryptionKey)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    /// <summary>Seals values of one person; the person's key is made at first use.</summary>
    /// <exception cref="InvalidOperationException">The person was erased.</exception>
    public async Task<IReadOnlyList<Personal>> SealAsync(Guid person, IReadOnlyList<string> values, CancellationToken cancel = default)
    {
        var key = await KeyForWritingAsync(person, cancel);
        using var aes = new AesGcm(key, TagSize);
        return [.. values.Select(value => SealOne(aes, person, value))];
    }

    /// <summary>Seals one value; see <see cref="SealAsync(Guid, IReadOnlyList{string}, CancellationToken)"/>.</summary>
    public async Task<Personal> SealAsync(Guid person, string value, CancellationToken cancel = default) => (await SealAsync(person, [value], cancel))[0];

    /// <summary>Reveals values in one round trip, in the given order; null stays null, and an erased person's value is <see cref="Personal.Erased"/>.</summary>
    public async Task<IReadOnlyList<string?>> RevealAsync(IReadOnlyList<Personal?> values, CancellationToken cancel = default)
    {
        var keys = await KeysAsync([.. values.Where(v => v is not null).Select(v => v!.Person).Distinct()], cancel);
        return [.. values.Select(v => v is null ? null : keys.TryGetValue(v.Person, out var key) ? RevealOne(key, v) : Personal.Erased)];
    }

    /// <summary>Reveals one value; see <see cref="RevealAsync(IReadOnlyList{Personal}, CancellationToken)"/>.</summary>
    public async Task<string> RevealAsync(Personal value, CancellationToken cancel = default) => (await RevealAsync([value], cancel))[0]!;

    /// <summary>Destroys a person's key. What it sealed can never be read again; doing it twice is harmless.</summary>
    public async Task EraseAsync(Guid person, string reason, CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            "insert into secrets.personal_key (person, wrapped, created, destroyed, reason) values ($1, null, events.clock(), events.clock(), $2) on conflict (person) do update set wrapped = null, destroyed = coalesce(personal_key.destroyed, excluded.destroyed), reason = coalesce(personal_key.reason, excluded.reason)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A keyed digest for looking a personal value up (sign-in by mail address) without storing it.</summary>
    public string Digest(string scope, string value)
        => Convert.ToHexStringLower(HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, keyEncryptionKey, 32, info: "digest"u8.ToArray()), Encoding.UTF8.GetBytes($"{scope}\n{value.Trim().ToLowerInvariant()}")));

    private static Personal SealOne(AesGcm aes, Guid person, string value)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceSize);
        var plain = Encoding.UTF8.GetBytes(value);
        var sealedBytes = new byte[plain.Length + TagSize];
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length), person.ToByteArray());
        return new Personal(person, Convert.ToBase64String(nonce), Convert.ToBase64String(sealedBytes));
    }

    private static string RevealOne(byte[] key, Personal value)
    {
        using var aes = new AesGcm(key, TagSize);
        var sealedBytes = Convert.FromBase64String(value.Ciphertext);
        var plain = new byte[sealedBytes.Length - TagSize];
        aes.Decrypt(Convert.FromBase64String(value.Nonce), sealedBytes.AsSpan(0, plain.Length), sealedBytes.AsSpan(plain.Length), plain, value.Person.ToByteArray());
        return Encoding.UTF8.GetString(plain);
    }

    private async Task<byte[]> KeyForWritingAsync(Guid person, CancellationToken cancel)
    {
        var keys = await KeysAsync([person], cancel);
        if (keys.TryGetValue(person, out var key)) return key;
        await using var insert = database.CreateCommand(
            "insert into secrets.personal_key (person, wrapped, created) values ($1, $2, events.clock()) on conflict (person) do nothing");
        insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Wrap(person, RandomNumberGenerator.GetBytes(32)) });
        await insert.ExecuteNonQueryAsync(cancel);
        return (await KeysAsync([person], cancel)).TryGetValue(person, out var made) ? made : throw new InvalidOperationException($"Person {person} was erased.");
    }

    private async Task<Dictionary<Guid, byte[]>> KeysAsync(Guid[] people, CancellationToken cancel)
    {
        var keys = new Dictionary<Guid, byte[]>();
        if (people.Length == 0) return keys;
        await using var command = database.CreateCommand("select person, wrapped from secrets.personal_key where person = any($1) and wrapped is not null");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = people });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) keys[reader.GetGuid(0)] = Unwrap(reader.GetGuid(0), reader.GetFieldValue<byte[]>(1));
        return keys;
    }

    private byte[] Wrap(Guid person, byte[] key)
    {
        using var aes = new AesGcm(keyEncryptionKey, TagSize);
        var wrapped = new byte[NonceSize + key.Length + TagSize];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceSize));
        aes.Encrypt(wrapped.AsSpan(0, NonceSize), key, wrapped.AsSpan(NonceSize, key.Length), wrapped.AsSpan(NonceSize + key.Length), person.ToByteArray());
        return wrapped;
    }

    private byte[] Unwrap(Guid person, byte[] wrapped)
    {
        using var aes = new AesGcm(keyEncryptionKey, TagSize);
        var key = new byte[wrapped.Length - NonceSize - TagSize];
        aes.Decrypt(wrapped.AsSpan(0, NonceSize), wrapped.AsSpan(NonceSize, key.Length), wrapped.AsSpan(NonceSize + key.Length), key, person.ToByteArray());
        return key;
    }
}
