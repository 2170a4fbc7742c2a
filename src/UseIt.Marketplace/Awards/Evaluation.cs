using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>One evaluator's standing: a conflict closes access until somebody else has decided about it.</summary>
public sealed record EvaluatorStanding(bool Declared, ImmutableHashSet<Guid> Conflicts, bool? MayEvaluate, bool Submitted)
{
    public static EvaluatorStanding Appointed { get; } = new(false, [], null, false);

    public bool HasConflict => !Conflicts.IsEmpty;
    public bool AwaitsDecision => HasConflict && MayEvaluate is null;
    public bool IsBarred => HasConflict && MayEvaluate is false;
    public bool MaySeeBids => Declared && (!HasConflict || MayEvaluate is true);
}

/// <summary>A score with its reason, by one evaluator or by all.</summary>
public sealed record ScoreWithReason(decimal Score, string Reason);

/// <summary>Whether a bid meets a condition of participation, and why.</summary>
public sealed record ConditionDecision(bool Met, string Reason);

/// <summary>What a decision about a condition is about.</summary>
public sealed record ConditionKey(Guid BidId, Guid RequirementId);

/// <summary>What a score is about.</summary>
public sealed record ScoreKey(Guid BidId, Guid CriterionId);

public sealed record Evaluation(
    Guid TenderId,
    Guid BuyerId,
    Guid LotId,
    IReadOnlyList<Criterion> Criteria,
    IReadOnlyList<string> TieLadder,
    IReadOnlyList<Bidder> Bidders,
    ImmutableDictionary<Guid, string> LeftOut,
    ImmutableDictionary<ConditionKey, ConditionDecision> Decisions,
    ImmutableSortedDictionary<Guid, EvaluatorStanding> Evaluators,
    ImmutableDictionary<Guid, ImmutableDictionary<ScoreKey, ScoreWithReason>> Scores,
    ImmutableDictionary<ScoreKey, ScoreWithReason> Consensus,
    ImmutableHashSet<Guid> Confirmed,
    bool QualityConcluded,
    PricesAssessed? Prices,
    BidsRanked? Ranked
) : IState<Evaluation>
{
    public static Evaluation Empty { get; } =
        new(
            Guid.Empty,
            Guid.Empty,
            Guid.Empty,
            [],
            [],
            [],
            ImmutableDictionary<Guid, string>.Empty,
            ImmutableDictionary<ConditionKey, ConditionDecision>.Empty,
            ImmutableSortedDictionary<Guid, EvaluatorStanding>.Empty,
            ImmutableDictionary<Guid, ImmutableDictionary<ScoreKey, ScoreWithReason>>.Empty,
            ImmutableDictionary<ScoreKey, ScoreWithReason>.Empty,
            [],
            false,
            null,
            null
        );

    /// <summary>Each lot of a tender is evaluated once, so its evaluation has a name instead of a number.</summary>
    public static Guid IdOf(Guid tenderId, Guid lotId) => UuidV5.Of(tenderId, $"evaluation:{lotId}");

    public IEnumerable<Criterion> Scored => Criteria.Where(c => c.Kind != CriterionKind.Price);

    /// <summary>The bids that are assessed; one that was excluded or could not be opened is not.</summary>
    public IEnumerable<Bidder> Standing => Bidders.Where(b => !LeftOut.ContainsKey(b.BidId));

    /// <summary>The bids that were found to miss a condition: they stand until quality is concluded, and need no score.</summary>
    public IReadOnlySet<Guid> Unfit => Decisions.Where(d => !d.Value.Met).Select(d => d.Key.BidId).ToHashSet();

    /// <summary>Everything an evaluator must score, and everything they must agree on.</summary>
    public IEnumerable<ScoreKey> ToScore =>
        Standing.ExceptBy(Unfit, b => b.BidId).SelectMany(b => Scored.Select(c => new ScoreKey(b.BidId, c.CriterionId)));

    /// <summary>The evaluators that count: those a decided conflict bars take no part.</summary>
    public IReadOnlyList<Guid> Panel => [.. Evaluators.Where(e => !e.Value.IsBarred).Select(e => e.Key)];

    /// <summary>The evaluators who have not yet said that the agreed scores are what they agreed on.</summary>
    public IEnumerable<Guid> Unconfirmed => Panel.Except(Confirmed);

    public bool AllSubmitted => Panel.Count > 0 && Panel.All(p => Evaluators[p].Submitted);

    public ImmutableDictionary<ScoreKey, ScoreWithReason> ScoresOf(Guid evaluator) =>
        Scores.GetValueOrDefault(evaluator, ImmutableDictionary<ScoreKey, ScoreWithReason>.Empty);

    public IReadOnlySet<Guid> BidderOrganisations => Bidders.SelectMany(b => b.Members.Append(b.LeadId)).ToHashSet();

    /// <summary>Why this evaluator may not see the bids now, or null.</summary>
    public Refusal? ClosedTo(Guid person) =>
        Evaluators.GetValueOrDefault(person) switch
        {
            null => Evaluating.NotAppointed,
            { IsBarred: true } => Evaluating.Barred,
            { AwaitsDecision: true } => Evaluating.ConflictOpen,
            { Declared: false } => Evaluating.NotDeclared,
            _ => null,
        };

    /// <summary>Agreed scores of a bid by criterion.</summary>
    public IReadOnlyDictionary<Guid, decimal> AgreedScores(Guid bidId) =>
        Consensus.Where(c => c.Key.BidId == bidId).ToDictionary(c => c.Key.CriterionId, c => c.Value.Score);

    public Evaluation Evolve(object fact) =>
        fact switch
        {
            EvaluationStarted e => this with
            {
                TenderId = e.TenderId,
                BuyerId = e.BuyerId,
                LotId = e.LotId,
                Criteria = e.Criteria,
                Bidders = e.Bidders,
                TieLadder = e.TieLadder ?? [],
            },
            BidLeftOut e => this with { LeftOut = LeftOut.SetItem(e.BidId, e.Reason) },
            ConditionDecided e => this with
            {
                Decisions = Decisions.SetItem(new ConditionKey(e.BidId, e.RequirementId), new ConditionDecision(e.Met, e.Reason)),
            },
            BidderChanged e => (
                this with
                {
                    Bidders =
                    [
                        .. Bidders.Select(b => b.BidId == e.BidId ? b with { Members = Instead(b.Members, e.LeftId, e.JoinedId) } : b),
                    ],
                }
            ).Undeclared(e.JoinedId is not null),
            EvaluatorAppointed e => With(e.Evaluator, s => s),
            InterestsDeclared e => With(e.Evaluator, s => s with { Declared = true }),
            ConflictFound e => With(e.Evaluator, s => s with { Conflicts = s.Conflicts.Add(e.OrganisationId), MayEvaluate = null }),
            ConflictDecided e => With(e.Evaluator, s => s with { MayEvaluate = e.MayEvaluate }),
            ScoreGiven e => this with
            {
                Scores = Scores.SetItem(
                    e.Evaluator,
                    ScoresOf(e.Evaluator).SetItem(new ScoreKey(e.BidId, e.CriterionId), new ScoreWithReason(e.Score, e.Reason))
                ),
            },
            ScoresSubmitted e => With(e.Evaluator, s => s with { Submitted = true }),
            ConsensusReached e => this with
            {
                Consensus = Consensus.SetItem(new ScoreKey(e.BidId, e.CriterionId), new ScoreWithReason(e.Score, e.Reason)),
                Confirmed = [],
            },
            ConsensusConfirmed e => this with { Confirmed = Confirmed.Add(e.Evaluator) },
            UseIt.Marketplace.Awards.QualityConcluded => this with { QualityConcluded = true },
            PricesAssessed e => this with { Prices = e },
            BidsRanked e => this with { Ranked = e },
            _ => this,
        };

    private static IReadOnlyList<Guid> Instead(IReadOnlyList<Guid> members, Guid left, Guid? joined) =>
        [.. members.Where(m => m != left && m != joined), .. joined is { } id ? (Guid[])[id] : []];

    // Nobody has said anything yet about who is new.
    private Evaluation Undeclared(bool anew) =>
        anew ? this with { Evaluators = Evaluators.ToImmutableSortedDictionary(e => e.Key, e => e.Value with { Declared = false }) } : this;

    private Evaluation With(Guid evaluator, Func<EvaluatorStanding, EvaluatorStanding> change) =>
        this with
        {
            Evaluators = Evaluators.SetItem(evaluator, change(Evaluators.GetValueOrDefault(evaluator, EvaluatorStanding.Appointed))),
        };
}

