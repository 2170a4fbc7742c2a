using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>Members of a network come together to grow something; said again, who they are is changed.</summary>
public sealed record FormCluster(
    Guid NetworkId,
    [property: NewId(OrKept = true)] Guid ClusterId,
    string Name,
    string Purpose,
    IReadOnlyList<Guid> Members
) : Message, ICommand;

public static class FormClusterHandler
{
    public static readonly Refusal TooFew = new("members-too-few", "members", "Choose at least two members of the network");

    public static Access Authorise(Actor actor, Network network) => NetworkAccess.ForCoordinator(actor, network.SupportOrganisation);

    public static Decision Handle(FormCluster command, Network network, DateTimeOffset now)
    {
        Guid[] members = [.. (command.Members ?? []).Distinct().Order()];
        var known = network.Clusters.GetValueOrDefault(command.ClusterId);
        List<Refusal> wrong = [];
        if (known is null && string.IsNullOrWhiteSpace(command.Name))
            wrong.Add(NetworkAccess.NameMissing);
        if (known is null && string.IsNullOrWhiteSpace(command.Purpose))
            wrong.Add(NetworkAccess.PurposeMissing);
        if (members.Length < 2)
            wrong.Add(TooFew);
        else if (members.Any(m => !network.Members.ContainsKey(m)))
            wrong.Add(NetworkAccess.NotMembers);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        if (known is not null && known.Order().SequenceEqual(members))
            return Decision.Nothing;
        var today = UkTime.DayOf(now);
        return Decision.On<Network>(
            command.NetworkId,
            known is null
                ? new ClusterFormed(
                    command.NetworkId,
                    network.SupportOrganisation,
                    command.ClusterId,
                    command.Name.Trim(),
                    command.Purpose.Trim(),
                    members,
                    today
                )
                : new ClusterMembersChanged(command.NetworkId, network.SupportOrganisation, command.ClusterId, members, today)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<FormCluster>("POST", "/api/v1/networks/{networkId}/clusters", NetworkAccess.Coordinators, creates: "clusterId");
}
