using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Bids;

/// <summary>One answer inside a sealed part.</summary>
public sealed record SealedAnswer(Guid RequirementId, Guid MemberId, BidAnswer Answer);

/// <summary>
/// What is sealed for one lot and part. The salt keeps its digest from being guessed where the words are few, as with a price.
/// </summary>
public sealed record SealedContent(
    Guid BidId,
    Guid LotId,
    BidPart Part,
    string Salt,
    IReadOnlyList<SealedAnswer> Answers,
    IReadOnlyList<SealedAttachment>? Files = null
)
{
    public override string ToString() => $"SealedContent {BidId} {LotId} {Part}";

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, EventJson.Options);

    public static SealedContent Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<SealedContent>(bytes, EventJson.Options)!;

    /// <summary>A bid's words cut into what is sealed apart: each lot's quality, each lot's price.</summary>
    public static IEnumerable<SealedContent> Cut(Guid id, Bid bid, TenderForBids tender, IReadOnlyDictionary<PartKey, BidAnswer> answers)
    {
        foreach (var lot in bid.Lots)
        {
            var asked = tender.Asked(lot).ToArray();
            foreach (var part in new[] { BidPart.Quality, BidPart.Price })
            {
                var requirements = asked
                    .Where(r => r.Kind == RequirementKind.Price == (part == BidPart.Price))
                    .ToDictionary(r => r.RequirementId);
                yield return new SealedContent(
                    id,
                    lot,
                    part,
                    Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)),
                    [
                        .. answers
                            .Where(a =>
                                requirements.ContainsKey(a.Key.RequirementId)
                                && !a.Value.IsBlank
                                && (
                                    part == BidPart.Price
                                        ? bid.IsMember(a.Key.MemberId)
                                        : bid.AuthorOf(a.Key.RequirementId) == a.Key.MemberId
                                )
                            )
                            .OrderBy(a => a.Key.RequirementId)
                            .ThenBy(a => a.Key.MemberId)
                            .Select(a => new SealedAnswer(a.Key.RequirementId, a.Key.MemberId, a.Value)),
                    ]
                );
            }
        }
    }

    /// <summary>The files that belong to this part: those of its requirements, by who answers them.</summary>
    public static IEnumerable<StandingFile> FilesOf(SealedContent content, Bid bid, TenderForBids tender, IEnumerable<StandingFile> files)
    {
        var requirements = tender
            .Asked(content.LotId)
            .Where(r => r.Kind == RequirementKind.Price == (content.Part == BidPart.Price))
            .Select(r => r.RequirementId)
            .ToHashSet();
        return files
            .Where(f =>
                requirements.Contains(f.File.RequirementId)
                && (content.Part == BidPart.Price ? bid.IsMember(f.File.MemberId) : bid.AuthorOf(f.File.RequirementId) == f.File.MemberId)
            )
            .OrderBy(f => f.File.FileId);
    }

    /// <summary>One digest of what was read of a bid, over its lots in order.</summary>
    public static string Digest(IEnumerable<SealedContent> contents) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.ASCII.GetBytes(
                    string.Concat(
                        contents.OrderBy(c => c.LotId).Select(c => $"{c.LotId} {Convert.ToHexStringLower(SHA256.HashData(c.ToBytes()))}\n")
                    )
                )
            )
        );
}
