using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Networks;

/// <summary>A network as decisions need to know it: who belongs to it now, and its clusters.</summary>
public sealed record Network(
    Guid SupportOrganisation,
    DateOnly FormedOn,
    ImmutableDictionary<Guid, DateOnly> Members,
    ImmutableDictionary<Guid, DateOnly> Left,
    ImmutableDictionary<Guid, IReadOnlyList<Guid>> Clusters
) : IState<Network>
{
    public static Network Empty { get; } =
        new(
            Guid.Empty,
            default,
            ImmutableDictionary<Guid, DateOnly>.Empty,
            ImmutableDictionary<Guid, DateOnly>.Empty,
            ImmutableDictionary<Guid, IReadOnlyList<Guid>>.Empty
        );

    public Network Evolve(object fact) =>
        fact switch
        {
            NetworkFormed e => this with { SupportOrganisation = e.SupportOrganisationId, FormedOn = e.On },
            NetworkMemberJoined e => this with { Members = Members.SetItem(e.OrganisationId, e.On) },
            NetworkMemberLeft e => this with
            {
                Members = Members.Remove(e.OrganisationId),
                Left = Left.SetItem(e.OrganisationId, e.On),
                Clusters = Clusters.ToImmutableDictionary(
                    c => c.Key,
                    c => (IReadOnlyList<Guid>)[.. c.Value.Where(m => m != e.OrganisationId)]
                ),
            },
            ClusterFormed e => this with { Clusters = Clusters.SetItem(e.ClusterId, e.Members) },
            ClusterMembersChanged e => this with { Clusters = Clusters.SetItem(e.ClusterId, e.Members) },
            _ => this,
        };
}

/// <summary>An organisation as networks see it: whether it is there, and on which side of a purchase.</summary>
public sealed record NetworkedOrganisation(IReadOnlyList<OrganisationKind> Kinds, bool Gone) : IState<NetworkedOrganisation>
{
    public static NetworkedOrganisation Empty { get; } = new([], Gone: false);

    public static string StreamType => "organisation";

    public bool IsThere => Kinds.Count > 0 && !Gone;

    public GuestSide Side =>
        Kinds.Contains(OrganisationKind.Enterprise) ? GuestSide.Enterprise
        : Kinds.Contains(OrganisationKind.Buyer) ? GuestSide.Buyer
        : GuestSide.Other;

    public NetworkedOrganisation Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => this with { Kinds = e.Kinds },
            OrganisationSuspended or OrganisationMerged or OrganisationClosed => this with { Gone = true },
            OrganisationReinstated => this with { Gone = false },
            _ => this,
        };
}
