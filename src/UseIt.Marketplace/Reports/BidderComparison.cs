using System.Text.Json.Serialization;
using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web.Charts;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// The bids for one lot side by side, before and after the award: for its evaluators once they have scored, the buyer's approvers and
/// contract managers, and auditors. No bidder, member or adviser ever gets it; each bidder has its own summary.
/// </summary>
public sealed class BidderComparison(
    IDocumentStore store,
    NpgsqlDataSource database,
    OpenedBids opened,
    EvaluationView evaluations,
    ViewRows rows,
    LogTail tail
) : ReportKind
{
    private const int Most = 100;

    public override string Name => "bidder-comparison";
    public override string Title => "Comparison of bids";
    public override string Purpose =>
        "The bids for one lot side by side: agreed scores, prices, promises and ranks. Confidential to the buyer, also after the award.";
    public override string Question => "Which evaluation?";
    public override string Variable => "comparison";
    public override Type Model => typeof(ComparisonOfBids);

    public override string AllSubjects =>
        """
            select e.stream_id, (select t.data ->> 'title' from events.mt_events t
                                 where t.stream_id = (e.data ->> 'tenderId')::uuid and t.type in ('tender_drafted', 'tender_described')
                                 order by t.version desc limit 1)
            from events.mt_events e where e.type = 'evaluation_started' order by e.seq_id
            """;

    public override IReadOnlyDictionary<string, Delegate> Functions { get; } =
        new Dictionary<string, Delegate> { ["totals"] = (ComparisonOfBids comparison) => Totals(comparison) };

    public override async Task<bool> MayAsync(Actor actor, Guid subject, CancellationToken cancel) =>
        ComparisonReaders.Of(await store.ReadStreamAsync(subject, cancel: cancel))?.Let(actor) == true;

    public override async Task<IReadOnlyList<ReportSubject>> OfferedAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Organisation is not { } buyer)
            return [];
        var page = actor.Has(Roles.Auditor)
            ? await rows.PageAsync(evaluations, "true", [], null, Most, cancel)
            : await rows.PageAsync(evaluations, "data ->> 'buyerId' = $1", [buyer.ToString()], null, Most, cancel);
        var streams = page.Items.Select(e => e.EvaluationId).Concat(page.Items.Select(e => e.TenderId));
        var facts = (await store.ReadStreamsAsync(streams, long.MaxValue, cancel)).ToLookup(e => e.StreamId);
        return
        [
            .. page
                .Items.Where(e => ComparisonReaders.Of(facts[e.EvaluationId])?.Let(actor) == true)
                .Select(e => new ReportSubject(e.EvaluationId, ComparedTender.Of(facts[e.TenderId], e.LotId).Title)),
        ];
    }

    public override async Task<IReportModel?> MakeAsync(ReportAsked asked, CancellationToken cancel)
    {
        var evaluation = await store.ReadStreamsAsync([asked.SubjectId], asked.Cut, cancel);
        if (evaluation.Select(e => e.Data).OfType<EvaluationStarted>().FirstOrDefault() is not { } started)
            return null;
        var tender = await store.ReadStreamsAsync([started.TenderId], asked.Cut, cancel);
        var bids = await store.ReadStreamsAsync(started.Bidders.Select(b => b.BidId), asked.Cut, cancel);
        // What was promised lies beside the log, as it was sealed; it is told only of bids whose quality was opened by the cut.
        var read = bids.Any(e => e.Data is BidOpened { Part: BidPart.Quality })
            ? await opened.ReadAsync(started.TenderId, started.LotId, asked.By, "compare", cancel)
            : [];
        var parties = await store.ReadStreamsAsync(
            started
                .Bidders.SelectMany(b => b.Members.Append(b.LeadId))
                .Append(started.BuyerId)
                .Concat(started.Bidders.Select(b => b.ConsortiumId).OfType<Guid>()),
            asked.Cut,
            cancel
        );
        var award = await AwardAsync(started, asked, cancel);
        return ComparisonOfBids.From(
            new ComparisonFacts(evaluation, tender, bids, parties, award, [.. read.SelectMany(b => Promises(b, bids))]),
            asked.DataCut,
            asked.Demonstration
        );
    }

    // A bid that has no total is not drawn as one with none.
    private static RawHtml Totals(ComparisonOfBids comparison)
    {
        Bars[] bars = [.. comparison.Bids.Where(b => b.Total.Value is not null).Select(b => new Bars(b.Name, b.Total.Value!.Value))];
        return bars.Length == 0
            ? new RawHtml("")
            : ReportCharts.Drawn(new BarChart("Totals", "The total of each ranked bid, in points", ["points"], bars), "totals");
    }

    // An award lies in a stream of its own, which names its evaluation and not the other way about.
    private async Task<IReadOnlyList<IEvent>> AwardAsync(EvaluationStarted started, ReportAsked asked, CancellationToken cancel)
    {
        var seen = await tail.SeenAsync(evaluations, cancel);
        var known = (await evaluations.FindAsync(database, started.EvaluationId, cancel))?.AwardId;
        var unseen = await tail.UnseenAsync(
            evaluations,
            e => e.Data is AwardProposed proposed && proposed.EvaluationId == started.EvaluationId,
            seen,
            asked.Cut,
            cancel
        );
        return await store.ReadStreamsAsync(known is { } award ? unseen.Prepend(award) : unseen, asked.Cut, cancel);
    }

    private static IEnumerable<PromisedInBid> Promises(OpenedBidContent bid, IReadOnlyList<IEvent> bids) =>
        bids.LastOrDefault(e => e.StreamId == bid.BidId && e.Data is BidOpened { Part: BidPart.Quality }) is { } fact
            ? bid.Commitments.Select(c => new PromisedInBid(bid.BidId, c.RequirementId, c.Quantity, new Source(fact.Id, fact.Timestamp)))
            : [];
}

