using System.Security.Cryptography;
using System.Text;

namespace UseIt.Marketplace.Values;

/// <summary>Name-based identifiers, RFC 9562 section 5.5: the same name always gives the same id.</summary>
public static class UuidV5
{
    public static readonly Guid Dns = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    public static readonly Guid Url = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");
    public static readonly Guid Oid = new("6ba7b812-9dad-11d1-80b4-00c04fd430c8");

    public static Guid Of(Guid @namespace, string name)
    {
        byte[] input = [.. @namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
#pragma warning disable CA5350 // The standard prescribes SHA-1; the id is a name, not a proof.
        Span<byte> hash = SHA1.HashData(input);
#pragma warning restore CA5350
        hash[6] = (byte)(hash[6] & 0x0F | 0x50);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
