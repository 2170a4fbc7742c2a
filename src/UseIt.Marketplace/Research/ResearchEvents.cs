using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Research;

/// <summary>Whether somebody can agree alone. Only the answer is kept, no date of birth and no diagnosis.</summary>
public enum ConsentCapacity
{
    Adult,
    Under18,
    LacksCapacity,
}

/// <summary>What was found when it was asked whether somebody may be paid, with what that does to benefits or under asylum rules.</summary>
public enum PayOutcome
{
    MayBePaid,
    ExpensesOnly,
}

public enum ResearchPay
{
    Pay,
    Expenses,
}

public enum EthicsOutcome
{
    Approved,
    ChangesNeeded,
    Rejected,
}

public enum FindingUseKind
{
    Tender,
    Contract,
    Asset,
    Decision,
}

/// <summary>Who agreed for somebody who cannot alone, and when.</summary>
public sealed record GuardianConsent(Protected Name, DateOnly On);

/// <summary>
/// What an ethics review decides about: the risks, what participants are given and agree to, the risk to researchers who work alone, what
/// becomes of the data, until when a participant may withdraw, and how guardians agree where people who cannot agree alone take part.
/// </summary>
public sealed record EthicsPlan(
    string Risks,
    string ConsentVersion,
    string InformationSheet,
    string LoneWorking,
    string DataPlan,
    DateOnly WithdrawUntil,
    string? GuardianRule
);

// What a support organisation settles once for all its research: who is told of concerns, how guardians agree, which courses there are.
public sealed record ResearchLeadNamed(Guid DeskId, Guid SupportOrganisationId, Guid PersonId, Protected Phone, Guid By) : IFact;

public sealed record ResearchLeadStoodDown(Guid DeskId, Guid SupportOrganisationId, Guid PersonId, Guid By) : IFact;

public sealed record ResearchGuardianRuleSet(Guid DeskId, Guid SupportOrganisationId, string Rule, Guid By) : IFact;

public sealed record ResearchCourseOffered(
    Guid DeskId,
    Guid SupportOrganisationId,
    Guid CourseId,
    string Title,
    string AccreditedBy,
    int Sessions,
    int SessionsNeeded
) : IFact;

// A community researcher: a person known by name to the support organisation alone, and by number everywhere else.
public sealed record ResearcherRecruited(
    Guid ResearcherId,
    Guid SupportOrganisationId,
    Protected Name,
    Protected Contact,
    ConsentCapacity Capacity,
    GuardianConsent? Guardian,
    string Source
) : IFact;

public sealed record ResearcherContactChanged(Guid ResearcherId, Guid SupportOrganisationId, Protected Name, Protected Contact) : IFact;

public sealed record ResearchSessionAttended(Guid ResearcherId, Guid SupportOrganisationId, Guid CourseId, int Session, DateOnly On)
    : IFact;

public sealed record ResearchTrainingCompleted(Guid ResearcherId, Guid SupportOrganisationId, Guid CourseId, DateOnly On) : IFact;

public sealed record ResearchMentorAssigned(Guid ResearcherId, Guid SupportOrganisationId, Guid Mentor) : IFact;

public sealed record ResearchPayAnswered(Guid ResearcherId, Guid SupportOrganisationId, PayOutcome Outcome, DateOnly CheckedOn, Guid By)
    : IFact;

// A disclosure check by role, outcome and day; of what it tells there is no fact.
public sealed record ResearcherDisclosureRecorded(
    Guid ResearcherId,
    Guid SupportOrganisationId,
    DisclosureRole Role,
    DisclosureOutcome Outcome,
    DateOnly On,
    Guid By
) : IFact;

// Asked to be erased while a duty keeps the data: from now on nobody reads it, and after that day it goes.
public sealed record ResearcherErasureHeld(Guid ResearcherId, Guid SupportOrganisationId, string Reason, string Duty, DateOnly Until)
    : IFact;

public sealed record ResearcherErased(Guid ResearcherId, Guid SupportOrganisationId, string Reason) : IFact;

// A piece of research: commissioned, or the researchers' own.
public sealed record ResearchCommissioned(
    Guid ProjectId,
    Guid SupportOrganisationId,
    Guid CommissionerId,
    string Title,
    string Question,
    string Method,
    Money Budget,
    DateOnly By,
    int EmbargoDays,
    Guid AskedBy
) : IFact;

