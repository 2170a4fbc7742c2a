using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Enterprises;

/// <summary>An organisation as its enterprise's room shows it, and whether others see it.</summary>
public sealed record OwnOrganisation(string Name, bool Enterprise, bool Checked, bool AtRest) : IState<OwnOrganisation>
{
    public static OwnOrganisation Empty { get; } = new("", false, false, false);

    public static string StreamType => "organisation";

    public OwnOrganisation Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Name = e.Name, Enterprise = e.Kinds.Contains(OrganisationKind.Enterprise) },
            OrganisationRenamed e => this with { Name = e.Name },
            OrganisationIdentityChecked => this with { Checked = true },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { AtRest = true },
            OrganisationReinstated => this with { AtRest = false },
            _ => this,
        };
}