/// <summary>Who may compare the bids of an evaluation, from its facts alone.</summary>
public sealed record ComparisonReaders(Guid BuyerId, IReadOnlyDictionary<Guid, ComparisonReaders.Standing> Evaluators)
{
    public sealed record Standing(bool Declared, bool Conflict, bool? MayEvaluate, bool Submitted);

    /// <summary>Whoever is an evaluator reads as one: with a conflict that is open or bars not at all, whatever else they do.</summary>
    public bool Let(Actor actor) =>
        Evaluators.TryGetValue(actor.Person, out var standing)
            ? actor.ActsFor(BuyerId)
                && standing is { Declared: true, Submitted: true }
                && (!standing.Conflict || standing.MayEvaluate == true)
            : actor.ActsFor(BuyerId, Roles.Approver, Roles.ContractManager) || actor.Has(Roles.Auditor);

    /// <summary>Null where this is no evaluation.</summary>
    public static ComparisonReaders? Of(IEnumerable<IEvent> evaluation)
    {
        Guid? buyer = null;
        Dictionary<Guid, Standing> evaluators = [];
        foreach (var e in evaluation)
            switch (e.Data)
            {
                case EvaluationStarted f:
                    buyer = f.BuyerId;
                    break;
                case EvaluatorAppointed f:
                    Change(f.Evaluator, s => s);
                    break;
                case InterestsDeclared f:
                    Change(f.Evaluator, s => s with { Declared = true });
                    break;
                case ConflictFound f:
                    Change(f.Evaluator, s => s with { Conflict = true, MayEvaluate = null });
                    break;
                case ConflictDecided f:
                    Change(f.Evaluator, s => s with { MayEvaluate = f.MayEvaluate });
                    break;
                case ScoresSubmitted f:
                    Change(f.Evaluator, s => s with { Submitted = true });
                    break;
            }
        return buyer is { } id ? new ComparisonReaders(id, evaluators) : null;

        void Change(Guid person, Func<Standing, Standing> change) =>
            evaluators[person] = change(evaluators.GetValueOrDefault(person, new Standing(false, false, null, false)));
    }
}

/// <summary>What a bid promises in answer to one question, with the opening it was read in.</summary>
public sealed record PromisedInBid(Guid BidId, Guid RequirementId, decimal Quantity, Source Opened);

/// <summary>Every fact a comparison rests on, up to its cut.</summary>
public sealed record ComparisonFacts(
    IReadOnlyList<IEvent> Evaluation,
    IReadOnlyList<IEvent> Tender,
    IReadOnlyList<IEvent> Bids,
    IReadOnlyList<IEvent> Parties,
    IReadOnlyList<IEvent> Award,
    IReadOnlyList<PromisedInBid> Promises
);

