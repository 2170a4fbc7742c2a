using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

public enum FigureKind
{
    Actual,

    /// <summary>What somebody expects; never added to what is.</summary>
    Forecast,

    /// <summary>People counted without names: the same person may be in it often, so it is never summed as people.</summary>
    Tally,
}

public enum BusinessRegister
{
    CompaniesHouse,
    CharityRegister,
    MutualsRegister,
    RevenueAndCustoms,
}

public enum GrantKind
{
    FromTheProgramme,
    FromOthers,
    ContractElsewhere,
}

// A programme: its strands, who delivers them, what they promised each other, what it is to reach.
public sealed record ProgrammeOpened(
    Guid ProgrammeId,
    Guid LeadOrganisationId,
    string Title,
    string Neighbourhood,
    string Fund,
    string RuleSet,
    DateOnly AgreementSignedOn,
    DateOnly From,
    DateOnly Until,
    Guid? CopiedFrom,
    Guid By
) : IFact;

/// <summary>What sessions and people are charged to; a code belongs to one programme alone.</summary>
public sealed record ProgrammeCodeTaken(Guid ProgrammeId, string Code) : IFact;

public sealed record ProgrammeStrandSet(Guid ProgrammeId, Guid StrandId, string Title, string Question, Guid? LeadPartnerId) : IFact;

public sealed record ProgrammePartnerJoined(
    Guid ProgrammeId,
    Guid PartnerId,
    string Name,
    Guid? OrganisationId,
    DateOnly On,
    IReadOnlyList<Guid> Strands
) : IFact;

public sealed record ProgrammePartnerLeft(Guid ProgrammeId, Guid PartnerId, DateOnly On, string Reason) : IFact;

public sealed record PartnerOwnerNamed(Guid ProgrammeId, Guid PartnerId, Guid Owner) : IFact;

public sealed record PartnerContacted(Guid ProgrammeId, Guid PartnerId, DateOnly On, Guid By) : IFact;

public sealed record PartnerPromiseMade(Guid ProgrammeId, Guid PartnerId, Guid PromiseId, bool ByPartner, string What, DateOnly Due)
    : IFact;

public sealed record PartnerPromiseSettled(Guid ProgrammeId, Guid PartnerId, Guid PromiseId, bool Kept, DateOnly On) : IFact;

// The senior person of an institution who answers for its part. The name is sealed under a key of its own, which goes with the office.
public sealed record ProgrammeSponsorNamed(
    Guid ProgrammeId,
    Guid PartnerId,
    Guid SponsorId,
    Protected Name,
    string JobTitle,
    DateOnly Since
) : IFact;

public sealed record ProgrammeSponsorStoodDown(Guid ProgrammeId, Guid PartnerId, Guid SponsorId, DateOnly On) : IFact;

/// <summary>From which number on people are told in what leaves the case team, where the funder says more than the usual.</summary>
public sealed record ProgrammePeopleLimitSet(Guid ProgrammeId, int Limit) : IFact;

/// <summary>Until when the funder, or an audit, may ask for evidence.</summary>
public sealed record ProgrammeEvidenceKept(Guid ProgrammeId, DateOnly Until) : IFact;

public sealed record ProgrammeTargetSet(Guid ProgrammeId, string Indicator, decimal Value, DateOnly By) : IFact;

/// <summary>A line of the budget, spread evenly over the quarters from one to another.</summary>
public sealed record ProgrammeBudgetSet(Guid ProgrammeId, string Line, string Title, Money Amount, string From, string Until) : IFact;

/// <summary>A figure as somebody published it, kept beside others of the same measure; none is called right.</summary>
public sealed record ProgrammeFigurePublished(
    Guid ProgrammeId,
    Guid FigureId,
    string Measure,
    string Said,
    decimal Value,
    string Unit,
    FigureKind Kind,
    string Definition,
    DateOnly AsAt,
    string Source
) : IFact;

// An enterprise in a programme: since when it is registered, what it won, and that it says it was helped.
public sealed record EnterpriseStandingRecorded(
    Guid ProgrammeId,
    Guid OrganisationId,
    BusinessRegister Register,
    DateOnly RegisteredOn,
    bool Predecessor,
    string? PredecessorName,
    string? Reason,
    Guid By
) : IFact;

/// <summary>In which ward, or at least in which district, an enterprise is at home.</summary>
public sealed record EnterpriseWardRecorded(Guid ProgrammeId, Guid OrganisationId, string PlaceCode, Guid By) : IFact;

public sealed record GrantAwardRecorded(
    Guid ProgrammeId,
    Guid OrganisationId,
    Guid AwardId,
    GrantKind Kind,
    string From,
    Money Amount,
    DateOnly AwardedOn,
    string Reference,
    Guid By
) : IFact;

