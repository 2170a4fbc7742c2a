using System.Globalization;
using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

public sealed record EvaluatorShown(
    Guid Person,
    bool Declared,
    IReadOnlyList<Guid> Conflicts,
    bool? MayEvaluate,
    bool Submitted,
    bool Confirmed
);

public sealed record ScoreShown(Guid? Evaluator, Guid BidId, Guid CriterionId, decimal Score, string Reason);

/// <summary>What was decided about a bid and a condition of participation.</summary>
public sealed record ConditionShown(Guid BidId, Guid RequirementId, bool Met, string Reason);

/// <summary>An evaluation as one reader may see it.</summary>
public sealed record EvaluationShown(
    Guid EvaluationId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    long Version,
    IReadOnlyList<Criterion> Criteria,
    IReadOnlyList<Bidder> Bidders,
    IReadOnlyList<EvaluatorShown> Evaluators,
    IReadOnlyList<ConditionShown> Conditions,
    IReadOnlyList<ScoreShown> Scores,
    IReadOnlyList<ScoreShown> Consensus,
    bool QualityConcluded,
    string? PriceFormula,
    IReadOnlyList<PriceAssessed>? Prices,
    IReadOnlyList<RankedBid>? Ranking,
    IReadOnlyList<DisregardedBid>? Disregarded,
    string? ClosedBecause
)
{
    /// <summary>Whether the prices are without VAT or with it.</summary>
    public PriceBasis Basis { get; init; }

    /// <summary>
    /// Nobody sees another's scores before their own are submitted; who does not score sees none before all are in.
    /// An evaluator with an open or barring conflict, or without declaration, sees the bidders and no more.
    /// </summary>
    public static EvaluationShown? To(Actor actor, Guid id, long version, Evaluation evaluation)
    {
        if (!actor.ActsFor(evaluation.BuyerId))
            return null;
        var standing = evaluation.Evaluators.GetValueOrDefault(actor.Person);
        if (standing is null && !actor.ActsFor(evaluation.BuyerId, Roles.Author, Roles.Approver))
            return null;
        var closed = standing is null ? null : evaluation.ClosedTo(actor.Person);
        var others = closed is null && (standing?.Submitted ?? evaluation.AllSubmitted);
        var scores = closed is not null
            ? []
            : evaluation
                .Scores.Where(s => s.Key == actor.Person || (others && evaluation.Evaluators[s.Key].Submitted))
                .OrderBy(s => s.Key)
                .SelectMany(s =>
                    s.Value.OrderBy(v => v.Key.BidId)
                        .ThenBy(v => v.Key.CriterionId)
                        .Select(v => new ScoreShown(s.Key, v.Key.BidId, v.Key.CriterionId, v.Value.Score, v.Value.Reason))
                );
        var consensus = others
            ? evaluation
                .Consensus.OrderBy(c => c.Key.BidId)
                .ThenBy(c => c.Key.CriterionId)
                .Select(c => new ScoreShown(null, c.Key.BidId, c.Key.CriterionId, c.Value.Score, c.Value.Reason))
            : [];
        return new EvaluationShown(
            id,
            evaluation.TenderId,
            evaluation.LotId,
            evaluation.BuyerId,
            version,
            evaluation.Criteria,
            evaluation.Bidders,
            [
                .. evaluation.Evaluators.Select(e => new EvaluatorShown(
                    e.Key,
                    e.Value.Declared,
                    [.. e.Value.Conflicts.Order()],
                    e.Value.MayEvaluate,
                    e.Value.Submitted,
                    evaluation.Confirmed.Contains(e.Key)
                )),
            ],
            closed is null
                ?
                [
                    .. evaluation
                        .Decisions.OrderBy(d => d.Key.BidId)
                        .ThenBy(d => d.Key.RequirementId)
                        .Select(d => new ConditionShown(d.Key.BidId, d.Key.RequirementId, d.Value.Met, d.Value.Reason)),
                ]
                : [],
            [.. scores],
            [.. consensus],
            evaluation.QualityConcluded,
            closed is null ? evaluation.Prices?.Formula : null,
            closed is null ? evaluation.Prices?.Prices : null,
            closed is null ? evaluation.Ranked?.Ranking : null,
            closed is null ? evaluation.Ranked?.Disregarded : null,
            closed?.Sentence
        )
        {
            Basis = evaluation.Prices?.Basis ?? PriceBasis.Net,
        };
    }
}

public static class ShowEvaluation
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var who = AllowedTo.Role("the buyer's author, approvers and evaluators", Roles.Author, Roles.Approver, Roles.Evaluator);
        routes
            .MapGet(
                "/api/v1/evaluations/{id:guid}",
                async (Guid id, HttpContext http, Actors actors, IDocumentStore store) =>
                {
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    var stream = await store.FetchAsync<Evaluation>(id, http.RequestAborted);
                    if (!stream.Exists || EvaluationShown.To(actor, id, stream.Version, stream.State) is not { } shown)
                        return Problems.NotFound();
                    http.Response.Headers.ETag = $"\"{stream.Version.ToString(CultureInfo.InvariantCulture)}\"";
                    return Results.Json(shown, EventJson.Options);
                }
            )
            .AllowedTo(who)
            .Produces<EvaluationShown>()
            .WithName("ShowEvaluation")
            .WithTags("Awards");

        routes
            .MapGet(
                "/api/v1/evaluations",
                async (
                    HttpContext http,
                    Actors actors,
                    EvaluationView view,
                    ViewRows rows,
                    ReadYourWrite readYourWrite,
                    Guid? tender,
                    Guid? after,
                    int? limit
                ) =>
                {
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    await readYourWrite.WaitAsync(http, view);
                    // Authors and approvers see their organisation's evaluations, an evaluator those they were appointed to.
                    var mine = actor.Has(Roles.Author) || actor.Has(Roles.Approver) ? null : actor.Person.ToString();
                    return Results.Json(
                        await rows.PageAsync(
                            view,
                            """
                            data ->> 'buyerId' = $1 and ($2::text is null or data ->> 'tenderId' = $2)
                            and ($3::text is null or data -> 'evaluators' ? $3)
                            """,
                            [actor.Organisation?.ToString(), tender?.ToString(), mine],
                            after,
                            limit,
                            http.RequestAborted
                        ),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(who)
            .Produces<Rows<EvaluationRow>>()
            .WithName("ListEvaluations")
            .WithTags("Awards");
    }
}
