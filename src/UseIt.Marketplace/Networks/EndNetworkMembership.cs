using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>A member leaves the network, and with it its clusters.</summary>
public sealed record EndNetworkMembership(Guid NetworkId, Guid OrganisationId, string Reason, DateOnly On) : Message, ICommand;

public static class EndNetworkMembershipHandler
{
    public static readonly Refusal NoMember = new("member-unknown", "organisationId", "Choose a member of the network");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why it leaves");
    public static readonly Refusal BeforeJoining = new("left-before-joining", "on", "Enter a day on or after it joined");

    public static Access Authorise(Actor actor, Network network) => NetworkAccess.ForCoordinator(actor, network.SupportOrganisation);

    public static Decision Handle(EndNetworkMembership command, Network network, DateTimeOffset now)
    {
        if (!network.Members.TryGetValue(command.OrganisationId, out var joined))
            return network.Left.ContainsKey(command.OrganisationId) ? Decision.Nothing : NoMember;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Reason))
            wrong.Add(ReasonMissing);
        if (!NetworkAccess.HasBeen(command.On, now))
            wrong.Add(NetworkAccess.DayWrong);
        else if (command.On < joined)
            wrong.Add(BeforeJoining);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Network>(
                command.NetworkId,
                new NetworkMemberLeft(
                    command.NetworkId,
                    network.SupportOrganisation,
                    command.OrganisationId,
                    command.Reason.Trim(),
                    command.On
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EndNetworkMembership>(
            "POST",
            "/api/v1/networks/{networkId}/members/{organisationId}/leaving",
            NetworkAccess.Coordinators
        );
}