/// <summary>The enterprise says that the programme helped it to win this: its own word, once.</summary>
public sealed record HelpConfirmed(Guid ProgrammeId, Guid OrganisationId, Guid AwardId, string Capacity, Guid By) : IFact;

// Somebody who may start an enterprise, known by a number.
public sealed record EntrepreneurAssisted(
    Guid EntrepreneurId,
    Guid ProgrammeId,
    Guid SessionId,
    DateOnly On,
    int Minutes,
    string Log,
    Guid By
) : IFact;

public sealed record EntrepreneurRegistered(Guid EntrepreneurId, Guid ProgrammeId, Guid OrganisationId, Guid By) : IFact;

// What shows that one output is one, piece by piece of the rule set's list.
public sealed record OutputEvidenceRecorded(
    Guid OutputId,
    Guid ProgrammeId,
    string Indicator,
    Guid SubjectId,
    string Piece,
    string Reference,
    Guid By
) : IFact;

public sealed record OutputEvidenceAccepted(Guid OutputId, Guid ProgrammeId, string Indicator, Guid SubjectId, string Piece, Guid By)
    : IFact;

public sealed record OutputEvidenceRejected(
    Guid OutputId,
    Guid ProgrammeId,
    string Indicator,
    Guid SubjectId,
    string Piece,
    string Reason,
    Guid By
) : IFact;

public sealed record ReturnedOutput(string Indicator, decimal Quantity);

/// <summary>Money that has left the account: when, by which document; what others put beside it is apart.</summary>
public sealed record DefrayedSpend(string Line, DateOnly PaidOn, Money Amount, Money Match, string Document);

// What a partner returns for a quarter.
public sealed record PartnerReturnSubmitted(
    Guid ReturnId,
    Guid ProgrammeId,
    Guid PartnerId,
    Guid OrganisationId,
    string Quarter,
    IReadOnlyList<ReturnedOutput> Outputs,
    IReadOnlyList<DefrayedSpend> Spend,
    Signature Signature
) : IFact;

public sealed record PartnerReturnSentBack(Guid ReturnId, Guid ProgrammeId, Guid PartnerId, string Quarter, string Reason, Guid By) : IFact;

public sealed record PartnerReturnAccepted(Guid ReturnId, Guid ProgrammeId, Guid PartnerId, string Quarter, Guid By) : IFact;

/// <summary>
/// One output in a claim: what was reached, when, and the hours behind it. One that goes out again is negative and says why.
/// </summary>
public sealed record ClaimLine(
    string Key,
    string Indicator,
    Guid SubjectId,
    DateOnly On,
    decimal Quantity,
    string Unit,
    decimal? Hours,
    string? Reason
);

/// <summary>An output that is reached and waits for evidence.</summary>
public sealed record HeldOutput(string Indicator, Guid SubjectId, IReadOnlyList<string> Missing);

public sealed record ClaimedSpend(string Line, string Title, Money Profile, Money Defrayed, Money Match);

/// <summary>
/// What the programme had come to at the cut of a claim: its own, or, for people, the last one that could tell of them. Null where they are
/// too few to tell, and where nothing was recorded.
/// </summary>
public sealed record ProgrammeTotal(string Indicator, decimal? Value, string Unit, string AsOf);

// A claim for a quarter, frozen at a position of the log.
public sealed record ProgrammeClaimed(
    Guid ClaimId,
    Guid ProgrammeId,
    string Quarter,
    long DataCut,
    string RuleSet,
    IReadOnlyList<ClaimLine> Lines,
    IReadOnlyList<HeldOutput> Held,
    IReadOnlyList<ClaimedSpend> Spend,
    IReadOnlyList<Guid> Returns,
    IReadOnlyList<ProgrammeTotal> Totals,
    Signature Signature
) : IFact;

/// <summary>What an auditor drew; the seed is the auditor's, and each draw is kept.</summary>
public sealed record ClaimSampleDrawn(
    Guid ClaimId,
    Guid ProgrammeId,
    Guid SampleId,
    string Seed,
    int Size,
    IReadOnlyList<string> Drawn,
    Guid By
) : IFact;

/// <summary>How far an anchor is with one thing, from 0 (nobody does it) to 4 (it is how things are done).</summary>
public sealed record ReadinessAnswer(string Question, int Level, string? Note);

// How ready an anchor institution is for small suppliers and neighbours, by its own word, and what it changed.
public sealed record AnchorReadinessAssessed(
    Guid ReadinessId,
    Guid ProgrammeId,
    Guid PartnerId,
    string Edition,
    DateOnly On,
    IReadOnlyList<ReadinessAnswer> Answers,
    Guid By
) : IFact;

public sealed record AnchorProcedureChanged(
    Guid ReadinessId,
    Guid ProgrammeId,
    Guid PartnerId,
    Guid ProcedureId,
    string What,
    DateOnly On,
    Guid By
) : IFact;
