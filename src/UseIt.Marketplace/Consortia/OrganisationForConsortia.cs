using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Consortia;

/// <summary>An organisation as somebody who may be invited.</summary>
public sealed record OrganisationForConsortia(bool Enterprise, bool Gone) : IState<OrganisationForConsortia>
{
    public static OrganisationForConsortia Empty { get; } = new(false, false);

    public static string StreamType => "organisation";

    public bool MayBeInvited => Enterprise && !Gone;

    public OrganisationForConsortia Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Enterprise = e.Kinds.Contains(OrganisationKind.Enterprise) },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}
