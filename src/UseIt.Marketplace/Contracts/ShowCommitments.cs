using JasperFx.Events;
using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>A stored fact as its readers see it.</summary>
public sealed record FactShown(Guid Id, Guid StreamId, long Version, string Type, DateTimeOffset At, object Data)
{
    public static FactShown From(IEvent e) => new(e.Id, e.StreamId, e.Version, e.EventTypeName, e.Timestamp, e.Data);
}

/// <summary>The commitments of a contract with their figures, and the story of one commitment, fact by fact.</summary>
public static class ShowCommitments
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/contracts/{id:guid}/commitments",
                async (
                    Guid id,
                    HttpContext http,
                    Actors actors,
                    IDocumentStore store,
                    CommitmentLedger ledger,
                    ViewRows rows,
                    ReadYourWrite readYourWrite,
                    Guid? after,
                    int? limit
                ) =>
                {
                    if (
                        await ShowContract.FindAsync(store, await actors.OfAsync(http, http.RequestAborted), id, http.RequestAborted)
                        is null
                    )
                        return Problems.NotFound();
                    await readYourWrite.WaitAsync(http, ledger);
                    return Results.Json(
                        await rows.PageAsync(ledger, "data ->> 'contractId' = $1", [id.ToString()], after, limit, http.RequestAborted),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<Rows<LedgerRow>>()
            .WithName("ListCommitments")
            .WithTags("Contracts");

        routes
            .MapGet(
                "/api/v1/commitments/{id:guid}/history",
                async (Guid id, HttpContext http, Actors actors, IDocumentStore store) =>
                {
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    var commitment = await store.FetchAsync<Commitment>(id, http.RequestAborted);
                    if (!commitment.Exists || !commitment.State.Suppliers.Append(commitment.State.BuyerId).Any(p => actor.ActsFor(p)))
                        return Problems.NotFound();
                    return Results.Json(
                        (await store.ReadStreamAsync(id, cancel: http.RequestAborted)).Select(FactShown.From),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<IReadOnlyList<FactShown>>()
            .WithName("ShowCommitmentHistory")
            .WithTags("Contracts");
    }
}
