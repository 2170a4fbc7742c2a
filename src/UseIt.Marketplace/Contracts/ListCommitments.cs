using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>A page of the evidence of a commitment, in the order in which it was recorded.</summary>
public sealed record EvidencePage(IReadOnlyList<EvidenceEntry> Items, Guid? Next)
{
    public static EvidencePage Of(LedgerRow row, Guid? after, int limit)
    {
        var from = after is { } key ? row.Evidence.TakeWhile(e => e.EvidenceId != key).Count() + 1 : 0;
        EvidenceEntry[] page = [.. row.Evidence.Skip(from).Take(limit)];
        return new EvidencePage(page, from + limit < row.Evidence.Count ? page[^1].EvidenceId : null);
    }
}

/// <summary>Commitments over all contracts in force, of the organisation somebody acts for; the evidence of one, page by page.</summary>
public static class ListCommitments
{
    private const int Most = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/commitments",
                async (
                    HttpContext http,
                    Actors actors,
                    CommitmentBoard board,
                    CommitmentLedger ledger,
                    ReadYourWrite readYourWrite,
                    IDocumentStore store,
                    CommitmentsShown? show,
                    string? unit,
                    Guid? after,
                    int? limit
                ) =>
                {
                    var who = await actors.OfAsync(http, http.RequestAborted);
                    if (who.Organisation is not { } party)
                        return Problems.NotFound();
                    await readYourWrite.WaitAsync(http, ledger);
                    return Results.Json(
                        await board.PageAsync(
                            party,
                            who.Has(Roles.ContractManager),
                            show ?? CommitmentsShown.Open,
                            unit,
                            after,
                            Math.Clamp(limit ?? 20, 1, Most),
                            UkTime.DayOf(await store.ClockAsync(http.RequestAborted)),
                            http.RequestAborted
                        ),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(AllowedTo.Role("the buyer's contract manager, or a supplier", [Roles.ContractManager, .. Roles.Enterprise]))
            .Produces<CommitmentsPage>()
            .WithName("ListOwnCommitments")
            .WithTags("Contracts");

        routes
            .MapGet(
                "/api/v1/contracts/{contractId:guid}/commitments/{commitmentId:guid}/evidence",
                async (Guid contractId, Guid commitmentId, HttpContext http, CommitmentReading reading, Guid? after, int? limit) =>
                    await reading.FindAsync(http, contractId, commitmentId, http.RequestAborted) is { } found
                        ? Results.Json(EvidencePage.Of(found.Row, after, Math.Clamp(limit ?? 20, 1, Most)), EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<EvidencePage>()
            .WithName("ListEvidence")
            .WithTags("Contracts");

        routes
            .MapGet(
                "/api/v1/contracts/{contractId:guid}/commitments/{commitmentId:guid}/evidence/{evidenceId:guid}/overlaps",
                async (
                    Guid contractId,
                    Guid commitmentId,
                    Guid evidenceId,
                    HttpContext http,
                    CommitmentReading reading,
                    EvidenceOverlaps overlaps
                ) =>
                    await reading.FindAsync(http, contractId, commitmentId, http.RequestAborted) is { } found
                    && found.Row.Evidence.FirstOrDefault(e => e.EvidenceId == evidenceId) is { } evidence
                    && (found.Buys || found.Who.ActsFor(evidence.OrganisationId))
                        ? Results.Json(
                            await overlaps.SeenAsync(found.Who, [found.Row.DeliveryOf(evidence)], commitmentId, http.RequestAborted),
                            EventJson.Options
                        )
                        : Problems.NotFound()
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<IReadOnlyList<EvidenceOverlap>>()
            .WithName("EvidenceOverlaps")
            .WithTags("Contracts");
    }
}
