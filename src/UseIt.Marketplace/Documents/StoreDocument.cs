using System.Security.Cryptography;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Documents;

/// <summary>
/// Finishes an upload: all bytes are there, their digest is the sender's, and the file is what it says it is. A picture does not say where
/// it was taken, and with what: that is left out, and the answer says so, with the digest of what is kept. Unless something refers to it
/// within a day it goes.
/// </summary>
[TakesLong]
public sealed record StoreDocument(Guid DocumentId, string? Sha256 = null) : Message, ICommand;

public static class StoreDocumentHandler
{
    public static readonly Refusal NoUpload = new(
        "upload-unknown",
        "documentId",
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

    public static readonly Refusal Infected = new(
        "document-infected",
        "documentId",
        "The virus scanner found something harmful in this file, and it was not stored. Clean it, or send another"
    );

    public static Refusal Incomplete(long received, long size) =>
        new(
            "upload-incomplete",
            "size",
            $"{received} of {size} bytes have arrived. Send the rest",
            new Dictionary<string, object?> { ["received"] = received, ["size"] = size }
        );

    /// <summary>What has arrived; its digest, and whether it is of its type, once it is whole.</summary>
    public sealed record Arrived(Upload? Upload, string Sha256, bool Fits, ScanResult? Scan = null, bool MayWait = true)
    {
        /// <summary>The picture as it is kept, where it told more than it shows.</summary>
        public byte[]? Picture { get; init; }
    }

    // Whose the upload is, is decided in Handle, where it has been read.
    public static Access Authorise(Actor actor) => actor.Organisation is null ? Access.Forbidden : Access.Granted;

    public static async Task<Arrived> Load(
        StoreDocument command,
        Actor actor,
        Files files,
        IEnumerable<IFilesElsewhere> elsewhere,
        VirusScanner scanner,
        CancellationToken cancel
    )
    {
        var upload = await files.FindUploadAsync(command.DocumentId, cancel);
        // The place of a file that the program itself will store when its time has come.
        if (upload is not null && !actor.IsSystem)
            foreach (var others in elsewhere)
                if (await others.HasAsync(command.DocumentId, cancel))
                    upload = null;
        // Nobody has the bytes of others read.
        if (upload is null || upload.Received < upload.Size || !(actor.IsSystem || actor.ActsFor(upload.Owner)))
            return new Arrived(upload, "", true);
        var (digest, fits) = await Examined.OfAsync(upload.MediaType, () => files.ReadAsync(command.DocumentId, cancel), cancel);
        byte[]? picture = null;
        if (fits && !actor.IsSystem && actor.ActsFor(upload.Owner) && PictureMetadata.IsPicture(upload.MediaType))
        {
            var sent = await files.WholeAsync(command.DocumentId, cancel);
            picture = PictureMetadata.Without(sent, upload.MediaType);
            fits = picture is not null;
            if (picture.AsSpan().SequenceEqual(sent))
                picture = null;
        }
        // A file of an opened bid is there whatever is in it: it is looked at before it goes out, and never refused to its bidder.
        if (!scanner.IsSet || actor.IsSystem || !fits || WillBeRefused())
            return new Arrived(upload, digest, fits) { Picture = picture };
        var scan = await scanner.ScanAsync(files.ReadAsync(command.DocumentId, cancel), cancel);
        return new Arrived(upload, digest, fits, scan, scanner.Waits) { Picture = picture };

        bool WillBeRefused() => command.Sha256 is { } sent && !sent.Equals(digest, StringComparison.OrdinalIgnoreCase);
    }

    public static Decision Handle(StoreDocument command, Stream<Document> document, Arrived arrived, Actor actor, DateTimeOffset now)
    {
        if (document.Exists && !(actor.IsSystem || actor.ActsFor(document.State.Owner)))
            return NoUpload;
        if (document.Exists)
            return command.Sha256 is { } known && !document.State.Has(known) ? OtherBytes : Decision.Nothing;
        if (arrived.Upload is not { } upload || !(actor.IsSystem || actor.ActsFor(upload.Owner)))
            return NoUpload;
        if (upload.Received < upload.Size)
            return Incomplete(upload.Received, upload.Size);
        if (command.Sha256 is { } digest && !digest.Equals(arrived.Sha256, StringComparison.OrdinalIgnoreCase))
            return OtherBytes;
        if (!arrived.Fits && !actor.IsSystem)
            return OtherType;
        if (arrived.Scan == ScanResult.Infected)
            return Infected;
        if (arrived is { Scan: ScanResult.NotScanned, MayWait: false })
            return ScanDocumentHandler.NotScanned;
        var (sha256, size) = arrived.Picture is { } picture
            ? (Convert.ToHexStringLower(SHA256.HashData(picture)), picture.Length)
            : (arrived.Sha256, upload.Size);
        var stored = new DocumentStored(
            command.DocumentId,
            upload.Owner,
            sha256,
            size,
            upload.MediaType,
            upload.Title,
            upload.Language,
            upload.Classification,
            arrived.Picture is null ? null : arrived.Sha256
        );
        var decision = Decision
            .On<Document>(
                command.DocumentId,
                arrived.Scan == ScanResult.Clean
                    ? [stored, new DocumentScanned(command.DocumentId, ScanResult.Clean, VirusScanner.Name)]
                    : [stored]
            )
            .With(Files.Keep(upload, document.Version))
            .Send(new SweepDocument(command.DocumentId), now.AddHours(24))
            .Answering(
                new
                {
                    sha256,
                    size,
                    metadataRemoved = arrived.Picture is not null,
                }
            );
        return arrived.Picture is null ? decision : Files.Replace(decision, command.DocumentId, arrived.Picture);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StoreDocument>("POST", "/api/v1/documents/{documentId}/store", AllowedTo.PersonOrService);
}
