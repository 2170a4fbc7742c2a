using System.Security.Cryptography;
using Npgsql;

namespace UseIt.Marketplace.Privacy;

/// <summary>
/// Keys that are used directly and never made anew: what they made is looked up, or compared, for ever. They come from the key-encryption
/// key an installation began with, and are kept wrapped, so that they stay the same when that key is changed and gone.
/// </summary>
public sealed class DerivedKeys(SecretsSource secrets, KeyRing ring)
{
    /// <summary>What personal values are looked up by.</summary>
    public const string Digest = "digest";

    /// <summary>Codes of facts.</summary>
    public const string FactCode = "useit-fact-code-1";

    /// <summary>Tokens of positions.</summary>
    public const string Position = "useit-position-1";

    /// <summary>Repeated requests: what is compared, and the ids that follow from their keys.</summary>
    public const string Request = "useit-request-1";

    private static readonly string[] All = [Digest, FactCode, Position, Request];

    private readonly object reading = new();
    private Dictionary<string, byte[]>? known;

    /// <summary>One of them.</summary>
    public byte[] Of(string name)
    {
        if (known is { } keys)
            return keys[name];
        lock (reading)
            return (known ??= Read())[name];
    }

    /// <summary>How one is derived from the key an installation begins with.</summary>
    public static byte[] Derive(byte[] key, string name) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: System.Text.Encoding.UTF8.GetBytes(name));

    /// <summary>What a kept one is wrapped for.</summary>
    public static string Purpose(string name) => $"derived-key:{name}";

    private Dictionary<string, byte[]> Read()
    {
        if (Kept() is { Count: > 0 } kept)
            return kept;
        // Made from another key than the one all is wrapped under, they would be others than before, and nobody would be found again.
        if (!IsOurs())
            throw new CryptographicException(
                "What is stored is wrapped under another key-encryption key. Start once with that one before you change it."
            );
        // All of them or none, whoever else does the same at the same time.
        using var insert = secrets.Database.CreateCommand(
            """
            insert into secrets.derived_key (name, wrapped, created)
            select name, wrapped, events.clock() from unnest($1, $2) as k (name, wrapped) on conflict (name) do nothing
            """
        );
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = All });
        insert.Parameters.Add(
            new NpgsqlParameter<byte[][]> { TypedValue = [.. All.Select(name => ring.Wrap(Derive(ring.Current, name), Purpose(name)))] }
        );
        insert.ExecuteNonQuery();
        return Kept();
    }

    private Dictionary<string, byte[]> Kept()
    {
        using var command = secrets.Database.CreateCommand("select name, wrapped from secrets.derived_key");
        using var reader = command.ExecuteReader();
        var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (reader.Read())
            keys[reader.GetString(0)] = ring.Unwrap(reader.GetFieldValue<byte[]>(1), Purpose(reader.GetString(0)));
        return keys;
    }

    private bool IsOurs()
    {
        using var command = secrets.Database.CreateCommand("select name, wrapped from secrets.protection_key limit 1");
        using var reader = command.ExecuteReader();
        if (!reader.Read())
            return true;
        try
        {
            new KeyRing(ring.Current).Unwrap(reader.GetFieldValue<byte[]>(1), "data-protection");
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
