using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Developments;

public sealed record Obligation(ObligationDue Due, bool Discharged, ImmutableHashSet<Guid> Deliveries);

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

    public Development Evolve(object fact) =>
        fact switch
        {
            DevelopmentRegistered e => this with { Developer = e.DeveloperId, Council = e.CouncilId, Homes = e.Homes },
            DevelopmentPhaseAdded e => this with { Phases = Phases.Add(e.PhaseId) },
            PlanningObligationAgreed e => this with { Obligations = Obligations.SetItem(e.ObligationId, new Obligation(e.Due, false, [])) },
            DevelopmentCommenced e => this with { CommencedOn = e.On },
            HomesOccupied e => this with { Occupied = e.Total, OccupiedOn = e.On },
            PlanningObligationDelivered e => With(e.ObligationId, o => o with { Deliveries = o.Deliveries.Add(e.DeliveryId) }),
            PlanningObligationDischarged e => With(e.ObligationId, o => o with { Discharged = true }),
            MainContractorAppointed e => this with { Contractor = e.ContractorId },
            WorksPackageExpected e => this with { Packages = Packages.SetItem(e.PackageId, null) },
            WorksPackageLet e => this with { Packages = Packages.SetItem(e.PackageId, e.SupplierId) },
            _ => this,
        };

    private Development With(Guid obligation, Func<Obligation, Obligation> change) =>
        this with
        {
            Obligations = Obligations.SetItem(obligation, change(Obligations[obligation])),
        };
}

/// <summary>An organisation as developments see it.</summary>
public sealed record BuildingOrganisation(IReadOnlyList<OrganisationKind> Kinds, bool Gone) : IState<BuildingOrganisation>
{
    public static BuildingOrganisation Empty { get; } = new([], Gone: false);

    public static string StreamType => "organisation";

    public bool IsThere => Kinds.Count > 0 && !Gone;
    public bool IsBuyer => IsThere && Kinds.Contains(OrganisationKind.Buyer);

    public BuildingOrganisation Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Kinds = e.Kinds },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}
