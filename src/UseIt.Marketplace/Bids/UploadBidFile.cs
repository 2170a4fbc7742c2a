using System.Data;
using System.Globalization;
using System.Text.Json;
using Marten;
using Microsoft.Net.Http.Headers;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>Announces a file for an answer; the bytes follow in one request or, resumed, in many, and are encrypted as they come.</summary>
public sealed record UploadBidFile(Guid RequirementId, string Title, string MediaType, long Size);

/// <summary>
/// The way of a bid's file in, as for any document (announce, send from the offset that is safe, attach with the digest), and back to its
/// own team.
/// </summary>
public static class UploadBidFileEndpoints
{
    private const string Offset = "Upload-Offset";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api/v1/bids/{bidId:guid}/files", BeginAsync)
            .AllowedTo(BidAccess.Team)
            .Accepts<UploadBidFile>("application/json")
            .WithName(nameof(UploadBidFile))
            .WithTags("Bids")
            .WithMetadata(new CountsAsAttribute(Counted.Upload));
        routes
            .MapMethods("/api/v1/bids/{bidId:guid}/files/{fileId:guid}/bytes", ["HEAD"], ProgressAsync)
            .AllowedTo(BidAccess.Team)
            .WithTags("Bids");
        routes
            .MapMethods("/api/v1/bids/{bidId:guid}/files/{fileId:guid}/bytes", ["PATCH"], WriteAsync)
            .AllowedTo(BidAccess.Team)
            .WithTags("Bids")
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(Files.SizeLimit), new CountsAsAttribute(Counted.Bytes));
        routes
            .MapGet("/api/v1/bids/{bidId:guid}/files/{fileId:guid}", ReadAsync)
            .AllowedTo(BidAccess.Team)
            .WithTags("Bids")
            .WithMetadata(new CountsAsAttribute(Counted.File));
        // The same bytes for a browser's session.
        routes
            .MapGet("/bids/{bidId:guid}/files/{fileId:guid}", ReadAsync)
            .AllowedTo(BidAccess.Team)
            .ExcludeFromDescription()
            .WithMetadata(new CountsAsAttribute(Counted.File));
    }

    private static async Task<IResult> BeginAsync(
        Guid bidId,
        HttpContext http,
        Actors actors,
        IDocumentStore store,
        BidFiles files,
        BidStorage storage,
        RequestKey requests
    )
    {
        var actor = await actors.OfAsync(http, http.RequestAborted);
        var bid = (await store.FetchAsync<Bid>(bidId, http.RequestAborted)).State;
        if (bid.Member(actor) is var access && access != Access.Granted)
            return Problems.Denied(access);
        UploadBidFile begin;
        CommandContext? context;
        try
        {
            var body = await Edge.ReadObjectAsync(http.Request, http.RequestAborted);
            (context, var problem) = CommandEndpoints.Context(http, actor, body.ToJsonString(), requests);
            if (problem is not null)
                return problem;
            begin = body.Deserialize<UploadBidFile>(Edge.Json)!;
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
        var tender = (await store.FetchAsync<TenderForBids>(bid.TenderId, http.RequestAborted)).State;
        var part = new PartKey(begin.RequirementId, actor.Organisation!.Value);
        if ((bid.MayNotWrite(tender, await ConsortiumAsync(bid, store, http), actor) ?? bid.WhyNotTheirs(tender, part)) is { } no)
            return Problems.Refused([no]);
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
        // Announced again under its key it is the same file, which goes on from where it stands.
        var id = CommandEndpoints.NewId(context!, requests);
        var there = await files.FindAsync(bidId, id, http.RequestAborted);
        if (
            there is null
            && await storage.BeginAsync(
                id,
                bidId,
                part,
                new BidFileDescription(begin.Title.Trim(), begin.MediaType, begin.Size),
                "size",
                http.RequestAborted
            )
                is { } full
        )
            return Problems.Refused([full]);
        http.Response.Headers[Offset] = (there?.Received ?? 0).ToString(CultureInfo.InvariantCulture);
        return Results.Json(
            new
            {
                id,
                chunkSize = Files.ChunkSize,
                bytes = $"/api/v1/bids/{bidId}/files/{id}/bytes",
                Sealing = BidAccess.SealingNotice,
            },
            EventJson.Options,
            statusCode: StatusCodes.Status201Created
        );
    }

    private static async Task<IResult> ProgressAsync(
        Guid bidId,
        Guid fileId,
        HttpContext http,
        Actors actors,
        IDocumentStore store,
        BidFiles files
    )
    {
        if (await MineAsync(bidId, fileId, http, actors, store, files) is not { } file)
            return Problems.NotFound();
        http.Response.Headers[Offset] = file.Received.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["Upload-Length"] = file.Description.Size.ToString(CultureInfo.InvariantCulture);
        return Results.NoContent();
    }

    private static async Task<IResult> WriteAsync(
        Guid bidId,
        Guid fileId,
        HttpContext http,
        Actors actors,
        IDocumentStore store,
        BidFiles files,
        BidStorage storage
    )
    {
        if (await MineAsync(bidId, fileId, http, actors, store, files) is not { } file)
            return Problems.NotFound();
        if (await storage.WhyNotMoreAsync(file, "size", http.RequestAborted) is { } full)
            return Problems.Refused([full]);
        if (!long.TryParse(http.Request.Headers[Offset], NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
            return Problems.Malformed(Offset, "Send the offset of the first byte in the header Upload-Offset.");
        if (offset != file.Received)
            return WrongOffset(http, file.Received);
        try
        {
            http.Response.Headers[Offset] = (await files.WriteAsync(file, http.Request.Body, http.RequestAborted)).ToString(
                CultureInfo.InvariantCulture
            );
            return Results.NoContent();
        }
        catch (DBConcurrencyException)
        {
            return await files.FindAsync(bidId, fileId, CancellationToken.None) is { Attached: false } now
                ? WrongOffset(http, now.Received)
                : Problems.NotFound();
        }
    }

    private static async Task<IResult> ReadAsync(
        Guid bidId,
        Guid fileId,
        HttpContext http,
        Actors actors,
        IDocumentStore store,
        BidContents contents,
        SealedFiles files
    )
    {
        var actor = await actors.OfAsync(http, http.RequestAborted);
        var bid = await store.FetchAsync<Bid>(bidId, http.RequestAborted);
        if (
            bid.State.Withdrawn
            || !bid.State.MayLook(actor)
            || bid.State.Files.FirstOrDefault(f => f.FileId == fileId) is not { } attached
            || !bid.State.MayRead(actor, attached.Part)
        )
            return Problems.NotFound();
        var file = (await contents.FilesAsync(bid, http.RequestAborted)).Single(f => f.File.FileId == fileId);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentType = file.Description.MediaType;
        http.Response.ContentLength = file.Description.Size;
        http.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileNameStar = MediaTypes.NameOf(file.Description.Title, file.Description.MediaType),
        }.ToString();
        await foreach (var piece in files.ReadAsync(file, http.RequestAborted))
            await http.Response.Body.WriteAsync(piece, http.RequestAborted);
        return Results.Empty;
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

    // Whose upload it is follows from the member it was announced for.
    private static async Task<BidFile?> MineAsync(
        Guid bid,
        Guid file,
        HttpContext http,
        Actors actors,
        IDocumentStore store,
        BidFiles files
    )
    {
        var actor = await actors.OfAsync(http, http.RequestAborted);
        var state = (await store.FetchAsync<Bid>(bid, http.RequestAborted)).State;
        return
            state.MayLook(actor)
            && (await ConsortiumAsync(state, store, http))?.Partners.Contains(actor.Organisation!.Value) != false
            && await files.FindAsync(bid, file, http.RequestAborted) is { Attached: false } found
            && actor.ActsFor(found.Part.MemberId)
            ? found
            : null;
    }

    private static async Task<ConsortiumForBids?> ConsortiumAsync(Bid bid, IDocumentStore store, HttpContext http) =>
        bid.ConsortiumId is { } id ? (await store.FetchAsync<ConsortiumForBids>(id, http.RequestAborted)).State : null;
}
