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