/// <summary>The tender and lot a comparison is about, as they were called and asked at the cut.</summary>
public sealed record ComparedTender(string Title, IReadOnlyDictionary<Guid, Requirement> Commitments)
{
    public static ComparedTender Of(IEnumerable<IEvent> tender, Guid lot)
    {
        var (title, named) = ("", "");
        Dictionary<Guid, Requirement> asked = [];
        foreach (var e in tender)
            switch (e.Data)
            {
                case TenderDrafted f:
                    title = f.Title;
                    break;
                case TenderDescribed f:
                    title = f.Title;
                    break;
                case LotAdded f when f.LotId == lot:
                    named = f.Title;
                    break;
                case LotChanged f when f.LotId == lot:
                    named = f.Title;
                    break;
                case RequirementAdded { Requirement: { Kind: RequirementKind.Commitment, Metric: not null } requirement }
                    when requirement.LotId == lot:
                    asked[requirement.RequirementId] = requirement;
                    break;
                case RequirementRemoved f:
                    asked.Remove(f.RequirementId);
                    break;
            }
        return new ComparedTender(named.Length == 0 || named == title ? title : $"{title}: {named}", asked);
    }
}

public sealed record ComparedCriterion(Guid CriterionId, CriterionKind Kind, string Title, decimal Weight, decimal MaximumScore);

/// <summary>The score that was agreed on for one criterion, with its reason.</summary>
public sealed record ComparedScore(Guid CriterionId, ReportFigure Score, string? Reason);

/// <summary>What a bid promises in answer to one question, and the same for each £100,000 of its price.</summary>
public sealed record ComparedPromise(Guid RequirementId, ReportFigure Quantity, ReportFigure PerPrice);

public sealed record ComparedBid(
    Guid BidId,
    string Name,
    ReportParty Lead,
    IReadOnlyList<ReportParty> Members,
    string? OutBecause,
    IReadOnlyList<ComparedScore> Scores,
    IReadOnlyList<ComparedPromise> Promises,
    ReportFigure Price,
    ReportFigure PriceScore,
    ReportFigure Quality,
    ReportFigure SocialValue,
    ReportFigure WeightedPrice,
    ReportFigure Total,
    ReportFigure Rank,
    string? TieBrokenBy,
    bool Winner
)
{
    public IEnumerable<ReportFigure> Figures() =>
        [
            .. Scores.Select(s => s.Score),
            .. Promises.SelectMany(p => new[] { p.Quantity, p.PerPrice }),
            Price,
            PriceScore,
            Quality,
            SocialValue,
            WeightedPrice,
            Total,
            Rank,
        ];
}

public sealed record ComparedQuestion(Guid RequirementId, string Title, string Framework, string Edition, string Code, string Unit);

