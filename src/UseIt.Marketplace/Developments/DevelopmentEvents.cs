using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Developments;

/// <summary>What makes a planning obligation fall due.</summary>
public enum ObligationTrigger
{
    OnDay,
    Commencement,
    Occupation,
}

/// <summary>
/// When an obligation falls due: on a day, or so many days after work has begun or after so many homes are lived in (Town and Country
/// Planning Act 1990, section 106, as the agreement says).
/// </summary>
public sealed record ObligationDue(ObligationTrigger Trigger, DateOnly? Day = null, int? Homes = null, int WithinDays = 0);

// A capital project: where it is, its phases, what its developer owes for it, and who builds it.
public sealed record DevelopmentRegistered(
    Guid DevelopmentId,
    Guid DeveloperId,
    Guid CouncilId,
    string Name,
    string Site,
    string PlaceCode,
    int Homes,
    string PlanningReference,
    Guid By
) : IFact;

public sealed record DevelopmentPhaseAdded(Guid DevelopmentId, Guid DeveloperId, Guid PhaseId, string Name, DateOnly Start, DateOnly End)
    : IFact;

public sealed record PlanningObligationAgreed(
    Guid DevelopmentId,
    Guid DeveloperId,
    Guid ObligationId,
    string Title,
    decimal Quantity,
    string Unit,
    ObligationDue Due
) : IFact;

public sealed record DevelopmentCommenced(Guid DevelopmentId, Guid DeveloperId, DateOnly On) : IFact;

public sealed record HomesOccupied(Guid DevelopmentId, Guid DeveloperId, int Total, DateOnly On) : IFact;

public sealed record PlanningObligationDelivered(
    Guid DevelopmentId,
    Guid DeveloperId,
    Guid ObligationId,
    Guid DeliveryId,
    decimal Quantity,
    DateOnly On,
    string Words
) : IFact;

/// <summary>The council says that the obligation is discharged; nobody else can.</summary>
public sealed record PlanningObligationDischarged(
    Guid DevelopmentId,
    Guid CouncilId,
    Guid ObligationId,
    DateOnly On,
    string Reference,
    Guid By
) : IFact;

// Who builds it: a main contractor, what is expected to be let and when, and to whom it was let.
public sealed record MainContractorAppointed(Guid DevelopmentId, Guid DeveloperId, Guid ContractorId, DateOnly On) : IFact;

public sealed record WorksPackageExpected(
    Guid DevelopmentId,
    Guid ContractorId,
    Guid PackageId,
    string Title,
    DateOnly Opens,
    DateOnly Starts
) : IFact;

public sealed record WorksPackageLet(Guid DevelopmentId, Guid ContractorId, Guid PackageId, Guid SupplierId, DateOnly On) : IFact;

/// <summary>For whom work is set aside. For a public body above the thresholds it is an aim and no reservation.</summary>
public enum SetAsideFor
{
    SocialEnterprises,
    LocalFirms,
    Either,
}

// Work set aside: what share of packages the developer wants to see there, which package is, and to whom it went.
public sealed record DevelopmentShareDeclared(Guid DevelopmentId, Guid DeveloperId, SetAsideFor For, decimal Percent) : IFact;

public sealed record WorksPackageSetAside(Guid DevelopmentId, Guid ContractorId, Guid PackageId, SetAsideFor For) : IFact;

/// <summary>
/// What the supplier of a package was on the day it was let: a social enterprise by evidence that was verified, and local by its address,
/// where it has said one.
/// </summary>
public sealed record PackageSupplierKnown(Guid DevelopmentId, Guid PackageId, Guid SupplierId, bool SocialEnterprise, bool? Local) : IFact;

public sealed record SetAsideNotKept(Guid DevelopmentId, Guid ContractorId, Guid PackageId, SetAsideFor For, string Reason) : IFact;

// What is owed, passed on down the chain: by whose agreement, how much, accepted by whom, delivered with which proof.
public sealed record ObligationPassedOn(
    Guid DevelopmentId,
    Guid ObligationId,
    Guid FlowId,
    Guid FromId,
    Guid ToId,
    decimal Quantity,
    string Agreement,
    DateOnly On,
    Guid By
) : IFact;

public sealed record PassedOnAccepted(Guid DevelopmentId, Guid FlowId, Guid FromId, Guid ToId, Guid By) : IFact;

public sealed record PassedOnDelivered(
    Guid DevelopmentId,
    Guid FlowId,
    Guid FromId,
    Guid ToId,
    Guid DeliveryId,
    decimal Quantity,
    DateOnly On,
    string Proof,
    Guid By
) : IFact;

public sealed record PassedOnConfirmed(Guid DevelopmentId, Guid FlowId, Guid FromId, Guid ToId, Guid DeliveryId, Guid By) : IFact;

public sealed record PassedOnRejected(Guid DevelopmentId, Guid FlowId, Guid FromId, Guid ToId, Guid DeliveryId, string Reason, Guid By)
    : IFact;
