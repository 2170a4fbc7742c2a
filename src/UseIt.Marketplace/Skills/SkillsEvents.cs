using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

public enum LawfulBasis
{
    PublicTask,
    LegitimateInterests,
    Contract,
    LegalObligation,
    Consent,
}

/// <summary>On what basis personal data is used for one purpose.</summary>
public sealed record PurposeBasis(string Purpose, LawfulBasis Basis);

/// <summary>A paper that has to be there before a pathway opens: what it is called, its day, and in which capacity it was signed.</summary>
public sealed record SignedPaper(string Title, DateOnly On, string SignedAs);

// A pathway in one organisation: what allows it, opened, closed. Its stream does not tell its name to those who only know its id.
public sealed record PathwayGroundsRecorded(
    Guid PathwayId,
    Guid SupportOrganisationId,
    string Pathway,
    IReadOnlyList<PurposeBasis> Purposes,
    IReadOnlyList<string> Conditions,
    SignedPaper Policy,
    SignedPaper Assessment,
    Guid By
) : IFact;

public sealed record PathwayOpened(Guid PathwayId, Guid SupportOrganisationId, string Pathway, Guid By) : IFact;

public sealed record PathwayClosed(Guid PathwayId, Guid SupportOrganisationId, string Pathway, string Reason, Guid By) : IFact;

// People of a pathway about offences before anybody on it may be recorded: a number and nothing else.
public sealed record PathwayPeopleCounted(
    Guid PathwayId,
    Guid SupportOrganisationId,
    string Pathway,
    DateOnly From,
    DateOnly Until,
    int People,
    Guid By
) : IFact;

public enum ReferralSource
{
    CommunityOrganisation,
    JobCentre,
    College,
    HealthService,
    LocalAuthority,
    FriendOrFamily,
    Themselves,
}

public enum BarrierKind
{
    Childcare,
    Fees,
    Travel,
    Housing,
    Language,
    Equipment,
    Time,
}

public enum FeePurpose
{
    Test,
    Registration,
    Course,
    Travel,
    Childcare,
    Documents,
}

public sealed record PartScore(string Part, string Score);

// A candidate. Name, contact, history, qualification, the language of the notice and a guardian exist only as ciphertext under the
// candidate's own key; the pathway is told by an id. What is in clear are codes and days of an opaque id.
public sealed record CandidateRegistered(
    Guid CandidateId,
    Guid SupportOrganisationId,
    Guid PathwayId,
    DateOnly RegisteredOn,
    string Profession,
    string? PlaceCode,
    string? Programme,
    ReferralSource ReferredBy,
    DateOnly NoticeGivenOn,
    Protected NoticeLanguage,
    Protected Name,
    Protected Contact,
    Protected? Qualification,
    Protected? History,
    Protected? Guardian,
    DateOnly? GuardianAgreedOn,
    Guid By,
    Protected? NoticeVersion = null
) : IFact;

public sealed record PrivacyNoticeGiven(Guid CandidateId, DateOnly On, Protected Language, Protected? Version, Guid By) : IFact;

public sealed record CandidateCorrected(
    Guid CandidateId,
    Protected Name,
    Protected Contact,
    Protected? Qualification,
    Protected? History,
    string? PlaceCode,
    Guid By
) : IFact;

public sealed record TestRecorded(Guid CandidateId, Guid RecordId, string Test, DateOnly TakenOn, IReadOnlyList<PartScore> Scores, Guid By)
    : IFact;

public sealed record StepRecorded(Guid CandidateId, Guid RecordId, string Step, DateOnly On, DateOnly? Until, Guid By) : IFact;

/// <summary>What came of looking at whether somebody may work here.</summary>
public enum RightToWork
{
    Shown,
    NotShown,
}

public sealed record RightToWorkChecked(Guid CandidateId, RightToWork Outcome, DateOnly On, DateOnly? Until, Guid By) : IFact;

// A disclosure check by role, outcome and day; of what it tells there is no fact.
public sealed record CandidateDisclosureRecorded(Guid CandidateId, DisclosureRole Role, DisclosureOutcome Outcome, DateOnly On, Guid By)
    : IFact;

/// <summary>What somebody can say yes to being told or shown.</summary>
public enum StoryUse
{
    StoryWithoutName,
    StoryWithName,
    Photograph,
    Film,
}

public sealed record StoryConsentGiven(Guid CandidateId, Guid ConsentId, IReadOnlyList<StoryUse> For, DateOnly On, DateOnly Until, Guid By)
    : IFact;

public sealed record StoryConsentWithdrawn(Guid CandidateId, Guid ConsentId, DateOnly On, Guid By) : IFact;

public enum WithdrawalReason
{
    EnteredByMistake,
    CancelledByTheTester,
    AnotherPersons,
}

/// <summary>A test or a step that does not count after all.</summary>
public sealed record AttainmentWithdrawn(Guid CandidateId, Guid RecordId, WithdrawalReason Reason, Guid By) : IFact;

public sealed record BarriersRecorded(Guid CandidateId, IReadOnlyList<BarrierKind> Barriers, DateOnly AsAt, Guid By) : IFact;

public sealed record FeeSupportGiven(Guid CandidateId, Guid SupportId, FeePurpose Purpose, Money Amount, DateOnly On, Guid By) : IFact;

public enum CourseStop
{
    TooHard,
    TooFar,
    NoTime,
    Childcare,
    FoundWork,
    AnotherCourse,
    PersonSaidNo,
    EnteredByMistake,
}

// A person on a course, by its id. What the course leads to is the course's, and no provider is told who comes by which pathway.
public sealed record CourseEnrolled(Guid CandidateId, Guid CourseId, DateOnly On, Guid By) : IFact;