public sealed record ComparisonOfBids(
    Guid EvaluationId,
    Guid TenderId,
    Guid LotId,
    string Title,
    ReportParty Buyer,
    [property: JsonConverter(typeof(DataCutJson))] string DataCut,
    DateTimeOffset AsAt,
    bool Demonstration,
    IReadOnlyList<string> FrameworkEditions,
    string? PriceFormula,
    string? PriceBasis,
    string Award,
    IReadOnlyList<ComparedCriterion> Criteria,
    IReadOnlyList<ComparedQuestion> Questions,
    IReadOnlyList<ComparedBid> Bids
) : IReportModel
{
    public IEnumerable<ReportFigure> Figures() => Bids.SelectMany(b => b.Figures());

    public IEnumerable<ReportPerson> People() => [];

    public IEnumerable<Guid> Streams() => Bids.Select(b => b.BidId).Prepend(EvaluationId);

    public string? About(string key) => Bids.FirstOrDefault(b => b.Figures().Any(f => f.Key == key))?.Name;

    public IEnumerable<ReportRow> Rows()
    {
        yield return ReportRow.Said("Evaluation", Title, "Buyer", Buyer.Name, Buyer.Id.ToString());
        yield return ReportRow.Said("Evaluation", Title, "Award", Award);
        yield return ReportRow.Said("Evaluation", Title, "Price formula", PriceFormula);
        yield return ReportRow.Said("Evaluation", Title, "Prices are compared", PriceBasis);
        foreach (var c in Criteria)
            yield return new ReportRow(
                "Criterion",
                c.Title,
                "Weight",
                c.Weight,
                "%",
                Source: "Published criteria",
                Reference: c.CriterionId.ToString()
            );
        var (criteria, questions) = (Criteria.ToDictionary(c => c.CriterionId), Questions.ToDictionary(q => q.RequirementId));
        foreach (var b in Bids)
        {
            var reference = b.BidId.ToString();
            yield return ReportRow.Said("Bid", b.Name, "Lead", b.Lead.Name, reference);
            if (b.OutBecause is { } because)
                yield return ReportRow.Said("Bid", b.Name, "Out of the evaluation", because, reference);
            foreach (var s in b.Scores)
                yield return ReportRow.Of("Score", b.Name, s.Score, null, criteria[s.CriterionId].Title) with
                {
                    Words = s.Reason,
                };
            foreach (var p in b.Promises)
            foreach (var figure in new[] { p.Quantity, p.PerPrice })
                yield return ReportRow.Of(
                    "Promise",
                    b.Name,
                    figure,
                    $"{questions[p.RequirementId].Framework}, {questions[p.RequirementId].Edition}, {questions[p.RequirementId].Code}",
                    questions[p.RequirementId].Title
                );
            foreach (var figure in new[] { b.Price, b.PriceScore, b.Quality, b.SocialValue, b.WeightedPrice, b.Total, b.Rank })
                yield return ReportRow.Of("Result", b.Name, figure, null, reference);
        }
    }

    /// <summary>Null where no evaluation had started by then. Prices and ranks are in it once they are facts of the evaluation.</summary>
    public static ComparisonOfBids? From(ComparisonFacts facts, string dataCut, bool demonstration)
    {
        if (facts.Evaluation.Select(e => e.Data).OfType<EvaluationStarted>().FirstOrDefault() is not { } started)
            return null;
        var tender = ComparedTender.Of(facts.Tender, started.LotId);
        var names = ReportNames.Of(facts.Parties);
        var award = AwardOf(facts.Award);
        ComparedQuestion[] questions =
        [
            .. tender.Commitments.Values.Select(r => new ComparedQuestion(
                r.RequirementId,
                r.Title,
                r.Metric!.Framework,
                r.Metric.Edition,
                r.Metric.Code,
                r.Metric.Unit
            )),
        ];
        var bids = started.Bidders.Select((bidder, i) => Bid(bidder, i + 1, facts, started, questions, names, award.Winner));
        var assessed = facts.Evaluation.Select(e => e.Data).OfType<PricesAssessed>().LastOrDefault();
        return new ComparisonOfBids(
            started.EvaluationId,
            started.TenderId,
            started.LotId,
            tender.Title,
            names.Party(started.BuyerId),
            dataCut,
            facts.Evaluation.Concat(facts.Award).Max(e => e.Timestamp),
            demonstration,
            [.. questions.Select(q => $"{q.Framework}, {q.Edition}").Distinct().Order(StringComparer.Ordinal)],
            assessed?.Formula,
            assessed is null ? null
                : assessed.Basis == Tenders.PriceBasis.Gross ? "with VAT"
                : "without VAT",
            award.Stage,
            [.. started.Criteria.Select(c => new ComparedCriterion(c.CriterionId, c.Kind, c.Title, c.Weight, c.MaximumScore))],
            questions,
            [.. bids.OrderBy(b => b.Rank.Value ?? decimal.MaxValue).ThenBy(b => b.BidId)]
        );
    }

    private static (string Stage, Guid? Winner) AwardOf(IReadOnlyList<IEvent> award)
    {
        (string Stage, Guid? Winner) now = ("No award has been proposed", null);
        foreach (var e in award)
            now = e.Data switch
            {
                AwardProposed f => ("Proposed", f.BidId),
                AwardApproved => ("Approved", now.Winner),
                AwardRejected => ("Rejected", null),
                AwardNoticePublished => ("Announced", now.Winner),
                AwardConfirmed f => ("Confirmed", f.BidId),
                AwardCancelled => ("Cancelled", null),
                _ => now,
            };
        return now;
    }

    private static ComparedBid Bid(
        Bidder bidder,
        int number,
        ComparisonFacts facts,
        EvaluationStarted started,
        IReadOnlyList<ComparedQuestion> questions,
        ReportNames names,
        Guid? winner
    )
    {
        var key = $"bid-{number}";
        var priced = Last<PricesAssessed>(p => p.Prices.Any(x => x.BidId == bidder.BidId));
        var price = priced is null ? null : ((PricesAssessed)priced.Data).Prices.First(p => p.BidId == bidder.BidId);
        var rankedBy = Last<BidsRanked>(r => r.Ranking.Any(x => x.BidId == bidder.BidId));
        var ranked = rankedBy is null ? null : ((BidsRanked)rankedBy.Data).Ranking.First(r => r.BidId == bidder.BidId);
        return new ComparedBid(
            bidder.BidId,
            NameOf(bidder, facts, names),
            names.Party(bidder.LeadId),
            [.. bidder.Members.Where(m => m != bidder.LeadId).Select(names.Party)],
            OutBecause(bidder.BidId, facts),
            [.. started.Criteria.Where(c => c.Kind != CriterionKind.Price).Select((c, i) => Score(c, i + 1))],
            [.. questions.Select((q, i) => Promise(q, i + 1))],
            Of("price", "Price", price?.Price.Amount, price?.Price.Currency ?? Money.Pounds, "Opened bid", priced),
            Of("price-score", "Score of the price", price?.Score, "points", "Published formula", priced, FigureState.Calculated),
            Of("quality", "Quality, weighted", ranked?.Quality, "points", "Published weights", rankedBy, FigureState.Calculated),
            Of(
                "social-value",
                "Social value, weighted",
                ranked?.SocialValue,
                "points",
                "Published weights",
                rankedBy,
                FigureState.Calculated
            ),
            Of("weighted-price", "Price, weighted", ranked?.Price, "points", "Published weights", rankedBy, FigureState.Calculated),
            Of("total", "Total", ranked?.Total, "points", "Published weights", rankedBy, FigureState.Calculated),
            Of("rank", "Rank", ranked?.Rank, "", "Published method", rankedBy, FigureState.Calculated),
            ranked?.TieBrokenBy,
            winner == bidder.BidId
        );

        IEvent? Last<T>(Func<T, bool> about) => facts.Evaluation.LastOrDefault(e => e.Data is T fact && about(fact));

        ReportFigure Of(string what, string label, decimal? value, string unit, string source, IEvent? fact, string? state = null) =>
            value is null || fact is null
                ? ReportFigure.NotRecorded($"{key}-{what}", label, unit, source)
                : new ReportFigure($"{key}-{what}", label, value, unit, fact.Timestamp, source, [fact.Id], state);

        ComparedScore Score(Criterion criterion, int place)
        {
            var agreed = Last<ConsensusReached>(c => c.BidId == bidder.BidId && c.CriterionId == criterion.CriterionId);
            var consensus = (ConsensusReached?)agreed?.Data;
            var unit = $"of {ReportWriter.Quantity(criterion.MaximumScore)}";
            return new ComparedScore(
                criterion.CriterionId,
                Of($"score-{place}", $"Agreed score: {criterion.Title}", consensus?.Score, unit, "Consensus of the evaluators", agreed),
                consensus?.Reason
            );
        }

        ComparedPromise Promise(ComparedQuestion question, int place)
        {
            var promised = facts.Promises.FirstOrDefault(p => p.BidId == bidder.BidId && p.RequirementId == question.RequirementId);
            var (quantity, per) = ($"{key}-promise-{place}", $"{key}-promise-{place}-per-price");
            const string Opened = "Opened bid, not verified";
            const string Label = "Promised for each £100,000 of the price";
            return new ComparedPromise(
                question.RequirementId,
                promised is null
                    ? ReportFigure.NotRecorded(quantity, "Promised", question.Unit, Opened)
                    : new ReportFigure(
                        quantity,
                        "Promised",
                        promised.Quantity,
                        question.Unit,
                        promised.Opened.At,
                        Opened,
                        [promised.Opened.EventId],
                        FigureState.Promised
                    ),
                promised is null || price is not { Price: { Amount: > 0, Currency: Money.Pounds } } || priced is null
                    ? ReportFigure.NotRecorded(per, Label, question.Unit, "Calculated")
                    : new ReportFigure(
                        per,
                        Label,
                        promised.Quantity * 100_000m / price.Price.Amount,
                        question.Unit,
                        priced.Timestamp > promised.Opened.At ? priced.Timestamp : promised.Opened.At,
                        "Calculated",
                        [promised.Opened.EventId, priced.Id],
                        FigureState.Promised
                    )
            );
        }
    }

    private static string NameOf(Bidder bidder, ComparisonFacts facts, ReportNames names) =>
        facts.Parties.Where(e => e.StreamId == bidder.ConsortiumId).Select(e => e.Data).OfType<ConsortiumProposed>().FirstOrDefault()?.Name
        ?? names.Party(bidder.LeadId).Name;

    private static string? OutBecause(Guid bid, ComparisonFacts facts) =>
        facts.Evaluation.Select(e => e.Data).OfType<BidLeftOut>().FirstOrDefault(f => f.BidId == bid)?.Reason
        ?? facts
            .Evaluation.Select(e => e.Data)
            .OfType<ConditionDecided>()
            .Where(f => f.BidId == bid)
            .GroupBy(f => f.RequirementId)
            .Select(g => g.Last())
            .FirstOrDefault(f => !f.Met)
            ?.Reason;
}
