using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Research;

/// <summary>An organisation as research sees it: one that commissions, coordinates or uses.</summary>
public sealed record OrganisationInResearch(IReadOnlyList<OrganisationKind> Kinds, bool Checked, bool Gone) : IState<OrganisationInResearch>
{
    public static OrganisationInResearch Empty { get; } = new([], false, false);

    public static string StreamType => "organisation";

    public bool IsThere => Kinds.Count > 0 && !Gone;
    public bool Coordinates => IsThere && Checked && Kinds.Any(k => k is OrganisationKind.Support or OrganisationKind.Funder);
    public bool IsEnterprise => IsThere && Kinds.Contains(OrganisationKind.Enterprise);

    public OrganisationInResearch Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Kinds = e.Kinds },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}
