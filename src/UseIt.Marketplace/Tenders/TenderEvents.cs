using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tenders;

/// <summary>An estimate says on which VAT basis it stands; a missing fact stays missing.</summary>
public sealed record Estimate(Money? Net = null, Money? Gross = null);

/// <summary>A day span of the contract, London civil days.</summary>
public sealed record Period(DateOnly? Start = null, DateOnly? End = null);

/// <summary>What a requirement asks of a bid.</summary>
public enum RequirementKind
{
    /// <summary>Something the bidder must be able to do; matched against capabilities.</summary>
    Capability,

    /// <summary>A condition of participation: insurance, policy, registration.</summary>
    Condition,

    /// <summary>A question scored as quality.</summary>
    Question,

    /// <summary>A social value question; the answer promises a commitment.</summary>
    Commitment,

    /// <summary>The price.</summary>
    Price,
}

/// <summary>
/// What a commitment is measured in: a metric of a framework's edition, its unit, and the day it falls due. Where the buyer says so:
/// whether the number is for each year or the whole term, from when until when, how it is to be delivered, and what will show it.
/// </summary>
public sealed record CommitmentMetric(
    string Framework,
    string Edition,
    string Code,
    string Unit,
    DateOnly? Due = null,
    bool? PerYear = null,
    DateOnly? Start = null,
    DateOnly? End = null,
    string? Method = null,
    string? EvidenceExpected = null
)
{
    /// <summary>What is due in all where so much is promised: for each year, a year that has begun counts as a whole one.</summary>
    public decimal Whole(decimal promised)
    {
        if (PerYear != true || Start is not { } first || End is not { } last)
            return promised;
        var years = 1;
        while (first.AddYears(years) <= last)
            years++;
        return promised * years;
    }

    /// <summary>Over what time the number counts, in words; null where nobody said.</summary>
    public string? Span() =>
        (PerYear, Between()) switch
        {
            (true, var between) => $"For each year{between}",
            (false, var between) => $"For the whole term{between}",
            (null, "") => null,
            (null, var between) => $"For the time{between}",
        };

    /// <summary>What else the buyer says of it, in sentences that follow others; empty where nothing.</summary>
    public string Said() =>
        string.Concat(
            new[]
            {
                Span(),
                Method is null ? null : $"Delivered: {Method}",
                EvidenceExpected is null ? null : $"Shown by: {EvidenceExpected}",
            }
                .OfType<string>()
                .Select(s => $" {s.TrimEnd('.')}.")
        );

    private string Between() =>
        (Start, End) switch
        {
            ({ } first, { } last) => $" from {UkTime.Display(first)} to {UkTime.Display(last)}",
            ({ } first, null) => $" from {UkTime.Display(first)}",
            (null, { } last) => $" until {UkTime.Display(last)}",
            _ => "",
        };
}

/// <summary>One thing asked. A commitment promised in answer keeps this question's id as its origin.</summary>
public sealed record Requirement(
    Guid RequirementId,
    Guid LotId,
    RequirementKind Kind,
    string Title,
    string Text,
    bool Mandatory,
    Guid? CriterionId = null,
    IReadOnlyList<string>? Cpv = null,
    CommitmentMetric? Metric = null,
    int? WordLimit = null
);

public enum CriterionKind
{
    Quality,
    SocialValue,
    Price,
}

/// <summary>
/// One award criterion. Weights are per cent of the whole; a price criterion names its published formula (F1 to F10) with its parameters
/// (see Awards/AwardMethod.cs); a score below the least disqualifies.
/// </summary>
public sealed record Criterion(
    [property: Web.NewId(OrKept = true)] Guid CriterionId,
    CriterionKind Kind,
    string Title,
    string Description,
    decimal Weight,
    decimal MaximumScore,
    string? PriceFormula = null,
    IReadOnlyDictionary<string, decimal>? Parameters = null,
    decimal? LeastScore = null
);

/// <summary>One or two envelopes: with two, prices stay sealed until quality is agreed.</summary>
public enum Envelopes
{
    One,
    Two,
}

/// <summary>What of a price is compared; every line of a price says both.</summary>
public enum PriceBasis
{
    /// <summary>Without VAT.</summary>
    Net,

    /// <summary>With VAT.</summary>
    Gross,
}

/// <summary>Who holds the key that opens the bids.</summary>
public enum OpeningMode
{
    ServerHeld,
    Threshold,
}

/// <summary>A stretch in which the marketplace was not to be reached.</summary>
public sealed record OutageGap(DateTimeOffset From, DateTimeOffset Until);

/// <summary>A bid in an opening, by what was sealed.</summary>
public sealed record OpenedBid(Guid BidId, Guid LotId, int Version, string EnvelopeSha256);

public enum BidPart
{
    Quality,
    Price,
}

// A tender, from the first draft to its end.
public sealed record TenderDrafted(
    Guid TenderId,
    Guid BuyerId,
    Guid? ProcuringEntityId,
    string Title,
    string Regime,
    DateOnly RulesOf,
    Guid Author
) : IFact;

public sealed record TenderDescribed(
    Guid TenderId,
    string Title,
    string Description,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<Place> Places,
    Estimate Estimate,
    Period? Contract,
    bool SuitableForVcse,
    string? Reservation
) : IFact;

public sealed record LotAdded(
    Guid TenderId,
    Guid LotId,
    string Title,
    string Description,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<Place> Places,
    Estimate Estimate
) : IFact;

