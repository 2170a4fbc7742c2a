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

    public bool IsActive => Status == OrganisationStatus.Active;

    public Organisation Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => new Organisation(OrganisationStatus.Registered, e.Name, e.Kinds, e.Identifiers, e.Demo),
            OrganisationIdentityChecked => this with { Status = OrganisationStatus.Active },
            OrganisationRenamed e => this with { Name = e.Name },
            OrganisationIdentified e => this with { Identifiers = [.. Identifiers, e.Identifier] },
            OrganisationSuspended => this with { Status = OrganisationStatus.Suspended },
            OrganisationReinstated => this with { Status = OrganisationStatus.Active },
            OrganisationMerged => this with { Status = OrganisationStatus.Merged },
            OrganisationClosed => this with { Status = OrganisationStatus.Closed },
            _ => this,
        };
}
