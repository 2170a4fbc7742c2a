using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>A bidder as the evaluation sees it.</summary>
public sealed record Bidder(Guid BidId, Guid LeadId, Guid? ConsortiumId, IReadOnlyList<Guid> Members);

/// <summary>
/// A bid's price as opened, on the published basis, and the score the published formula gives it. Where that is with VAT, the one without
/// stands beside it.
/// </summary>
public sealed record PriceAssessed(Guid BidId, Money Price, decimal Score, Money? Net = null);

/// <summary>A bid's place, with every figure it rests on. Weighted scores are exact; rounding is the published one.</summary>
public sealed record RankedBid(
    Guid BidId,
    decimal Quality,
    decimal SocialValue,
    decimal Price,
    decimal Total,
    int Rank,
    string? TieBrokenBy
);

// The evaluation of one lot.
public sealed record EvaluationStarted(
    Guid EvaluationId,
    Guid TenderId,
    Guid BuyerId,
    Guid LotId,
    IReadOnlyList<Criterion> Criteria,
    IReadOnlyList<Bidder> Bidders,
    IReadOnlyList<string>? TieLadder = null
) : IFact;

public sealed record BidLeftOut(Guid EvaluationId, Guid TenderId, Guid LotId, Guid BidId, string Reason) : IFact;

/// <summary>Somebody stands behind a bid no more; who joins in its place is new to the evaluators.</summary>
public sealed record BidderChanged(Guid EvaluationId, Guid TenderId, Guid LotId, Guid BidId, Guid LeftId, Guid? JoinedId = null) : IFact;

public sealed record EvaluatorAppointed(Guid EvaluationId, Guid Evaluator) : IFact;

public sealed record InterestsDeclared(Guid EvaluationId, Guid Evaluator, bool Conflict, IReadOnlyList<Guid> With, Protected? Details)
    : IFact;

public sealed record ConflictFound(Guid EvaluationId, Guid Evaluator, Guid OrganisationId, string Kind) : IFact;

public sealed record ConflictDecided(Guid EvaluationId, Guid Evaluator, bool MayEvaluate, Guid By, string Reason) : IFact;

public sealed record ConditionDecided(Guid EvaluationId, Guid BidId, Guid RequirementId, bool Met, Guid By, string Reason) : IFact;

public sealed record ScoreGiven(Guid EvaluationId, Guid Evaluator, Guid BidId, Guid CriterionId, decimal Score, string Reason) : IFact;

public sealed record ScoresSubmitted(Guid EvaluationId, Guid Evaluator) : IFact;

public sealed record ConsensusReached(
    Guid EvaluationId,
    Guid BidId,
    Guid CriterionId,
    decimal Score,
    string Reason,
    IReadOnlyList<Guid> AgreedBy
) : IFact;

public sealed record ConsensusConfirmed(Guid EvaluationId, Guid Evaluator) : IFact;

public sealed record QualityConcluded(Guid EvaluationId, Guid TenderId, Guid LotId) : IFact;

public sealed record PricesAssessed(
    Guid EvaluationId,
    Guid TenderId,
    Guid LotId,
    string Formula,
    IReadOnlyList<PriceAssessed> Prices,
    PriceBasis? Basis = null
) : IFact;

public sealed record BidsRanked(
    Guid EvaluationId,
    Guid TenderId,
    Guid LotId,
    IReadOnlyList<RankedBid> Ranking,
    IReadOnlyList<DisregardedBid>? Disregarded = null
) : IFact;

// Who stands behind the bids of a tender, and what was looked at before any of them may win.
public sealed record SubcontractorsNamed(
    Guid ChecksId,
    Guid TenderId,
    Guid BuyerId,
    Guid BidId,
    IReadOnlyList<Subcontractor> Subcontractors,
    Guid By
) : IFact;

public sealed record BidderChecked(Guid ChecksId, Guid TenderId, Guid BuyerId, RecordedCheck Check) : IFact;

// What becomes of those who stand behind a bid once it is in; offer and price stay what was sealed.
public sealed record MemberStoodBack(
    Guid TeamId,
    Guid BidId,
    Guid TenderId,
    Guid BuyerId,
    Guid LeadId,
    Guid OrganisationId,
    string Reason,
    Guid By,
    bool Opened
) : IFact;

public sealed record PartTakeOverOffered(Guid TeamId, Guid BidId, Guid TenderId, Guid BuyerId, Guid OrganisationId, string How, Guid By)
    : IFact;