public sealed record LotChanged(
    Guid TenderId,
    Guid LotId,
    string Title,
    string Description,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<Place> Places,
    Estimate Estimate
) : IFact;

public sealed record LotRemoved(Guid TenderId, Guid LotId) : IFact;

public sealed record RequirementAdded(Guid TenderId, Requirement Requirement) : IFact;

/// <summary>
/// A question's metric was chosen from an edition of a framework of the buyer's: how it counts, and, where that is in money, by which
/// proxy. The words of one that is not to be passed on are not in the question.
/// </summary>
public sealed record CommitmentMetricChosen(
    Guid TenderId,
    Guid RequirementId,
    Guid FrameworkId,
    int Edition,
    Guid MetricId,
    FrameworkMode Mode,
    MetricProxy? Proxy,
    bool Redistributable
) : IFact;

public sealed record RequirementRemoved(Guid TenderId, Guid RequirementId) : IFact;

public sealed record CriteriaSet(
    Guid TenderId,
    IReadOnlyList<Criterion> Criteria,
    Envelopes Envelopes,
    IReadOnlyList<string> TieLadder,
    PriceBasis? Basis = null
) : IFact;

/// <summary>A file beside the tender. With an undertaking it is restricted: who has not accepted these words does not read it.</summary>
public sealed record TenderDocumentAttached(Guid TenderId, Guid DocumentId, string Title, string? Undertaking = null)
    : IFact,
        IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => [DocumentId];
}

public sealed record TenderDocumentRemoved(Guid TenderId, Guid DocumentId) : IFact;

// A bidder has undertaken, in this version of the words, how it treats a restricted document.
public sealed record UndertakingAccepted(
    Guid UndertakingId,
    Guid TenderId,
    Guid DocumentId,
    Guid OrganisationId,
    Guid PersonId,
    string TextSha256
) : IFact;

public sealed record DeadlineSet(
    Guid TenderId,
    DateTimeOffset Deadline,
    DateTimeOffset? QuestionsUntil,
    int OutageLimitMinutes,
    IReadOnlyDictionary<TenderingCircumstance, bool>? Circumstances = null,
    LateRule? LateRule = null
) : IFact;

public sealed record OpenersNamed(Guid TenderId, OpeningMode Mode, IReadOnlyList<Guid> Openers, int Needed) : IFact;

public sealed record OpeningKeyMade(Guid TenderId, string KeyId, string PublicKey) : IFact;

public sealed record ApprovalAsked(Guid TenderId, Guid BuyerId, Guid By) : IFact;

// Under the Act publishing is three facts: nothing is public here and no period starts before the notice is confirmed.
public sealed record NoticePrepared(Guid TenderId, string NoticeType, string PackageSha256) : IFact;

public sealed record NoticeSubmitted(Guid TenderId, string NoticeType, string? SubmissionId, Guid? By = null) : IFact;

public sealed record NoticeConfirmed(
    Guid TenderId,
    string NoticeType,
    string NoticeId,
    string Ocid,
    DateTimeOffset PublishedAt,
    Guid By,
    string Proof
) : IFact;

public sealed record TenderPublished(Guid TenderId, Guid BuyerId, string Ocid, DateTimeOffset PublishedAt, DateTimeOffset Deadline) : IFact;

// A later deadline takes two people: one proposes it, another makes it so.
public sealed record DeadlineExtensionProposed(
    Guid TenderId,
    DateTimeOffset From,
    DateTimeOffset To,
    string Reason,
    Guid By,
    DateTimeOffset? QuestionsUntil = null
) : IFact;

public sealed record DeadlineExtended(
    Guid TenderId,
    DateTimeOffset From,
    DateTimeOffset To,
    string Reason,
    DateTimeOffset? QuestionsUntil = null
) : IFact;

public sealed record TenderAmended(Guid TenderId, string Change, string Reason) : IFact;

public sealed record TenderWithdrawn(Guid TenderId, string Reason) : IFact;

// An outage defers closing for everybody by the published rule; the certificate is the fact.
public sealed record ClosingDeferred(Guid TenderId, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<OutageGap> Gaps) : IFact;

public sealed record TenderClosed(Guid TenderId, Guid BuyerId, DateTimeOffset Deadline, IReadOnlyList<OutageGap> Gaps) : IFact;

// Opening takes several people; each approval is a fact, and so is the attempt that came too early.
public sealed record OpeningRequested(Guid TenderId, BidPart Part, Guid Opener) : IFact;

public sealed record OpeningRefused(Guid TenderId, BidPart Part, Guid Opener, string Reason) : IFact;

public sealed record BidsOpened(Guid TenderId, Guid BuyerId, BidPart Part, IReadOnlyList<Guid> Openers, IReadOnlyList<OpenedBid> Bids)
    : IFact;

public sealed record TenderAwarded(Guid TenderId, Guid LotId, Guid AwardId) : IFact;

public sealed record TenderUnsuccessful(Guid TenderId, Guid LotId, string Reason) : IFact;

// A question by one enterprise, answered to all without saying who asked.
public sealed record QuestionAsked(Guid QuestionId, Guid TenderId, Guid AskedBy, string Text) : IFact;

public sealed record QuestionAnswered(Guid QuestionId, Guid TenderId, string PublishedQuestion, string Answer) : IFact;

public sealed record QuestionDeclined(Guid QuestionId, Guid TenderId, string Reason) : IFact;
