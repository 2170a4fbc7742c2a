using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Developments;

public sealed record Obligation(ObligationDue Due, bool Discharged, ImmutableHashSet<Guid> Deliveries, decimal Quantity);

/// <summary>Part of an obligation that somebody has passed on; of a delivery, whether it was confirmed, and nothing before that.</summary>
public sealed record PassedOn(
    Guid Obligation,
    Guid From,
    Guid To,
    decimal Quantity,
    bool Accepted,
    ImmutableDictionary<Guid, bool?> Deliveries
);

/// <summary>A development as decisions need to know it.</summary>
public sealed record Development(
    Guid Developer,
    Guid Council,
    int Homes,
    DateOnly? CommencedOn,
    int Occupied,
    DateOnly? OccupiedOn,
    Guid? Contractor,
    ImmutableHashSet<Guid> Phases,
    ImmutableDictionary<Guid, Obligation> Obligations,
    ImmutableDictionary<Guid, Guid?> Packages
) : IState<Development>
{
    public static Development Empty { get; } =
        new(
            Guid.Empty,
            Guid.Empty,
            0,
            null,
            0,
            null,
            null,
            [],
            ImmutableDictionary<Guid, Obligation>.Empty,
            ImmutableDictionary<Guid, Guid?>.Empty
        );

    public ImmutableDictionary<Guid, SetAsideFor> SetAside { get; init; } = ImmutableDictionary<Guid, SetAsideFor>.Empty;
    public ImmutableDictionary<SetAsideFor, decimal> Shares { get; init; } = ImmutableDictionary<SetAsideFor, decimal>.Empty;
    public ImmutableDictionary<Guid, PassedOn> Flows { get; init; } = ImmutableDictionary<Guid, PassedOn>.Empty;
    public string PlaceCode { get; init; } = "";

    /// <summary>What is left with an organisation to pass on: the developer holds all of it, others what they accepted.</summary>
    public decimal Left(Guid obligation, Guid holder) =>
        (holder == Developer ? Obligations[obligation].Quantity : 0)
        + Flows.Values.Where(f => f.Obligation == obligation && f.To == holder && f.Accepted).Sum(f => f.Quantity)
        - Flows.Values.Where(f => f.Obligation == obligation && f.From == holder).Sum(f => f.Quantity);

    public Development Evolve(object fact) =>
        fact switch
        {
            DevelopmentRegistered e => this with
            {
                Developer = e.DeveloperId,
                Council = e.CouncilId,
                Homes = e.Homes,
                PlaceCode = e.PlaceCode,
            },
            DevelopmentPhaseAdded e => this with { Phases = Phases.Add(e.PhaseId) },
            PlanningObligationAgreed e => this with
            {
                Obligations = Obligations.SetItem(e.ObligationId, new Obligation(e.Due, false, [], e.Quantity)),
            },
            DevelopmentCommenced e => this with { CommencedOn = e.On },
            HomesOccupied e => this with { Occupied = e.Total, OccupiedOn = e.On },
            PlanningObligationDelivered e => With(e.ObligationId, o => o with { Deliveries = o.Deliveries.Add(e.DeliveryId) }),
            PlanningObligationDischarged e => With(e.ObligationId, o => o with { Discharged = true }),
            MainContractorAppointed e => this with { Contractor = e.ContractorId },
            WorksPackageExpected e => this with { Packages = Packages.SetItem(e.PackageId, null) },
            WorksPackageLet e => this with { Packages = Packages.SetItem(e.PackageId, e.SupplierId) },
            WorksPackageSetAside e => this with { SetAside = SetAside.SetItem(e.PackageId, e.For) },
            DevelopmentShareDeclared e => this with { Shares = Shares.SetItem(e.For, e.Percent) },
            ObligationPassedOn e => this with
            {
                Flows = Flows.SetItem(
                    e.FlowId,
                    new PassedOn(e.ObligationId, e.FromId, e.ToId, e.Quantity, false, ImmutableDictionary<Guid, bool?>.Empty)
                ),
            },
            PassedOnAccepted e => Flow(e.FlowId, f => f with { Accepted = true }),
            PassedOnDelivered e => Flow(e.FlowId, f => f with { Deliveries = f.Deliveries.SetItem(e.DeliveryId, null) }),
            PassedOnConfirmed e => Flow(e.FlowId, f => f with { Deliveries = f.Deliveries.SetItem(e.DeliveryId, true) }),
            PassedOnRejected e => Flow(e.FlowId, f => f with { Deliveries = f.Deliveries.SetItem(e.DeliveryId, false) }),
            _ => this,
        };

    private Development Flow(Guid flow, Func<PassedOn, PassedOn> change) => this with { Flows = Flows.SetItem(flow, change(Flows[flow])) };

    private Development With(Guid obligation, Func<Obligation, Obligation> change) =>
        this with
        {
            Obligations = Obligations.SetItem(obligation, change(Obligations[obligation])),
        };
}

/// <summary>An organisation as developments see it.</summary>
public sealed record BuildingOrganisation(IReadOnlyList<OrganisationKind> Kinds, bool Gone) : IState<BuildingOrganisation>
{
    public string? PostalCode { get; init; }
    public bool Checked { get; init; }

    public static BuildingOrganisation Empty { get; } = new([], Gone: false);

    public static string StreamType => "organisation";

    public bool IsThere => Kinds.Count > 0 && !Gone;
    public bool IsBuyer => IsThere && Kinds.Contains(OrganisationKind.Buyer);

    public BuildingOrganisation Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Kinds = e.Kinds, PostalCode = e.Address?.PostalCode },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationMoved e => this with { PostalCode = e.Address.PostalCode },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}

/// <summary>A supplier's standing as a social enterprise: by evidence of its mission that somebody verified.</summary>
public sealed record SupplierStanding(ImmutableDictionary<Guid, (DateOnly From, DateOnly? Until)> Mission, ImmutableHashSet<Guid> Verified)
    : IState<SupplierStanding>
{
    public static SupplierStanding Empty { get; } = new(ImmutableDictionary<Guid, (DateOnly, DateOnly?)>.Empty, []);

    public static string StreamType => "social_enterprise";

    /// <summary>The stream of an organisation's standing.</summary>
    public static Guid IdOf(Guid organisation) => UuidV5.Of(organisation, "enterprise");

    public bool IsSocialEnterprise(DateOnly day) =>
        Mission.Any(m => Verified.Contains(m.Key) && m.Value.From <= day && !(m.Value.Until < day));

    public SupplierStanding Evolve(object fact) =>
        fact switch
        {
            StatusEvidenceRecorded { Criterion: StatusCriterion.Mission } e => this with
            {
                Mission = Mission.SetItem(e.EvidenceId, (e.From, e.Until)),
            },
            StatusEvidenceWithdrawn e => this with { Mission = Mission.Remove(e.EvidenceId) },
            StatusEvidenceVerified e => this with { Verified = Verified.Add(e.EvidenceId) },
            StatusEvidenceRejected e => this with { Verified = Verified.Remove(e.EvidenceId) },
            _ => this,
        };
}
