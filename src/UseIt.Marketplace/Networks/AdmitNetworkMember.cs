using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>An organisation joins a network on a day; one that had left may come back.</summary>
public sealed record AdmitNetworkMember(Guid NetworkId, Guid OrganisationId, DateOnly On, IReadOnlyList<string>? Sectors = null)
    : Message,
        ICommand;

public static class AdmitNetworkMemberHandler
{
    public static readonly Refusal TooEarly = new(
        "joined-too-early",
        "on",
        "Enter a day on or after the network was formed, and after the member last left"
    );

    public static Access Authorise(Actor actor, Network network) => NetworkAccess.ForCoordinator(actor, network.SupportOrganisation);

    public static Decision Handle(
        AdmitNetworkMember command,
        Network network,
        [Peek] NetworkedOrganisation organisation,
        DateTimeOffset now
    )
    {
        if (network.Members.ContainsKey(command.OrganisationId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (!organisation.IsThere)
            wrong.Add(NetworkAccess.OrganisationUnknown);
        if (!NetworkAccess.HasBeen(command.On, now))
            wrong.Add(NetworkAccess.DayWrong);
        else if (command.On < network.FormedOn || network.Left.TryGetValue(command.OrganisationId, out var left) && command.On < left)
            wrong.Add(TooEarly);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Network>(
                command.NetworkId,
                new NetworkMemberJoined(
                    command.NetworkId,
                    network.SupportOrganisation,
                    command.OrganisationId,
                    NetworkAccess.Listed(command.Sectors),
                    command.On
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AdmitNetworkMember>("POST", "/api/v1/networks/{networkId}/members", NetworkAccess.Coordinators);
}
