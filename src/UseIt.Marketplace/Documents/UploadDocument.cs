using System.Data;
using System.Globalization;
using System.Text.Json;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Documents;

/// <summary>Announces an upload; the bytes follow in one request or, resumed, in many.</summary>
public sealed record UploadDocument(
    string Title,
    string MediaType,
    long Size,
    Classification Classification,
    [property: NewId] Guid? DocumentId = null,
    string? Language = null
);

/// <summary>
/// Uploads of large files over bad lines: announce, send from the offset that is safe, ask for it again after a break, finish with the
/// digest.
/// </summary>
public static class UploadDocumentEndpoints
{
    private const string Offset = "Upload-Offset";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api/v1/documents", BeginAsync)
            .AllowedTo(AllowedTo.PersonOrService)
            .Accepts<UploadDocument>("application/json")
            .WithName(nameof(UploadDocument))
            .WithTags("Documents")
            .WithMetadata(new CountsAsAttribute(Counted.Upload));
        routes
            .MapMethods("/api/v1/documents/{documentId:guid}/bytes", ["HEAD"], ProgressAsync)
            .AllowedTo(AllowedTo.PersonOrService)
            .WithTags("Documents");
        routes
            .MapMethods("/api/v1/documents/{documentId:guid}/bytes", ["PATCH"], WriteAsync)
            .AllowedTo(AllowedTo.PersonOrService)
            .WithTags("Documents")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(Files.SizeLimit), new CountsAsAttribute(Counted.Bytes));
    }

    private static async Task<IResult> BeginAsync(
        HttpContext http,
        Actors actors,
        Files files,
        Storage storage,
        RequestKey requests,
        IEnumerable<IFilesElsewhere> elsewhere
    )
    {
        var actor = await actors.OfAsync(http, http.RequestAborted);
        if (actor.Organisation is not { } owner)
            return Problems.Denied(Access.Forbidden);
        UploadDocument begin;
        CommandContext? context;
        try
        {
            var body = await Edge.ReadObjectAsync(http.Request, http.RequestAborted);
            (context, var problem) = CommandEndpoints.Context(http, actor, body.ToJsonString(), requests);
            if (problem is not null)
                return problem;
            begin = body.Deserialize<UploadDocument>(Edge.Json)!;
        }
        catch (EdgeException e)
        {
            return Problems.Malformed(e.Field, e.Message);
        }
        catch (JsonException e)
        {
            var (field, detail) = Edge.Explain(e);
            return Problems.Malformed(field, detail);
        }
        if (Texts.Wrong(begin) is { Count: > 0 } broken)
            return Problems.Refused(broken);
        if (string.IsNullOrWhiteSpace(begin.Title))
            return Problems.Refused([new("document-title-missing", "title", "Enter a title that says what the document is")]);
        if (!MediaTypes.IsTaken(begin.MediaType))
            return Problems.Refused([
                new(
                    "document-type-not-taken",
                    "mediaType",
                    "Send a PDF, a Word or Excel or OpenDocument file, a PNG or JPEG picture, or plain text or CSV"
                ),
            ]);
        if (begin.Size is <= 0 or > Files.SizeLimit)
            return Problems.Refused([new("document-size", "size", "A document has at least 1 byte and at most 100 MiB")]);
        // It is held whole to take out where it was taken.
        if (PictureMetadata.IsPicture(begin.MediaType) && begin.Size > PageUploads.Most)
            return Problems.Refused([new("document-size", "size", "A picture has at most 20 MiB. Make it smaller, or send it as a PDF")]);
        if (begin.Classification == Classification.Sealed)
            return Problems.Refused([new("document-classification", "classification", "Sealed documents are sent with the bid")]);
        if (NewIds.Wrong(begin) is { } wrong)
            return Problems.Refused([wrong]);
        var id = begin.DocumentId ?? CommandEndpoints.NewId(context!, requests);
        foreach (var others in elsewhere)
            if (await others.HasAsync(id, http.RequestAborted))
                return Problems.Refused([NewIds.InUse("documentId")]);
        var upload = new Upload(
            id,
            owner,
            actor.Person,
            begin.Title.Trim(),
            begin.MediaType,
            begin.Language,
            begin.Classification,
            begin.Size,
            0
        );
        var begun = false;
        if (
            await files.FindUploadAsync(id, http.RequestAborted) is null
            && await storage.BeginAsync(owner, upload.Size, 0, "size", AnnounceAsync, http.RequestAborted) is { } full
        )
            return Problems.Refused([full]);
        if (!begun)
        {
            // Announced twice by the same is one upload, which goes on from where it stands.
            if (
                await files.FindUploadAsync(id, http.RequestAborted) is not { } there
                || there != upload with { Received = there.Received, Begun = there.Begun }
            )
                return Problems.Refused([NewIds.InUse("documentId")]);
            upload = there;
        }
        http.Response.Headers[Offset] = upload.Received.ToString(CultureInfo.InvariantCulture);
        return Results.Json(
            new
            {
                id,
                chunkSize = Files.ChunkSize,
                bytes = $"/api/v1/documents/{id}/bytes",
            },
            EventJson.Options,
            statusCode: StatusCodes.Status201Created
        );

        async Task AnnounceAsync(Npgsql.NpgsqlConnection connection) =>
            begun = await Files.BeginAsync(upload, connection, http.RequestAborted);
    }

    private static async Task<IResult> ProgressAsync(Guid documentId, HttpContext http, Actors actors, Files files)
    {
        if (await MineAsync(documentId, http, actors, files) is not { } upload)
            return Problems.NotFound();
        http.Response.Headers[Offset] = upload.Received.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Upload-Length"] = upload.Size.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private static async Task<IResult> WriteAsync(Guid documentId, HttpContext http, Actors actors, Files files)
    {
        if (await MineAsync(documentId, http, actors, files) is not { } upload)
            return Problems.NotFound();
        if (!long.TryParse(http.Request.Headers[Offset], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return Problems.Malformed(Offset, "Send the offset of the first byte in the header Upload-Offset.");
        if (offset != upload.Received)
            return WrongOffset(http, upload.Received);
        try
        {
            var received = await files.WriteAsync(upload, http.Request.Body, http.RequestAborted);
            http.Response.Headers[Offset] = received.ToString(CultureInfo.InvariantCulture);
            return Results.NoContent();
        }
        catch (DBConcurrencyException)
        {
            return await files.FindUploadAsync(documentId, CancellationToken.None) is { } now
                ? WrongOffset(http, now.Received)
                : Problems.NotFound();
        }
    }

    private static IResult WrongOffset(HttpContext http, long received)
    {
        http.Response.Headers[Offset] = received.ToString(CultureInfo.InvariantCulture);
        return Problems.Problem(
            409,
            "upload-offset",
            "Go on from elsewhere",
            $"{received} bytes are safe. Go on from there.",
            ("offset", received)
        );
    }

    private static async Task<Upload?> MineAsync(Guid document, HttpContext http, Actors actors, Files files)
    {
        var actor = await actors.OfAsync(http, http.RequestAborted);
        return await files.FindUploadAsync(document, http.RequestAborted) is { } upload && actor.ActsFor(upload.Owner) ? upload : null;
    }
}