public sealed record CourseAttended(Guid CandidateId, Guid CourseId, DateOnly On, Guid By) : IFact;

public sealed record CourseFinished(Guid CandidateId, Guid CourseId, DateOnly On, Guid By) : IFact;

public sealed record CourseStopped(Guid CandidateId, Guid CourseId, CourseStop Reason, DateOnly On, Guid By) : IFact;

// A course that leads on: of whom, when, how many, what it costs and what is paid of that. Its pathway is told by an id, and its places are
// taken by numbers that are no person's.
public sealed record CourseOffered(
    Guid CourseId,
    Guid SupportOrganisationId,
    Guid? ProviderId,
    string Provider,
    string Title,
    string? PlaceCode,
    DateOnly From,
    DateOnly Until,
    int Places,
    Money Cost,
    Money FeeSupport,
    Guid? PathwayId,
    string? Need,
    Guid By
) : IFact;

public sealed record CoursePlaceTaken(Guid CourseId, Guid PlaceId) : IFact;

public sealed record CoursePlaceFreed(Guid CourseId, Guid PlaceId) : IFact;

public enum CourseEnd
{
    Full,
    NotTaught,
    OfferedByMistake,
}

public sealed record CourseClosed(Guid CourseId, Guid SupportOrganisationId, CourseEnd Reason, Guid By) : IFact;

// The person's own yes to one introduction, and that it is taken back. Without a vacancy it was said to an employer, which lets nobody be
// introduced any more.
public sealed record PassingOnAgreed(Guid CandidateId, Guid EmployerId, DateOnly AgreedOn, Guid By, Guid? VacancyId = null) : IFact;

public sealed record PassingOnRevoked(Guid CandidateId, Guid EmployerId, DateOnly On, Guid By, Guid? VacancyId = null) : IFact;

public enum CandidateOutcome
{
    InTheProfession,
    InASupportRole,
    InOtherWork,
    FurtherStudy,
    MovedAway,
    Withdrew,
    LostTouch,
}

public sealed record CandidateLeft(Guid CandidateId, CandidateOutcome Outcome, DateOnly On, Guid By) : IFact;

// Asked to be erased while a duty keeps the data: from now on nobody reads it, and after that day it goes.
public sealed record CandidateErasureHeld(Guid CandidateId, Guid SupportOrganisationId, string Reason, string Duty, DateOnly Until) : IFact;

public sealed record CandidateErased(Guid CandidateId, Guid SupportOrganisationId, string Reason) : IFact;

public enum VacancyKind
{
    Job,
    Placement,
    Shadowing,
}

// A vacancy or placement of an anchor. Nothing in it is about a person.
public sealed record VacancyPosted(
    Guid VacancyId,
    Guid EmployerId,
    string Title,
    string Profession,
    VacancyKind Kind,
    string PlaceCode,
    DateOnly From,
    int Number,
    string? Stage,
    Guid By
) : IFact;

public enum VacancyEnd
{
    Filled,
    NotNeeded,
    PostedByMistake,
}

public sealed record VacancyClosed(Guid VacancyId, Guid EmployerId, VacancyEnd Reason, Guid By) : IFact;

/// <summary>Who or what shows that it is so.</summary>
public enum EvidenceSource
{
    ConfirmedByEmployer,
    ContractOrLetterSeen,
    PayslipSeen,
    ToldByThePerson,
}

// One person with one vacancy: introduced, placed, in a job, still in it. What was passed on is sealed under the candidate's key.
public sealed record CandidateIntroduced(
    Guid IntroductionId,
    Guid CandidateId,
    Guid VacancyId,
    Guid SupportOrganisationId,
    Guid EmployerId,
    Protected PassedOn,
    DateOnly On,
    Guid By
) : IFact;

public sealed record PlacementStarted(Guid IntroductionId, Guid CandidateId, Guid VacancyId, DateOnly On, EvidenceSource Evidence, Guid By)
    : IFact;

public sealed record PlacementEnded(
    Guid IntroductionId,
    Guid CandidateId,
    Guid VacancyId,
    DateOnly On,
    bool Completed,
    EvidenceSource Evidence,
    Guid By
) : IFact;

public sealed record JobStarted(
    Guid IntroductionId,
    Guid CandidateId,
    Guid VacancyId,
    DateOnly On,
    bool InTheProfession,
    EvidenceSource Evidence,
    Guid By
) : IFact;

public sealed record RetentionConfirmed(
    Guid IntroductionId,
    Guid CandidateId,
    Guid VacancyId,
    int Weeks,
    DateOnly On,
    EvidenceSource Evidence,
    Guid By
) : IFact;

public sealed record JobEnded(Guid IntroductionId, Guid CandidateId, Guid VacancyId, DateOnly On, EvidenceSource Evidence, Guid By) : IFact;

public enum IntroductionEnd
{
    NotChosen,
    PersonSaidNo,
    PlaceGone,
    MadeByMistake,
}

public sealed record IntroductionEnded(Guid IntroductionId, Guid CandidateId, Guid VacancyId, IntroductionEnd Reason, Guid By) : IFact;

// An import of people: one file of one organisation. What its rows have made bears ids that follow from the import's and the row's number;
// of the file's words, and of its digest, nothing is kept here.
public sealed record CandidateImportBegun(
    Guid ImportId,
    Guid SupportOrganisationId,
    Guid PathwayId,
    LawfulBasis Basis,
    DateOnly NoticeGivenOn,
    int Rows,
    int LastRow,
    Guid By
) : IFact;

public sealed record CandidateImportUndone(Guid ImportId, Guid SupportOrganisationId, int Erased, int Kept, Guid By) : IFact;
