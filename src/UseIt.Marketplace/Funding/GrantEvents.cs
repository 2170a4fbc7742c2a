using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Funding;

/// <summary>What somebody of the panel has to do with an applicant; anything but none keeps them out of the decision.</summary>
public enum GrantInterest
{
    None,
    WorksForIt,
    WorkedForItBefore,
    FamilyOrFriends,
    MoneyInIt,
    Other,
}

/// <summary>What has to be met before any of a grant is paid.</summary>
public sealed record GrantCondition(Guid ConditionId, string What);

/// <summary>What is offered: signed for by its digest.</summary>
public sealed record GrantTerms(
    string Title,
    Money Amount,
    DateOnly From,
    DateOnly Until,
    IReadOnlyList<GrantCondition> Conditions,
    DateOnly AcceptBy
);

// A grant given from a fund of a support organisation or a funder: applied for, decided by a panel, offered, accepted, drawn down.
public sealed record GrantApplied(
    Guid GrantId,
    Guid FunderId,
    Guid ApplicantId,
    string Title,
    string Description,
    Money Amount,
    DateOnly From,
    DateOnly Until,
    Guid By
) : IFact;

public sealed record GrantInterestDeclared(Guid GrantId, Guid FunderId, Guid Person, GrantInterest Interest) : IFact;

public sealed record GrantRecommended(Guid GrantId, Guid FunderId, Guid Person, bool For, string Reason) : IFact;

public sealed record GrantRejected(Guid GrantId, Guid FunderId, Guid ApplicantId, string Reason, IReadOnlyList<Guid> Panel, Guid By)
    : IFact;

public sealed record GrantOffered(
    Guid GrantId,
    Guid FunderId,
    Guid ApplicantId,
    GrantTerms Terms,
    string TermsSha256,
    string Reason,
    IReadOnlyList<Guid> Panel,
    Guid By
) : IFact;

public sealed record GrantAccepted(Guid GrantId, Guid FunderId, Guid ApplicantId, Signature Signature) : IFact;

public sealed record GrantDeclined(Guid GrantId, Guid FunderId, Guid ApplicantId, string Reason, Guid By) : IFact;

public sealed record GrantConditionMet(Guid GrantId, Guid FunderId, Guid ConditionId, string Reference, Guid By) : IFact;

public sealed record GrantDrawdownAsked(
    Guid GrantId,
    Guid FunderId,
    Guid ApplicantId,
    Guid DrawdownId,
    Money Amount,
    string Evidence,
    IReadOnlyList<Guid> DocumentIds,
    Guid By
) : IFact, IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => DocumentIds;
}

public sealed record GrantDrawdownPaid(
    Guid GrantId,
    Guid FunderId,
    Guid ApplicantId,
    Guid DrawdownId,
    DateOnly On,
    string Reference,
    Guid By
) : IFact;

public sealed record GrantDrawdownRefused(Guid GrantId, Guid FunderId, Guid ApplicantId, Guid DrawdownId, string Reason, Guid By) : IFact;
