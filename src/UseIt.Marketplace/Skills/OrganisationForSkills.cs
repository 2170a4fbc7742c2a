using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Skills;

/// <summary>An organisation as a pathway or a vacancy sees it.</summary>
public sealed record OrganisationForSkills(string Name, bool Supports, bool Employs, bool Checked, bool AtRest)
    : IState<OrganisationForSkills>
{
    public static OrganisationForSkills Empty { get; } = new("", false, false, false, false);

    public static string StreamType => "organisation";

    public OrganisationForSkills Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with
            {
                Name = e.Name,
                Supports = e.Kinds.Contains(OrganisationKind.Support),
                Employs = e.Kinds.Contains(OrganisationKind.Buyer),
            },
            OrganisationRenamed e => this with { Name = e.Name },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { AtRest = true },
            OrganisationReinstated => this with { AtRest = false },
            _ => this,
        };
}
