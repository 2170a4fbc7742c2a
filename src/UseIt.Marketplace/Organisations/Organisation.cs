using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

public enum OrganisationStatus
{
    Unknown,
    Registered,
    Active,
    Suspended,
    Merged,
    Closed,
}

public sealed record Organisation(
    OrganisationStatus Status,
    string Name,
    IReadOnlyList<OrganisationKind> Kinds,
    IReadOnlyList<Identifier> Identifiers,
    bool Demo
) : IState<Organisation>
{
    public static Organisation Empty { get; } = new(OrganisationStatus.Unknown, "", [], [], false);

    public bool Is(OrganisationKind kind) => Kinds.Contains(kind);

    /// <summary>Whether it was ever made sure that who speaks for it does.</summary>
    public bool IdentityChecked { get; init; }

    public bool IsActive => Status == OrganisationStatus.Active;

    public Organisation Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => new Organisation(OrganisationStatus.Registered, e.Name, e.Kinds, e.Identifiers, e.Demo),
            OrganisationIdentityChecked => this with { Status = OrganisationStatus.Active, IdentityChecked = true },
            OrganisationRenamed e => this with { Name = e.Name },
            OrganisationIdentified e => this with { Identifiers = [.. Identifiers, e.Identifier] },
            OrganisationSuspended => this with { Status = OrganisationStatus.Suspended },
            OrganisationReinstated => this with { Status = IdentityChecked ? OrganisationStatus.Active : OrganisationStatus.Registered },
            OrganisationMerged => this with { Status = OrganisationStatus.Merged },
            OrganisationClosed => this with { Status = OrganisationStatus.Closed },
            _ => this,
        };
}
