using System.Globalization;
using Marten;
using Microsoft.Net.Http.Headers;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Documents;

/// <summary>A context's word on who may read a document that something of its refers to.</summary>
public interface IDocumentReaders
{
    /// <summary>The type of the streams it has a word on; it is asked about no other.</summary>
    string StreamType { get; }

    /// <summary>Whether nobody reads what its streams refer to but whom it lets: of the owner's people neither.</summary>
    bool Alone => false;

    /// <summary>Whether the actor may read it because of what this stream says.</summary>
    Task<bool> MayReadAsync(Actor actor, Guid document, Guid referredToBy, CancellationToken cancel);
}

/// <summary>Every download is authorised, noted in the audit, and served as an attachment.</summary>
public static class DownloadDocument
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/v1/documents/{documentId:guid}", HandleAsync)
            .AllowedTo(AllowedTo.Anyone)
            .WithTags("Documents")
            .WithMetadata(new CountsAsAttribute(Counted.File));
        // The same bytes for a browser's session.
        routes
            .MapGet("/documents/{documentId:guid}", HandleAsync)
            .AllowedTo(AllowedTo.Anyone)
            .ExcludeFromDescription()
            .WithMetadata(new CountsAsAttribute(Counted.File));
    }

    private static async Task<IResult> HandleAsync(
        Guid documentId,
        HttpContext http,
        Actors actors,
        IDocumentStore store,
        NpgsqlDataSource database,
        ProvenBytes bytes,
        Scans scans,
        DocumentClaims claims,
        IEnumerable<IDocumentReaders> readers,
        ReadAudit audit
    )
    {
        var cancel = http.RequestAborted;
        var actor = await actors.OfAsync(http, cancel);
        var document = await store.FetchAsync<Document>(documentId, cancel);
        if (document.State is { CanBeRead: false, Infected: false } || !await MayReadAsync())
            return Problems.NotFound();
        if (await scans.OfAsync(documentId, cancel) is var scan && WhyNotOut(scan) is { } held)
            return held;
        if (document.State.Classification != Classification.Open)
            await audit.NoteAsync(actor, "document", documentId, "download", cancel);
        if (await bytes.OfAsync(documentId, document.State.Sha256, cancel) is not { } proven)
            return Problems.Problem(
                503,
                "document-damaged",
                "This document cannot be sent",
                "What is kept of this document is not what was stored, so it is not sent. Those who run this service have been told. Ask again when it has been restored."
            );
        http.Response.Headers.ETag = $"\"{document.State.Sha256}\"";
        http.Response.ContentType = document.State.MediaType;
        http.Response.ContentLength = document.State.Size;
        http.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileNameStar = MediaTypes.NameOf(
                document.State.Title ?? documentId.ToString("N", CultureInfo.InvariantCulture),
                document.State.MediaType
            ),
        }.ToString();
        await foreach (var chunk in proven)
            await http.Response.Body.WriteAsync(chunk, cancel);
        return Results.Empty;

        async Task<bool> MayReadAsync()
        {
            if (document.State.Classification == Classification.Open)
                return true;
            if (actor.Organisation is null)
                return false;
            var asked = (await ReferringAsync(documentId, claims, database, cancel))
                .SelectMany(r => readers.Where(reader => reader.StreamType == r.Type).Select(reader => (Reader: reader, r.Stream)))
                .ToArray();
            if (asked.Any(a => a.Reader.Alone))
                asked = [.. asked.Where(a => a.Reader.Alone)];
            else if (actor.ActsFor(document.State.Owner))
                return true;
            foreach (var (reader, stream) in asked)
                if (await reader.MayReadAsync(actor, documentId, stream, cancel))
                    return true;
            return false;
        }
    }

    private static IResult? WhyNotOut(ScanResult scan) =>
        scan switch
        {
            ScanResult.Infected => Problems.Problem(
                403,
                "document-infected",
                "This document is not sent",
                "The virus scanner found something harmful in this document, so it goes out to nobody. Ask whoever sent it for another."
            ),
            ScanResult.NotScanned => Problems.Problem(
                503,
                "document-not-scanned",
                "This document waits for the virus scanner",
                "The virus scanner has not looked at this document yet and cannot at the moment. Ask again later."
            ),
            _ => null,
        };

    private static async Task<IReadOnlyList<(Guid Stream, string Type)>> ReferringAsync(
        Guid document,
        DocumentClaims claims,
        NpgsqlDataSource database,
        CancellationToken cancel
    )
    {
        await using var command = database.CreateCommand(
            $"select c.stream, s.type from {claims.Table} c join events.mt_streams s on s.id = c.stream where c.document = $1"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = document });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var streams = new List<(Guid, string)>();
        while (await reader.ReadAsync(cancel))
            streams.Add((reader.GetGuid(0), reader.GetString(1)));
        return streams;
    }
}
