using System.Buffers.Binary;
using System.Text;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Bids;

/// <summary>What a sealed part belongs to. The seal is bound to it: moved to another lot, bid or version, it does not open.</summary>
public sealed record SealHeader(Guid TenderId, Guid LotId, BidPart Part, Guid BidId, int Version, Guid LeadId)
{
    /// <summary>
    /// The same bytes for ever: a label with the schema version, the four ids in network byte order (tender, lot, bid, lead),
    /// the part as 1 for quality and 2 for price, the version as four bytes, most significant first.
    /// </summary>
    public byte[] ToBytes()
    {
        byte[] version = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(version, Version);
        byte part = Part switch
        {
            BidPart.Quality => 1,
            BidPart.Price => 2,
            _ => throw new InvalidOperationException($"{Part} has no place in a seal yet."),
        };
        return
        [
            .. Encoding.ASCII.GetBytes("useit-seal-1"),
            .. TenderId.ToByteArray(bigEndian: true),
            .. LotId.ToByteArray(bigEndian: true),
            .. BidId.ToByteArray(bigEndian: true),
            .. LeadId.ToByteArray(bigEndian: true),
            part,
            .. version,
        ];
    }
}
