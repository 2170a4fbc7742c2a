using System.Globalization;
using System.Text.Json.Serialization;
using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>An award as the buyer sees it, or those it was told to.</summary>
public sealed record AwardShown(
    Guid AwardId,
    Guid EvaluationId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    long Version,
    Guid BidId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Suppliers,
    Money Value,
    string? Reason,
    AwardStage Stage,
    DateTimeOffset? SummariesSentAt,
    string? NoticeId,
    DateTimeOffset? PublishedAt,
    DateOnly? StandstillLastDay,
    DateTimeOffset? StandstillEndsAt
)
{
    public static AwardShown? To(Actor actor, Guid id, long version, Award award)
    {
        var buyer = actor.ActsFor(award.BuyerId, Roles.Author, Roles.Approver, Roles.ContractManager);
        if (!buyer && award.Summaries?.Recipients.Any(r => actor.ActsFor(r.OrganisationId)) != true)
            return null;
        return new AwardShown(
            id,
            award.EvaluationId,
            award.TenderId,
            award.LotId,
            award.BuyerId,
            version,
            award.BidId,
            award.ConsortiumId,
            award.Suppliers,
            award.Value,
            buyer ? award.Reason : null,
            award.Stage,
            award.Summaries?.At,
            award.Notice?.NoticeId,
            award.Notice?.PublishedAt,
            award.LastDay,
            award.EndsAt
        );
    }
}

/// <summary>One criterion of a summary: the agreed score, the marks it earned, and why.</summary>
public sealed record CriterionSummary(
    Guid CriterionId,
    string Title,
    CriterionKind Kind,
    decimal Weight,
    decimal MaximumScore,
    decimal? Score,
    decimal? Marks,
    string? Reason
);

/// <summary>One bid in a summary. A bid that the published minimums took out has no total.</summary>
public sealed record BidSummary(
    Guid BidId,
    Guid LeadId,
    IReadOnlyList<Guid> Members,
    IReadOnlyList<CriterionSummary> Criteria,
    decimal? PriceMarks,
    decimal? Total,
    int? Rank,
    string? Disregarded,
    string? LeftOut
)
{
    [JsonIgnore]
    public Bidder Bidder { get; private init; } = new(BidId, LeadId, null, Members);

    public static BidSummary Of(Evaluation evaluation, Guid bidId)
    {
        var bidder = evaluation.Bidders.Single(b => b.BidId == bidId);
        var ranked = evaluation.Ranked!.Ranking.FirstOrDefault(r => r.BidId == bidId);
        var marks = evaluation.Prices!.Prices.FirstOrDefault(p => p.BidId == bidId)?.Score;
        return new BidSummary(
            bidId,
            bidder.LeadId,
            bidder.Members,
            [
                .. evaluation.Criteria.Select(c =>
                    evaluation.Consensus.GetValueOrDefault(new ScoreKey(bidId, c.CriterionId)) is { } agreed
                        ? new CriterionSummary(
                            c.CriterionId,
                            c.Title,
                            c.Kind,
                            c.Weight,
                            c.MaximumScore,
                            agreed.Score,
                            decimal.Round(c.Weight * agreed.Score / c.MaximumScore, 2, MidpointRounding.AwayFromZero),
                            agreed.Reason
                        )
                        : new CriterionSummary(
                            c.CriterionId,
                            c.Title,
                            c.Kind,
                            c.Weight,
                            c.MaximumScore,
                            null,
                            c.Kind == CriterionKind.Price ? marks : null,
                            null
                        )
                ),
            ],
            marks,
            ranked?.Total,
            ranked?.Rank,
            evaluation.Ranked.Disregarded?.FirstOrDefault(d => d.BidId == bidId)?.Reason.ToString(),
            evaluation.LeftOut.GetValueOrDefault(bidId)
        )
        {
            Bidder = bidder,
        };
    }
}