/// <summary>Refusals that several steps of an evaluation share.</summary>
public static class Evaluating
{
    public static readonly Refusal NotAppointed = new(
        "evaluator-not-appointed",
        null,
        "You are not an evaluator of this lot. Ask the author of the procurement to appoint you"
    );
    public static readonly Refusal NotDeclared = new("interests-not-declared", null, "Declare your interests before you see the bids");
    public static readonly Refusal ConflictOpen = new(
        "conflict-open",
        null,
        "You may have a conflict of interest. Wait until somebody else has decided about it"
    );
    public static readonly Refusal Barred = new("conflict-bars", null, "A conflict of interest keeps you out of this evaluation");
    public static readonly Refusal ReasonMissing = new(
        "reason-missing",
        "reason",
        "Enter a reason that refers to the bid and the criterion"
    );
    public static readonly Refusal QualityIsConcluded = new(
        "quality-concluded",
        null,
        "Quality is concluded. Scores cannot change any more"
    );
    public static readonly Refusal ReasonForConditionMissing = new(
        "reason-missing",
        "reason",
        "Enter what the decision rests on, for example the document and its page"
    );
    public static readonly Refusal ConditionUnknown = new(
        "condition-unknown",
        "requirementId",
        "Choose a condition of participation or a capability of this lot"
    );
    public static readonly Refusal BidUnknown = new("bid-unknown", "bidId", "Choose a bid of this lot");
    public static readonly Refusal CriterionUnknown = new("criterion-unknown", "criterionId", "Choose a criterion that is scored");

