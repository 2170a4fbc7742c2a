using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Adds an uploaded file to the answer it was uploaded for: all bytes are there, their digest is the sender's, and the file is what it says
/// it is.
/// </summary>
public sealed record AttachBidFile(Guid BidId, Guid FileId, string? Sha256 = null) : Message, ICommand;

public static class AttachBidFileHandler
{
    public const int MostPerAnswer = 10;

    public static readonly Refusal NoUpload = new(
        "upload-unknown",
        "fileId",
        "There is no such upload; uploads not finished within a day are removed. Start again"
    );
    public static readonly Refusal OtherBytes = new(
        "document-digest",
        "sha256",
        "The bytes received are not those you sent. Send the file again"
    );
    public static readonly Refusal OtherType = new(
        "document-type-differs",
        "mediaType",
        "The file is not of the type it says it is. Check the file and its type"
    );
    public static readonly Refusal TooMany = new(
        "too-many-files",
        "requirementId",
        $"An answer has at most {MostPerAnswer} files. Remove one or put several into one file"
    );

    public static Refusal Incomplete(long received, long size) =>
        new(
            "upload-incomplete",
            "size",
            $"{received} of {size} bytes have arrived. Send the rest",
            new Dictionary<string, object?> { ["received"] = received, ["size"] = size }
        );

    /// <summary>What has arrived; its digest, and whether it is of its type, once it is whole.</summary>
    public sealed record Arrived(TenderForBids Tender, ConsortiumForBids? Consortium, BidFile? File, string Sha256, bool Fits);

    public static Access Authorise(Actor actor, Bid bid) => bid.Member(actor);

    public static async Task<Arrived> Load(AttachBidFile command, Bid bid, Streams streams, BidFiles files, CancellationToken cancel)
    {
        var tender = (await streams.PeekAsync<TenderForBids>(bid.TenderId, cancel)).State;
        var consortium = await ConsortiumForBids.OfAsync(bid, streams, cancel);
        var file = await files.FindAsync(command.BidId, command.FileId, cancel);
        if (file is null || file.Received < file.Description.Size)
            return new Arrived(tender, consortium, file, "", true);
        var (digest, fits) = await Examined.OfAsync(file.Description.MediaType, () => files.ReadAsync(file, cancel), cancel);
        return new Arrived(tender, consortium, file, digest, fits);
    }

    public static Decision Handle(AttachBidFile command, Bid bid, Actor actor, Arrived arrived)
    {
        if (bid.Files.Any(f => f.FileId == command.FileId && actor.ActsFor(f.MemberId)))
            return Decision.Nothing;
        if (bid.MayNotWrite(arrived.Tender, arrived.Consortium, actor) is { } no)
            return no;
        if (arrived.File is not { } file || !actor.ActsFor(file.Part.MemberId))
            return NoUpload;
        if (bid.WhyNotTheirs(arrived.Tender, file.Part) is { } other)
            return other;
        if (file.Received < file.Description.Size)
            return Incomplete(file.Received, file.Description.Size);
        if (command.Sha256 is { } digest && !digest.Equals(arrived.Sha256, StringComparison.OrdinalIgnoreCase))
            return OtherBytes;
        if (!arrived.Fits)
            return OtherType;
        if (bid.Files.Count(f => f.RequirementId == file.Part.RequirementId && f.MemberId == file.Part.MemberId) >= MostPerAnswer)
            return TooMany;
        return Decision
            .On<Bid>(command.BidId, new BidFileAttached(command.BidId, command.FileId, file.Part.RequirementId, file.Part.MemberId))
            .With(BidFiles.StillThere(file))
            .Answering(new { sha256 = arrived.Sha256, size = file.Description.Size });
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AttachBidFile>("POST", "/api/v1/bids/{bidId}/files/{fileId}", BidAccess.Team);
}
