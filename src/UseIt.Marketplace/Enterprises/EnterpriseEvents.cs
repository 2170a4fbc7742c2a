using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Enterprises;

/// <summary>
/// The five criteria of Social Enterprise UK: a social or environmental mission set in the governing document; most income from trading;
/// most surplus reinvested; control in the interest of the mission; open about it.
/// </summary>
public enum StatusCriterion
{
    Mission,
    TradingIncome,
    ReinvestedSurplus,
    MissionControl,
    Transparency,
}

// A social enterprise: its own stream beside the organisation it is.
public sealed record EnterpriseRegistered(Guid EnterpriseId, Guid OrganisationId, string LegalForm, DateOnly? TradingSince, string Mission)
    : IFact;

public sealed record EnterpriseProfileChanged(
    Guid EnterpriseId,
    Guid OrganisationId,
    string LegalForm,
    DateOnly? TradingSince,
    string Mission
) : IFact;

public sealed record StatusEvidenceRecorded(
    Guid EnterpriseId,
    Guid OrganisationId,
    Guid EvidenceId,
    StatusCriterion Criterion,
    string Statement,
    Guid? DocumentId,
    DateOnly From,
    DateOnly? Until
) : IFact, IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => DocumentId is { } document ? [document] : [];
}

public sealed record StatusEvidenceWithdrawn(Guid EnterpriseId, Guid OrganisationId, Guid EvidenceId) : IFact;

public sealed record StatusEvidenceVerified(Guid EnterpriseId, Guid OrganisationId, Guid EvidenceId, Guid By) : IFact;

public sealed record StatusEvidenceRejected(Guid EnterpriseId, Guid OrganisationId, Guid EvidenceId, Guid By, string Reason) : IFact;

/// <summary>
/// What an enterprise says of one of its years. Nobody but itself has looked at it; what it leaves out is not recorded, which is not
/// nothing.
/// </summary>
public sealed record AnnualStatement(
    DateOnly YearEnd,
    int? PeopleReached = null,
    string? PeopleCounted = null,
    string? Consultation = null,
    string? DirectorsPay = null,
    string? AssetTransfers = null,
    Money? Surplus = null,
    Money? Reinvested = null
);

public sealed record AnnualStatementRecorded(Guid EnterpriseId, Guid OrganisationId, AnnualStatement Statement, Guid By) : IFact;

/// <summary>
/// One outcome, what one of it is taken to be worth in a year, and what is taken off that, in parts of 1; each with where it comes from.
/// </summary>
public sealed record ReturnOutcome(
    [property: Web.NewId(OrKept = true)] Guid OutcomeId,
    string Title,
    decimal Quantity,
    string Unit,
    Money Proxy,
    string ProxySource,
    decimal Deadweight,
    decimal Displacement,
    decimal Attribution,
    decimal DropOff,
    int Years,
    string AssumptionsSource
);

/// <summary>Income, what of it was spent locally, and what of that was spent locally again, in pounds.</summary>
public sealed record LocalSpendRounds(decimal Income, decimal SpentLocally, decimal SpentAgain, string Source);

/// <summary>Under which assumptions an enterprise values what it does.</summary>
public sealed record SocialReturnStatement(
    Money Inputs,
    string InputsSource,
    IReadOnlyList<ReturnOutcome> Outcomes,
    LocalSpendRounds? Local = null
);

/// <summary>Without a statement it is taken back.</summary>
public sealed record SocialReturnStated(Guid EnterpriseId, Guid OrganisationId, SocialReturnStatement? Statement, Guid By) : IFact;

/// <summary>Where something is done: an area by its code (such as a ward or local authority, E08000025) and its name.</summary>
public sealed record Place(string Code, string Name);

public sealed record CapabilityDeclared(
    Guid EnterpriseId,
    Guid OrganisationId,
    Guid CapabilityId,
    string Title,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<string> Words,
    IReadOnlyList<Place> Places,
    string? Capacity,
    bool Public
) : IFact;

public sealed record CapabilityWithdrawn(Guid EnterpriseId, Guid OrganisationId, Guid CapabilityId) : IFact;

/// <summary>What a bid-ready file holds, entered once and dated.</summary>
public enum BidReadyKind
{
    Policy,
    Insurance,
    Accounts,
    Reference,
    Certificate,
}

/// <summary>Whether an enterprise has what buyers ask for. A buyer may not demand an insurance before it awards.</summary>
public enum BidReadyState
{
    Have,
    IfAwarded,
    NotForUs,
}

/// <summary>
/// An item of the bid-ready file. Facts of before there were states say none: the enterprise had it. <see cref="Contact"/> is a referee's
/// name and how to reach them, under a key that is destroyed with the item.
/// </summary>
public sealed record BidReadyItemAdded(
    Guid EnterpriseId,
    Guid OrganisationId,
    Guid ItemId,
    BidReadyKind Kind,
    string Title,
    Guid? DocumentId,
    Money? Cover,
    DateOnly? Until,
    BidReadyState? State = null,
    string? Reason = null,
    Guid? Replaces = null,
    Protected? Contact = null
) : IFact, IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => DocumentId is { } document ? [document] : [];
}

public sealed record BidReadyItemRemoved(Guid EnterpriseId, Guid OrganisationId, Guid ItemId) : IFact;
