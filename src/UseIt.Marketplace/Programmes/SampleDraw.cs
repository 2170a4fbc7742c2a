using System.Security.Cryptography;
using System.Text;

namespace UseIt.Marketplace.Programmes;

/// <summary>
/// An auditor's sample: the lines of a claim in the order of the SHA-256 of seed, claim and line, and of these the first. Whoever knows the
/// seed can draw it again, on paper if need be.
/// </summary>
public static class SampleDraw
{
    public static IReadOnlyList<string> Of(Guid claim, IEnumerable<ClaimLine> lines, string seed, int size) =>
        [
            .. lines
                .Select(l => l.Key)
                .Distinct(StringComparer.Ordinal)
                .Select(key =>
                    (Key: key, Place: Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}\n{claim}\n{key}"))))
                )
                .OrderBy(k => k.Place, StringComparer.Ordinal)
                .Take(size)
                .Select(k => k.Key),
        ];
}