/// <summary>An assessment summary (Procurement Regulations 2024, reg. 31): a bidder's own scores with reasons, and the winner's.</summary>
public sealed record AssessmentSummary(Guid AwardId, Guid TenderId, Guid LotId, DateTimeOffset SentAt, BidSummary Own, BidSummary? Winner)
{
    /// <summary>What the own bid asked for: its lead's to know, and the buyer's.</summary>
    [JsonIgnore]
    public Money? OwnPrice { get; init; }

    /// <summary>Whether that is without VAT or with it.</summary>
    public PriceBasis OwnPriceBasis { get; init; }
}

public static class ShowAward
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/awards/{id:guid}",
                async (Guid id, HttpContext http, Actors actors, IDocumentStore store) =>
                {
                    var award = await store.FetchAsync<Award>(id, http.RequestAborted);
                    if (
                        !award.Exists
                        || AwardShown.To(await actors.OfAsync(http, http.RequestAborted), id, award.Version, award.State) is not { } shown
                    )
                        return Problems.NotFound();
                    http.Response.Headers.ETag = $"\"{award.Version.ToString(CultureInfo.InvariantCulture)}\"";
                    return Results.Json(shown, EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<AwardShown>()
            .WithName("ShowAward")
            .WithTags("Awards");

        routes
            .MapGet(
                "/api/v1/awards/{id:guid}/summary",
                async (Guid id, HttpContext http, Actors actors, IDocumentStore store, Guid? bid) =>
                    await SummaryAsync(store, await actors.OfAsync(http, http.RequestAborted), id, bid, http.RequestAborted) is { } summary
                        ? Results.Json(summary, EventJson.Options)
                        : Problems.NotFound()
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<AssessmentSummary>()
            .WithName("ShowAssessmentSummary")
            .WithTags("Awards");

        routes
            .MapGet(
                "/api/v1/awards",
                async (
                    HttpContext http,
                    Actors actors,
                    AwardView view,
                    ViewRows rows,
                    ReadYourWrite readYourWrite,
                    Guid? tender,
                    Guid? after,
                    int? limit
                ) =>
                {
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    await readYourWrite.WaitAsync(http, view);
                    var page = await rows.PageAsync(
                        view,
                        "(data ->> 'buyerId' = $1 or data -> 'toldTo' ? $1) and ($2::text is null or data ->> 'tenderId' = $2)",
                        [actor.Organisation?.ToString(), tender?.ToString()],
                        after,
                        limit,
                        http.RequestAborted
                    );
                    return Results.Json(page, EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Role("the buyer and everybody who was sent a summary", [.. Roles.Buyer, .. Roles.Enterprise]))
            .Produces<Rows<AwardRow>>()
            .WithName("ListAwards")
            .WithTags("Awards");
    }

    /// <summary>
    /// The summary this actor may read: its own organisation's, or for the buyer the one of a given bid. Null when there is none for them.
    /// </summary>
    public static async Task<AssessmentSummary?> SummaryAsync(
        IDocumentStore store,
        Actor actor,
        Guid awardId,
        Guid? bid,
        CancellationToken cancel
    )
    {
        var award = (await store.FetchAsync<Award>(awardId, cancel)).State;
        if (award.Summaries is not { } sent)
            return null;
        var own = actor.ActsFor(award.BuyerId, Roles.Author, Roles.Approver)
            ? sent.Recipients.FirstOrDefault(r => r.BidId == (bid ?? award.BidId))
            : sent.Recipients.FirstOrDefault(r => actor.ActsFor(r.OrganisationId) && (bid is null || r.BidId == bid));
        if (own is null)
            return null;
        var evaluation = (await store.FetchAsync<Evaluation>(award.EvaluationId, cancel)).State;
        return new AssessmentSummary(
            awardId,
            award.TenderId,
            award.LotId,
            sent.At,
            BidSummary.Of(evaluation, own.BidId),
            own.BidId == award.BidId ? null : BidSummary.Of(evaluation, award.BidId)
        )
        {
            OwnPrice = evaluation.Prices?.Prices.FirstOrDefault(p => p.BidId == own.BidId)?.Price,
            OwnPriceBasis = evaluation.Prices?.Basis ?? PriceBasis.Net,
        };
    }
}