public sealed record DepartureDecided(
    Guid TeamId,
    Guid BidId,
    Guid TenderId,
    Guid BuyerId,
    Guid LeadId,
    Guid OrganisationId,
    DepartureDecision Decision,
    DateTimeOffset? EndsAt,
    string Reason,
    Guid By
) : IFact;

public sealed record ReplacementNamed(Guid TeamId, Guid BidId, Guid TenderId, Guid OrganisationId, Guid ReplacementId, Guid By) : IFact;

public sealed record ReplacementAccepted(
    Guid TeamId,
    Guid BidId,
    Guid TenderId,
    Guid OrganisationId,
    Guid ReplacementId,
    Signature Signature
) : IFact;

public sealed record ReplacementDeclined(
    Guid TeamId,
    Guid BidId,
    Guid TenderId,
    Guid BuyerId,
    Guid LeadId,
    Guid OrganisationId,
    Guid ReplacementId,
    string Reason,
    Guid By
) : IFact;

/// <summary>A part has gone to another: to the lead, or to an organisation that joins the bid.</summary>
public sealed record PartPassedOn(
    Guid TeamId,
    Guid BidId,
    Guid TenderId,
    Guid BuyerId,
    Guid LeadId,
    Guid? ConsortiumId,
    Guid OrganisationId,
    Guid TakenBy,
    bool Joins
) : IFact;

// What a bidder is asked after the opening: the same question to all in the same position, answered without changing offer or price.
public sealed record ClarificationAsked(
    Guid ClarificationsId,
    Guid EvaluationId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    Guid ClarificationId,
    string Question,
    IReadOnlyList<Bidder> Asked,
    string? OthersNotAskedBecause,
    DateTimeOffset AnswerBy,
    Guid By
) : IFact;

public sealed record ClarificationAnswered(
    Guid ClarificationsId,
    Guid EvaluationId,
    Guid TenderId,
    Guid BuyerId,
    Guid ClarificationId,
    Guid BidId,
    Guid OrganisationId,
    Protected Answer,
    IReadOnlyList<Guid> DocumentIds,
    Guid By
) : IFact, IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => DocumentIds;
}

// The draw that ends a tender's ladder for equal bids: its seed is committed to before any bid is opened, and told only when it was needed.
public sealed record DrawSeedCommitted(Guid DrawId, Guid TenderId, string CommitmentSha256, Protected Seed) : IFact;

public sealed record DrawSeedDisclosed(Guid DrawId, Guid TenderId, Guid EvaluationId, string Seed) : IFact;

/// <summary>What one bidder is told: its own scores and reasons and the winner's, by criterion.</summary>
public sealed record SummaryRecipient(Guid BidId, Guid OrganisationId);

// The award of one lot.
public sealed record AwardProposed(
    Guid AwardId,
    Guid EvaluationId,
    Guid TenderId,
    Guid BuyerId,
    Guid LotId,
    Guid BidId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Suppliers,
    Money Value,
    string Reason,
    Guid By,
    IReadOnlyList<RecordedCheck>? Checks = null
) : IFact;

public sealed record AwardApproved(Guid AwardId, Guid TenderId, Guid LotId, Guid By) : IFact;

public sealed record AwardRejected(Guid AwardId, Guid TenderId, Guid LotId, Guid By, string Reason) : IFact;

public sealed record SummariesSent(Guid AwardId, Guid TenderId, Guid LotId, DateTimeOffset At, IReadOnlyList<SummaryRecipient> Recipients)
    : IFact;

public sealed record AwardNoticePublished(Guid AwardId, Guid TenderId, Guid LotId, DateTimeOffset PublishedAt, string? NoticeId) : IFact;

public sealed record StandstillStarted(
    Guid AwardId,
    Guid TenderId,
    Guid LotId,
    string Rule,
    DateOnly FirstDay,
    DateOnly LastDay,
    DateTimeOffset EndsAt
) : IFact;

public sealed record StandstillSuspended(Guid AwardId, Guid TenderId, string Reason) : IFact;

public sealed record StandstillResumed(Guid AwardId, Guid TenderId, DateTimeOffset EndsAt) : IFact;

public sealed record StandstillEnded(Guid AwardId, Guid TenderId, Guid LotId) : IFact;

public sealed record AwardConfirmed(
    Guid AwardId,
    Guid TenderId,
    Guid BuyerId,
    Guid LotId,
    Guid BidId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Suppliers,
    Money Value
) : IFact;

public sealed record AwardCancelled(Guid AwardId, Guid TenderId, Guid LotId, string Reason) : IFact;
