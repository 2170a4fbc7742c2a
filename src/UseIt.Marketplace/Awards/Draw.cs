using System.Security.Cryptography;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// A draw nobody can steer: the hash of a random seed is published before the bids are opened, the seed when it is needed,
/// and then everybody can repeat the draw.
/// </summary>
public static class Draw
{
    public static byte[] NewSeed() => RandomNumberGenerator.GetBytes(32);

    public static byte[] Commitment(byte[] seed) => SHA256.HashData(seed);

    public static bool IsSeedOf(byte[] seed, byte[] commitment) => CryptographicOperations.FixedTimeEquals(Commitment(seed), commitment);

    /// <summary>The ids in the order drawn: by SHA-256 of the seed and the id in network byte order, lowest first.</summary>
    public static IReadOnlyList<Guid> Order(byte[] seed, IEnumerable<Guid> ids) =>
        [.. ids.OrderBy(id => Convert.ToHexString(SHA256.HashData([.. seed, .. id.ToByteArray(bigEndian: true)])), StringComparer.Ordinal)];
}
