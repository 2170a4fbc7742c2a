using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Support;

public enum Eligibility
{
    Eligible,
    Signposted,
}

public enum SessionKind
{
    OneToOne,
    Workshop,
    PeerLearning,
    Marketplace,
    Introduction,
}

/// <summary>One domain of a diagnostic: its score from 0 to 4 and what it rests on.</summary>
public sealed record DiagnosticScore(string Domain, int Score, string? Evidence);

public sealed record PlannedAction([property: Web.NewId(OrKept = true)] Guid ActionId, string Text, DateOnly? By);

// A case: one enterprise with one support organisation, from enquiry to exit.
public sealed record EnquiryReceived(Guid CaseId, Guid SupportOrganisationId, Guid OrganisationId, string? Source, string Need) : IFact;

/// <summary>The enterprise agrees to be supported, or has asked itself: from now on the support organisation sees its line.</summary>
public sealed record CaseAccepted(Guid CaseId, Guid SupportOrganisationId, Guid OrganisationId, Guid By) : IFact;

public sealed record AdviserAssigned(Guid CaseId, Guid Adviser) : IFact;

public sealed record EligibilityChecked(Guid CaseId, Eligibility Result, string RuleSet, string Reason) : IFact;

public sealed record EnterpriseDiagnosed(
    Guid CaseId,
    Guid OrganisationId,
    Guid DiagnosticId,
    string Instrument,
    string Edition,
    DateOnly AsAt,
    bool Baseline,
    IReadOnlyList<DiagnosticScore> Scores
) : IFact;

/// <summary>What an adviser's list says of an enterprise, in full each time; the enterprise itself has not said it.</summary>
public sealed record EnterpriseDeclared(Guid CaseId, Guid OrganisationId, string? LegalForm, DateOnly? RegisteredOn, Guid ImportId) : IFact;

public sealed record ActionPlanAgreed(Guid CaseId, Guid OrganisationId, IReadOnlyList<PlannedAction> Actions) : IFact;

public sealed record CaseReviewed(Guid CaseId, Guid OrganisationId, int Months, string Findings) : IFact;

/// <summary>The enterprise says whether what the review found is right; where not, what is different.</summary>
public sealed record CaseReviewAnswered(Guid CaseId, Guid OrganisationId, int Months, bool Agreed, string? Remark, Guid By) : IFact;

public sealed record CaseExited(Guid CaseId, Guid OrganisationId, string Reason) : IFact;

// A session: logged by the adviser, counted once the enterprise has countersigned; an hour is charged to one project. Where an import is
// named it is declared only, and written down afterwards.
public sealed record SessionLogged(
    Guid SessionId,
    Guid CaseId,
    Guid OrganisationId,
    Guid Adviser,
    DateOnly Date,
    SessionKind Kind,
    int Minutes,
    IReadOnlyList<string> Topics,
    string FunderProject,
    Protected? Note,
    Guid? ImportId = null
) : IFact;

public sealed record SessionCountersigned(Guid SessionId, Guid CaseId, Guid OrganisationId, Signature Signature) : IFact;

public sealed record SessionDisputed(Guid SessionId, Guid CaseId, Guid OrganisationId, string Reason) : IFact;

/// <summary>The adviser corrects how long it was; the enterprise confirms it anew.</summary>
public sealed record SessionCorrected(Guid SessionId, Guid CaseId, Guid OrganisationId, int Minutes, string Reason) : IFact;

/// <summary>A declared session that nobody has confirmed is taken back: it is as if it had not been said.</summary>
public sealed record SessionWithdrawn(Guid SessionId, Guid CaseId, Guid OrganisationId, string Reason) : IFact;

public enum SessionMode
{
    InPerson,
    Online,
    Telephone,
}

/// <summary>From when to when a session was, how, and how many people of the enterprise were there; of a workshop, which one.</summary>
public sealed record SessionTimed(
    Guid SessionId,
    Guid CaseId,
    Guid OrganisationId,
    Guid Adviser,
    DateTimeOffset Start,
    DateTimeOffset End,
    SessionMode Mode,
    int PeoplePresent,
    Guid? WorkshopId
) : IFact;

/// <summary>A link to countersign was mailed to these people of the enterprise; each can use it until then, and one of them once.</summary>
public sealed record CountersignLinkSent(Guid SessionId, Guid CaseId, Guid OrganisationId, IReadOnlyList<Guid> People, DateTimeOffset Until)
    : IFact;

/// <summary>What was just said of the session was said by a mailed link, without signing in.</summary>
public sealed record CountersignLinkUsed(Guid SessionId, Guid CaseId, Guid OrganisationId, Guid PersonId) : IFact;

