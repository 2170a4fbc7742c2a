using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>A buyer's ledger: what it calls local, and the files in it.</summary>
public sealed record SpendShown(string? Area, IReadOnlyList<string> Postcodes, IReadOnlyList<FileShown> Files);

/// <summary>A file of paid invoices; amounts are net, in pounds.</summary>
public sealed record FileShown(
    Guid DocumentId,
    string Sha256,
    int Lines,
    decimal Net,
    int NotInPounds,
    int Matched,
    DateOnly First,
    DateOnly Last,
    bool TakenBack
);

/// <summary>A page of the lines of a file; <c>Next</c> is what to send as <c>after</c>, null at the end.</summary>
public sealed record LinesShown(IReadOnlyList<PaidLine> Items, int? Next);

/// <summary>A ledger for those who keep it; to everybody else there is none.</summary>
public static class ShowSpend
{
    private const int Most = 100;

    public static async Task<SpendLedger?> FindAsync(IDocumentStore store, Actor actor, Guid buyer, CancellationToken cancel) =>
        actor.ActsFor(buyer, Roles.ContractManager) ? (await store.FetchAsync<SpendLedger>(SpendLedger.IdOf(buyer), cancel)).State : null;

    /// <summary>The lines of a file of this ledger after a row.</summary>
    public static async Task<LinesShown?> LinesAsync(
        SpendReading reading,
        SpendLedger ledger,
        Guid document,
        int? after,
        int? limit,
        CancellationToken cancel
    )
    {
        if (ledger.Files.All(f => f.Says.DocumentId != document))
            return null;
        var size = Math.Clamp(limit ?? 20, 1, Most);
        PaidLine[] page =
        [
            .. (await reading.LinesAsync(document, cancel)).OrderBy(l => l.Row).Where(l => l.Row > (after ?? 0)).Take(size + 1),
        ];
        return new LinesShown(page.Length > size ? page[..size] : page, page.Length > size ? page[size - 1].Row : null);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/buyers/{buyerId:guid}/paid-invoices",
                async (Guid buyerId, HttpContext http, Actors actors, IDocumentStore store) =>
                    await FindAsync(store, await actors.OfAsync(http, http.RequestAborted), buyerId, http.RequestAborted) is { } ledger
                        ? Results.Json(
                            new SpendShown(
                                ledger.Area?.Name,
                                ledger.Area?.Postcodes ?? [],
                                [
                                    .. ledger.Files.Select(f => new FileShown(
                                        f.Says.DocumentId,
                                        f.Says.Sha256,
                                        f.Says.Lines,
                                        f.Says.Net,
                                        f.Says.NotInPounds,
                                        f.Says.Matched,
                                        f.Says.First,
                                        f.Says.Last,
                                        f.TakenBack
                                    )),
                                ]
                            ),
                            EventJson.Options
                        )
                        : Problems.NotFound()
            )
            .AllowedTo(SpendAccess.Keepers)
            .Produces<SpendShown>()
            .WithName("ShowPaidInvoices")
            .WithTags("Spend");

        routes
            .MapGet(
                "/api/v1/buyers/{buyerId:guid}/paid-invoices/{documentId:guid}/lines",
                async (
                    Guid buyerId,
                    Guid documentId,
                    HttpContext http,
                    Actors actors,
                    IDocumentStore store,
                    SpendReading reading,
                    int? after,
                    int? limit
                ) =>
                    await FindAsync(store, await actors.OfAsync(http, http.RequestAborted), buyerId, http.RequestAborted) is { } ledger
                    && await LinesAsync(reading, ledger, documentId, after, limit, http.RequestAborted) is { } lines
                        ? Results.Json(lines, EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(SpendAccess.Keepers)
            .Produces<LinesShown>()
            .WithName("ListPaidInvoiceLines")
            .WithTags("Spend");
    }
}
