using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Support;

/// <summary>An organisation as a case sees it: one that supports, or one that is supported.</summary>
public sealed record OrganisationForSupport(string Name, bool Supports, bool IsEnterprise, bool Checked, bool Gone)
    : IState<OrganisationForSupport>
{
    public static OrganisationForSupport Empty { get; } = new("", false, false, false, false);

    public static string StreamType => "organisation";

    public bool MaySupport => Supports && Checked && !Gone;

    public OrganisationForSupport Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with
            {
                Name = e.Name,
                Supports = e.Kinds.Contains(OrganisationKind.Support) || e.Kinds.Contains(OrganisationKind.Funder),
                IsEnterprise = e.Kinds.Contains(OrganisationKind.Enterprise),
            },
            OrganisationRenamed e => this with { Name = e.Name },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}