// One day of an adviser or of an enterprise: what support takes of it, whoever pays. What overlaps is stopped here.
public sealed record SupportTimeTaken(Guid DayId, Guid Who, DateOnly Date, Guid What, DateTimeOffset Start, DateTimeOffset End) : IFact;

public sealed record SupportTimeFreed(Guid DayId, Guid Who, DateOnly Date, Guid What) : IFact;

// A workshop: announced, enterprises of the caseload invited or signed up, who was there; each enterprise's hours are a session of its own.
public sealed record WorkshopAnnounced(
    Guid WorkshopId,
    Guid SupportOrganisationId,
    Guid Adviser,
    string Title,
    DateTimeOffset Start,
    DateTimeOffset End,
    string Place,
    SessionMode Mode,
    string FunderProject
) : IFact;

public sealed record WorkshopInvited(Guid WorkshopId, Guid SupportOrganisationId, Guid CaseId, Guid OrganisationId) : IFact;

public sealed record WorkshopSignedUp(Guid WorkshopId, Guid SupportOrganisationId, Guid CaseId, Guid OrganisationId, Guid PersonId) : IFact;

public sealed record WorkshopPlaceGivenUp(Guid WorkshopId, Guid SupportOrganisationId, Guid CaseId, Guid OrganisationId, Guid PersonId)
    : IFact;

/// <summary>An enterprise was there; however many its people, its hours are one session.</summary>
public sealed record WorkshopAttended(
    Guid WorkshopId,
    Guid SupportOrganisationId,
    Guid CaseId,
    Guid OrganisationId,
    Guid SessionId,
    int People
) : IFact;

/// <summary>It does not take place; these were invited or had signed up.</summary>
public sealed record WorkshopCancelled(Guid WorkshopId, Guid SupportOrganisationId, IReadOnlyList<Guid> Organisations, string Reason)
    : IFact;

/// <summary>What came of an introduction.</summary>
public enum AdviserIntroductionOutcome
{
    Met,
    QuoteAsked,
    BidTogether,
    ContractWon,
    NothingCame,
}

// An introduction by an adviser: proposed, made once both have said yes, and what came of it.
public sealed record AdviserIntroductionProposed(
    Guid AdviserIntroductionId,
    Guid SupportOrganisationId,
    Guid CaseId,
    Guid EnterpriseId,
    Guid OtherId,
    bool OtherBuys,
    string About,
    Guid By
) : IFact;

public sealed record AdviserIntroductionAnswered(
    Guid AdviserIntroductionId,
    Guid SupportOrganisationId,
    Guid OrganisationId,
    Guid PersonId,
    bool Agreed
) : IFact;

/// <summary>Both have said yes, these people for them; from now on each sees who the other is.</summary>
public sealed record AdviserIntroductionMade(
    Guid AdviserIntroductionId,
    Guid SupportOrganisationId,
    Guid EnterpriseId,
    Guid OtherId,
    Guid EnterprisePersonId,
    Guid OtherPersonId
) : IFact;

public sealed record AdviserIntroductionOutcomeTold(
    Guid AdviserIntroductionId,
    Guid SupportOrganisationId,
    Guid OrganisationId,
    AdviserIntroductionOutcome Outcome,
    string Note,
    Guid By
) : IFact;

/// <summary>Somebody of a buyer was introduced to an enterprise; if they come to judge its bid, it is looked at.</summary>
public sealed record BuyerIntroducedByAdviser(
    Guid BuyerIntroductionsId,
    Guid BuyerId,
    Guid PersonId,
    Guid EnterpriseId,
    Guid AdviserIntroductionId
) : IFact;

/// <summary>What grows. Each has a unit: pounds a year, full-time equivalents, people, hours.</summary>
public enum GrowthMeasure
{
    Turnover,
    TradingIncome,
    FullTimeEquivalents,
    Volunteers,
    GrantIncome,
    ContractIncome,
}

// One dated, sourced observation on the enterprise's line; a correction leaves the first one readable.
public sealed record GrowthObserved(
    Guid ObservationId,
    Guid OrganisationId,
    Guid? CaseId,
    GrowthMeasure Measure,
    decimal Value,
    string Unit,
    DateOnly AsAt,
    string Source,
    Guid? DocumentId,
    bool Baseline
) : IFact, IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => DocumentId is { } document ? [document] : [];
}

public sealed record GrowthObservationVerified(Guid ObservationId, Guid OrganisationId, Guid By) : IFact;

public sealed record GrowthObservationCorrected(Guid ObservationId, Guid OrganisationId, decimal Value, string Reason) : IFact;
