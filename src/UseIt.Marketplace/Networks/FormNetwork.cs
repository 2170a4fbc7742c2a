using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>Forms a network, or records that one was formed.</summary>
public sealed record FormNetwork(
    [property: NewId] Guid NetworkId,
    Guid SupportOrganisationId,
    string Name,
    string Purpose,
    DateOnly On,
    IReadOnlyList<string>? Sectors = null
) : Message, ICommand;

public static class FormNetworkHandler
{
    public static Access Authorise(Actor actor, FormNetwork command) => NetworkAccess.ForCoordinator(actor, command.SupportOrganisationId);

    public static Decision Handle(FormNetwork command, Stream<Network> network, Actor actor, DateTimeOffset now)
    {
        if (network.Exists)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Name))
            wrong.Add(NetworkAccess.NameMissing);
        if (string.IsNullOrWhiteSpace(command.Purpose))
            wrong.Add(NetworkAccess.PurposeMissing);
        if (!NetworkAccess.HasBeen(command.On, now))
            wrong.Add(NetworkAccess.DayWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Network>(
                command.NetworkId,
                new NetworkFormed(
                    command.NetworkId,
                    command.SupportOrganisationId,
                    command.Name.Trim(),
                    command.Purpose.Trim(),
                    NetworkAccess.Listed(command.Sectors),
                    command.On,
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<FormNetwork>("POST", "/api/v1/networks", NetworkAccess.Coordinators, creates: "networkId");
}
