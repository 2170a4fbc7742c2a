using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>An answer under the question it answers.</summary>
public sealed record AnswerToScore(
    Guid RequirementId,
    RequirementKind Kind,
    string Title,
    string Asked,
    Guid? CriterionId,
    Guid MemberId,
    string? Text,
    bool? Met,
    decimal? Quantity,
    string? Unit
)
{
    /// <summary>What of the member's bid-ready file the answer holds, as it stood when it was taken in.</summary>
    public IReadOnlyList<SharedItem> Shared { get; init; } = [];

    /// <summary>Whether what is promised would happen without the contract, as the bidder says; null where it did not say.</summary>
    public bool? HappensAnyway { get; init; }

    /// <summary>Whether it is promised for each year of the term, and not once for all of it.</summary>
    public bool PerYear { get; init; }

    /// <summary>Why what is promised cannot well be right against the lot's published value.</summary>
    public string? Doubt { get; init; }
}

/// <summary>
/// An opened bid as an evaluator reads it. Its price is not shown before quality is concluded, even where one envelope held both.
/// </summary>
public sealed record BidToScore(Guid BidId, Guid LeadId, IReadOnlyList<Guid> Members, IReadOnlyList<AnswerToScore> Answers, Money? Price)
{
    /// <summary>The lines of the price, once it is shown.</summary>
    public IReadOnlyList<PriceLine> Prices { get; init; } = [];

    /// <summary>The files that came with what is shown.</summary>
    public IReadOnlyList<OpenedFile> Files { get; init; } = [];
}

/// <summary>Opened bids for those who assess them; each reading is noted in the audit.</summary>
public sealed class ReadBids(IDocumentStore store, OpenedBids opened) : IDocumentReaders
{
    public string StreamType => "bid";

    /// <summary>A file of a bid is read by whoever may read the bid, one of its prices only once those are shown.</summary>
    public async Task<bool> MayReadAsync(Actor actor, Guid document, Guid referredToBy, CancellationToken cancel)
    {
        if (await opened.PlaceOfAsync(referredToBy, document, cancel) is not { } place)
            return false;
        var evaluation = (await store.FetchAsync<Evaluation>(Evaluation.IdOf(place.Tender, place.Lot), cancel)).State;
        return Reads(actor, evaluation)
            && Closed(actor, evaluation) is null
            && evaluation.Standing.Any(s => s.BidId == referredToBy)
            && (place.Part == BidPart.Quality || evaluation.QualityConcluded);
    }

    /// <summary>The bids, or why they stay closed to this reader; null when the evaluation is not theirs.</summary>
    public async Task<Answer<IReadOnlyList<BidToScore>>?> AsAsync(Actor actor, Guid evaluationId, CancellationToken cancel)
    {
        var evaluation = (await store.FetchAsync<Evaluation>(evaluationId, cancel)).State;
        if (!Reads(actor, evaluation))
            return null;
        if (Closed(actor, evaluation) is { } closed)
            return closed;
        var tender = (await store.FetchAsync<Procurement>(evaluation.TenderId, cancel)).State;
        var asked = tender.Requirements.ToDictionary(r => r.RequirementId);
        var bids = await opened.ReadAsync(evaluation.TenderId, evaluation.LotId, actor, "evaluate", cancel);
        return Answer.Of<IReadOnlyList<BidToScore>>([
            .. bids.Where(b => evaluation.Standing.Any(s => s.BidId == b.BidId))
                .OrderBy(b => b.BidId)
                .Select(b => new BidToScore(
                    b.BidId,
                    b.LeadId,
                    b.Members,
                    [
                        .. b
                            .Answers.Where(a => asked.ContainsKey(a.RequirementId))
                            .Select(a => (Answer: a, Asked: asked[a.RequirementId]))
                            .Select(a => new AnswerToScore(
                                a.Answer.RequirementId,
                                a.Asked.Kind,
                                a.Asked.Title,
                                a.Asked.Text,
                                a.Asked.CriterionId,
                                a.Answer.MemberId,
                                a.Answer.Text,
                                a.Answer.Met,
                                a.Answer.Quantity,
                                a.Asked.Metric?.Unit
                            )
                            {
                                Shared = a.Answer.Shared ?? [],
                                HappensAnyway = a.Answer.HappensAnyway,
                                PerYear = a.Asked.Metric?.PerYear == true,
                                Doubt = a is { Answer.Quantity: { } quantity, Asked.Metric: { } metric }
                                    ? Plausibility.Doubt(
                                        metric.Whole(quantity),
                                        metric.Unit,
                                        tender.ValueOf(evaluation.LotId),
                                        "the lot's published value",
                                        tender.Term,
                                        tender.RulesOf
                                    )
                                    : null,
                            }),
                    ],
                    evaluation.QualityConcluded ? b.Price : null
                )
                {
                    Prices = evaluation.QualityConcluded ? b.Prices : [],
                    Files = [.. b.Files.Where(f => f.Part == BidPart.Quality || evaluation.QualityConcluded)],
                }),
        ]);
    }

    private static bool Reads(Actor actor, Evaluation evaluation) =>
        actor.ActsFor(evaluation.BuyerId)
        && (evaluation.Evaluators.ContainsKey(actor.Person) || actor.ActsFor(evaluation.BuyerId, Roles.Author, Roles.Approver));

    private static Refusal? Closed(Actor actor, Evaluation evaluation) =>
        evaluation.Evaluators.ContainsKey(actor.Person) ? evaluation.ClosedTo(actor.Person) : null;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/evaluations/{id:guid}/bids",
                async (Guid id, HttpContext http, Actors actors, ReadBids bids) =>
                    await bids.AsAsync(await actors.OfAsync(http, http.RequestAborted), id, http.RequestAborted) switch
                    {
                        null => Problems.NotFound(),
                        { IsKnown: false } closed => Problems.Refused([closed.Refusal]),
                        var known => Results.Json(known.Value, EventJson.Options),
                    }
            )
            .AllowedTo(
                AllowedTo.Role(
                    "evaluators without conflict, and the buyer's author and approvers",
                    Roles.Evaluator,
                    Roles.Author,
                    Roles.Approver
                )
            )
            .Produces<IReadOnlyList<BidToScore>>()
            .WithName("ReadBidsToScore")
            .WithTags("Awards");
}