    public static Refusal ConditionsUndecided(int count) =>
        new(
            "conditions-undecided",
            null,
            $"Decide first whether each bid meets each condition. {count} {(count == 1 ? "decision is" : "decisions are")} missing",
            new Dictionary<string, object?> { ["missing"] = count }
        );

    public static Refusal ScoreOutsideScale(Criterion criterion) =>
        new(
            "score-outside-scale",
            "score",
            $"Enter a score from 0 to {criterion.MaximumScore.ToString(System.Globalization.CultureInfo.InvariantCulture)}, with no more than two decimal places",
            new Dictionary<string, object?> { ["maximum"] = criterion.MaximumScore }
        );

    /// <summary>Whether this score could be given for this bid and criterion.</summary>
    public static Refusal? Wrong(Evaluation evaluation, Guid bidId, Guid criterionId, decimal score, string reason)
    {
        if (evaluation.QualityConcluded)
            return QualityIsConcluded;
        if (evaluation.Standing.All(b => b.BidId != bidId))
            return BidUnknown;
        if (evaluation.Scored.FirstOrDefault(c => c.CriterionId == criterionId) is not { } criterion)
            return CriterionUnknown;
        if (score < 0 || score > criterion.MaximumScore || decimal.Round(score, 2) != score)
            return ScoreOutsideScale(criterion);
        return string.IsNullOrWhiteSpace(reason) ? ReasonMissing : null;
    }
}
