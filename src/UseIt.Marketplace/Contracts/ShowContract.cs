using System.Globalization;
using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

public sealed record SignatureShown(
    Guid PartyId,
    Guid Person,
    string Capacity,
    SigningMethod Method,
    string DocumentSha256,
    DateTimeOffset At
);

public sealed record MilestoneShown(Guid MilestoneId, string Title, DateOnly Due, MilestoneStatus Status, DateOnly? On);

public sealed record ContractShown(
    Guid ContractId,
    long Version,
    Guid AwardId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    IReadOnlyList<Guid> Suppliers,
    Guid LeadId,
    Guid? ConsortiumId,
    string Title,
    Money Value,
    Period? Period,
    ContractStage Stage,
    string TermsSha256,
    IReadOnlyList<SignatureShown> Signatures,
    IReadOnlyList<MilestoneShown> Milestones,
    IReadOnlyList<Guid> Commitments
)
{
    public static ContractShown From(Stream<Contract> contract) =>
        new(
            contract.Id,
            contract.Version,
            contract.State.AwardId,
            contract.State.TenderId,
            contract.State.LotId,
            contract.State.BuyerId,
            contract.State.Suppliers,
            contract.State.LeadId,
            contract.State.ConsortiumId,
            contract.State.Title,
            contract.State.Value,
            contract.State.Period,
            contract.State.Stage,
            contract.State.TermsSha256,
            [
                .. contract.State.Signatures.Select(s => new SignatureShown(
                    s.Key,
                    s.Value.Person,
                    s.Value.Capacity,
                    s.Value.Method,
                    s.Value.DocumentSha256,
                    s.Value.At
                )),
            ],
            [.. contract.State.Milestones.Select(m => new MilestoneShown(m.Key, m.Value.Title, m.Value.Due, m.Value.Status, m.Value.On))],
            contract.State.Commitments
        );
}

public static class ShowContract
{
    /// <summary>Whoever acts for a party sees the contract.</summary>
    public static bool MaySee(Actor actor, Contract contract) => contract.Parties.Any(p => actor.ActsFor(p));

    /// <summary>The contract if this actor may see it.</summary>
    public static async Task<Stream<Contract>?> FindAsync(IDocumentStore store, Actor actor, Guid id, CancellationToken cancel) =>
        await store.FetchAsync<Contract>(id, cancel) is { Exists: true } contract && MaySee(actor, contract.State) ? contract : null;

    /// <summary>The terms as they were digested, made again from the facts.</summary>
    public static async Task<ContractTerms> TermsAsync(IDocumentStore store, Stream<Contract> contract, CancellationToken cancel)
    {
        List<CommitmentTerm> commitments = [];
        foreach (var id in contract.State.Commitments)
        {
            var promised = (CommitmentPromised)(await store.ReadStreamAsync(id, 1, 1, cancel))[0].Data;
            commitments.Add(
                new CommitmentTerm(
                    id,
                    promised.Title,
                    promised.Promise,
                    promised.Metric.Framework,
                    promised.Metric.Edition,
                    promised.Metric.Code,
                    promised.Quantity,
                    promised.Metric.Unit,
                    promised.Metric.Due
                )
            );
        }
        var c = contract.State;
        return new ContractTerms(contract.Id, c.AwardId, c.Title, c.BuyerId, c.Suppliers, c.LeadId, c.Value, c.Period, commitments);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/contracts/{id:guid}",
                async (Guid id, HttpContext http, Actors actors, IDocumentStore store) =>
                {
                    if (
                        await FindAsync(store, await actors.OfAsync(http, http.RequestAborted), id, http.RequestAborted) is not { } contract
                    )
                        return Problems.NotFound();
                    http.Response.Headers.ETag = $"\"{contract.Version.ToString(CultureInfo.InvariantCulture)}\"";
                    return Results.Json(ContractShown.From(contract), EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<ContractShown>()
            .WithName("ShowContract")
            .WithTags("Contracts");

        // The same text for the API and for a browser's session.
        foreach (
            var (pattern, name) in new[]
            {
                ("/api/v1/contracts/{id:guid}/terms", "ShowContractTerms"),
                ("/contracts/{id:guid}/terms", "ReadContractTerms"),
            }
        )
            routes
                .MapGet(
                    pattern,
                    async (Guid id, HttpContext http, Actors actors, IDocumentStore store) =>
                        await FindAsync(store, await actors.OfAsync(http, http.RequestAborted), id, http.RequestAborted) is { } contract
                            ? Results.Text((await TermsAsync(store, contract, http.RequestAborted)).Text(), "application/json")
                            : Problems.NotFound()
                )
                .AllowedTo(AllowedTo.Person)
                .Produces<ContractTerms>()
                .WithName(name)
                .WithTags("Contracts");

        routes
            .MapGet(
                "/api/v1/contracts",
                async (
                    HttpContext http,
                    Actors actors,
                    ContractView view,
                    ViewRows rows,
                    ReadYourWrite readYourWrite,
                    Guid? award,
                    Guid? after,
                    int? limit
                ) =>
                {
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    await readYourWrite.WaitAsync(http, view);
                    var page = await rows.PageAsync(
                        view,
                        "data -> 'parties' ? $1 and ($2::text is null or data ->> 'awardId' = $2)",
                        [actor.Organisation?.ToString() ?? "", award?.ToString()],
                        after,
                        limit,
                        http.RequestAborted
                    );
                    return Results.Json(page, EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<Rows<ContractRow>>()
            .WithName("ListContracts")
            .WithTags("Contracts");
    }
}
