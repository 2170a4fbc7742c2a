using System.Collections.Concurrent;
using Marten;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Documents;

/// <summary>
/// Has a stored document looked at before it goes out for the first time: one from before there was a scanner, one that waited for it, or a
/// file of an opened bid.
/// </summary>
[TakesLong]
public sealed record ScanDocument(Guid DocumentId) : Message, ICommand;

public static class ScanDocumentHandler
{
    public static readonly Refusal NotScanned = new(
        "document-not-scanned",
        "documentId",
        "The virus scanner cannot look at this file at the moment. Try again later"
    );

    public sealed record Read(ScanResult? Result);

    // Only the program itself asks, for somebody who may read it.
    public static Access Authorise() => Access.Forbidden;

    public static async Task<Read> Load(
        ScanDocument command,
        Document document,
        Files files,
        VirusScanner scanner,
        CancellationToken cancel
    ) =>
        document is { Scanned: false, CanBeRead: true }
            ? new Read(await scanner.ScanAsync(files.ReadAsync(command.DocumentId, cancel), cancel))
            : new Read(null);

    public static Decision Handle(ScanDocument command, Document document, Read read) =>
        read.Result switch
        {
            null => Decision.Nothing,
            ScanResult.NotScanned => NotScanned,
            { } result => Decision.On<Document>(command.DocumentId, new DocumentScanned(command.DocumentId, result, VirusScanner.Name)),
        };
}

/// <summary>Whether a stored document may go out, as far as the virus scanner has a say.</summary>
public sealed class Scans(VirusScanner scanner, Commands commands, IDocumentStore store)
{
    // However many ask for a document, it is looked at once at a time.
    private readonly ConcurrentDictionary<Guid, Lazy<Task>> underWay = new();

    /// <summary>What the scanner says of it, by now; clean where no scanner is set and none has ever looked.</summary>
    public async Task<ScanResult> OfAsync(Guid id, CancellationToken cancel)
    {
        for (var again = scanner.IsSet; ; again = false)
        {
            var document = (await store.FetchAsync<Document>(id, cancel)).State;
            if (document.Infected)
                return ScanResult.Infected;
            if (document.Scanned || !scanner.IsSet)
                return ScanResult.Clean;
            if (!again)
                return ScanResult.NotScanned;
            await LookAsync(id).WaitAsync(cancel);
        }
    }

    private async Task LookAsync(Guid id)
    {
        var look = underWay.GetOrAdd(id, new Lazy<Task>(() => commands.SendAsync(new ScanDocument(id), new CommandContext(Actor.System))));
        try
        {
            await look.Value;
        }
        finally
        {
            underWay.TryRemove(new(id, look));
        }
    }
}