public sealed record ResearchProposed(
    Guid ProjectId,
    Guid SupportOrganisationId,
    string Title,
    string Question,
    string Method,
    Money? Budget,
    DateOnly By,
    Guid ProposedBy
) : IFact;

public sealed record ResearchTakenOn(Guid ProjectId, Guid SupportOrganisationId, Guid Coordinator) : IFact;

public sealed record ResearchDeclined(Guid ProjectId, Guid SupportOrganisationId, string Reason) : IFact;

/// <summary>The researchers' own enterprise is shown the commission as something it could do.</summary>
public sealed record ResearchAdvertised(Guid ProjectId, Guid EnterpriseId, Guid By) : IFact;

public sealed record ResearcherAssigned(Guid ProjectId, Guid SupportOrganisationId, Guid ResearcherId) : IFact;

public sealed record ResearchPayOffered(Guid ProjectId, Guid ResearcherId, ResearchPay Kind, Money Amount) : IFact;

public sealed record ResearcherPaid(Guid ProjectId, Guid ResearcherId, Guid PaymentId, Money Amount, DateOnly On) : IFact;

public sealed record ResearchEthicsSubmitted(Guid ProjectId, Guid SupportOrganisationId, int Version, EthicsPlan Plan, Guid By) : IFact;

public sealed record ResearchEthicsDecided(
    Guid ProjectId,
    Guid SupportOrganisationId,
    int Version,
    EthicsOutcome Outcome,
    string? Reference,
    string Reason,
    Guid By
) : IFact;

public sealed record ResearchFieldworkStarted(Guid ProjectId, Guid SupportOrganisationId, DateOnly On) : IFact;

public sealed record ResearchReported(Guid ProjectId, Guid SupportOrganisationId, Guid FindingId) : IFact;

public sealed record ResearchCompleted(Guid ProjectId, Guid SupportOrganisationId, DateOnly On) : IFact;

// Somebody who takes part: what they agreed to, and until when they may withdraw.
public sealed record ResearchParticipantRecorded(
    Guid ParticipantId,
    Guid ProjectId,
    Guid SupportOrganisationId,
    Protected Name,
    Protected? Contact,
    string ConsentVersion,
    DateOnly ConsentedOn,
    DateOnly WithdrawUntil,
    ConsentCapacity Capacity,
    GuardianConsent? Guardian
) : IFact;

public sealed record ResearchParticipantWithdrew(Guid ParticipantId, Guid ProjectId, Guid SupportOrganisationId, DateOnly On) : IFact;

/// <summary>One finding; until the day it is reserved the commissioner may answer, and hold it back no longer.</summary>
public sealed record FindingRecorded(
    Guid FindingId,
    Guid ProjectId,
    Guid SupportOrganisationId,
    Guid? CommissionerId,
    string Title,
    string Summary,
    string? Recommendation,
    string Licence,
    DateOnly ReservedUntil
) : IFact;

public sealed record FindingCleared(Guid FindingId, Guid ProjectId, Guid CommissionerId, Guid By) : IFact;

public sealed record FindingEmbargoed(Guid FindingId, Guid ProjectId, Guid CommissionerId, DateOnly Until, string Reason, Guid By) : IFact;

public sealed record FindingPublished(Guid FindingId, Guid ProjectId, Guid SupportOrganisationId) : IFact;

public sealed record FindingUseReported(
    Guid FindingId,
    Guid UseId,
    FindingUseKind Kind,
    Guid? SubjectId,
    string Words,
    Guid OrganisationId,
    Guid By
) : IFact;

public sealed record FindingUseConfirmed(Guid FindingId, Guid UseId, Guid OrganisationId, Guid By) : IFact;

public sealed record FindingUseDenied(Guid FindingId, Guid UseId, Guid OrganisationId, string Reason, Guid By) : IFact;

// A safeguarding concern: sealed under its own key, read by the named leads alone.
public sealed record ResearchConcernRaised(Guid ConcernId, Guid SupportOrganisationId, Guid? ProjectId, Protected What, Guid By) : IFact;

public sealed record ResearchConcernActedOn(Guid ConcernId, Guid SupportOrganisationId, Protected What, Guid By) : IFact;

public sealed record ResearchConcernClosed(Guid ConcernId, Guid SupportOrganisationId, Guid By) : IFact;
