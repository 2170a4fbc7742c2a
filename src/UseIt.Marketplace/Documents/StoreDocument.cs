using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Documents;

/// <summary>
/// Finishes an upload: all bytes are there, their digest is the sender's, and the file is what it says it is. Unless something refers to it
/// within a day it goes.
/// </summary>
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

    public static Refusal Incomplete(long received, long size) =>
        new(
            "upload-incomplete",
            "size",
            $"{received} of {size} bytes have arrived. Send the rest",
            new Dictionary<string, object?> { ["received"] = received, ["size"] = size }
        );

    /// <summary>What has arrived; its digest, and whether it is of its type, once it is whole.</summary>
    public sealed record Arrived(Upload? Upload, string Sha256, bool Fits);

    // Whose the upload is, is decided in Handle, where it has been read.
    public static Access Authorise(Actor actor) => actor.Organisation is null ? Access.Forbidden : Access.Granted;

    public static async Task<Arrived> Load(
        StoreDocument command,
        Actor actor,
        Files files,
        IEnumerable<IFilesElsewhere> elsewhere,
        CancellationToken cancel
    )
    {
        var upload = await files.FindUploadAsync(command.DocumentId, cancel);
        // The place of a file that the program itself will store when its time has come.
        if (upload is not null && !actor.IsSystem)
            foreach (var others in elsewhere)
                if (await others.HasAsync(command.DocumentId, cancel))
                    upload = null;
        return upload is null || upload.Received < upload.Size
            ? new Arrived(upload, "", true)
            : new Arrived(
                upload,
                await files.DigestAsync(command.DocumentId, cancel),
                MediaTypes.Fits(upload.MediaType, await files.BeginningAsync(command.DocumentId, cancel))
            );
    }

    public static Decision Handle(StoreDocument command, Stream<Document> document, Arrived arrived, Actor actor, DateTimeOffset now)
    {
        if (document.Exists && !(actor.IsSystem || actor.ActsFor(document.State.Owner)))
            return NoUpload;
        if (document.Exists)
            return command.Sha256 is { } known && !known.Equals(document.State.Sha256, StringComparison.OrdinalIgnoreCase)
                ? OtherBytes
                : Decision.Nothing;
        if (arrived.Upload is not { } upload || !(actor.IsSystem || actor.ActsFor(upload.Owner)))
            return NoUpload;
        if (upload.Received < upload.Size)
            return Incomplete(upload.Received, upload.Size);
        if (command.Sha256 is { } digest && !digest.Equals(arrived.Sha256, StringComparison.OrdinalIgnoreCase))
            return OtherBytes;
        if (!arrived.Fits)
            return OtherType;
        return Decision
            .On<Document>(
                command.DocumentId,
                new DocumentStored(
                    command.DocumentId,
                    upload.Owner,
                    arrived.Sha256,
                    upload.Size,
                    upload.MediaType,
                    upload.Title,
                    upload.Language,
                    upload.Classification
                )
            )
            .With(Files.Keep(upload, document.Version))
            .Send(new SweepDocument(command.DocumentId), now.AddHours(24))
            .Answering(new { sha256 = arrived.Sha256, size = upload.Size });
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StoreDocument>("POST", "/api/v1/documents/{documentId}/store", AllowedTo.PersonOrService);
}
