using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>Plans a meeting of a network, or a marketplace where buyers and enterprises meet; or records one that was.</summary>
public sealed record PlanGathering(
    [property: NewId] Guid GatheringId,
    Guid SupportOrganisationId,
    GatheringKind Kind,
    string Title,
    string Theme,
    Guid HostId,
    string Venue,
    DateOnly On,
    Guid? NetworkId = null
) : Message, ICommand;

public static class PlanGatheringHandler
{
    public static readonly Refusal TitleMissing = new("title-missing", "title", "Enter what it is called");
    public static readonly Refusal ThemeMissing = new("theme-missing", "theme", "Say what it is about");
    public static readonly Refusal VenueMissing = new("venue-missing", "venue", "Say where it is");
    public static readonly Refusal DayMissing = new("day-missing", "on", "Enter the day");
    public static readonly Refusal HostUnknown = new("host-unknown", "hostId", "Choose the organisation that is the host");
    public static readonly Refusal NetworkUnknown = new("network-unknown", "networkId", "Choose a network of your own");

    public static Access Authorise(Actor actor, PlanGathering command) =>
        NetworkAccess.ForCoordinator(actor, command.SupportOrganisationId);

    public static Decision Handle(
        PlanGathering command,
        Stream<Gathering> gathering,
        [Peek] NetworkedOrganisation host,
        [Peek] Network network,
        Actor actor
    )
    {
        if (gathering.Exists)
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Title))
            wrong.Add(TitleMissing);
        if (string.IsNullOrWhiteSpace(command.Theme))
            wrong.Add(ThemeMissing);
        if (string.IsNullOrWhiteSpace(command.Venue))
            wrong.Add(VenueMissing);
        if (command.On == default)
            wrong.Add(DayMissing);
        if (!host.IsThere)
            wrong.Add(HostUnknown);
        if (
            command.NetworkId is null ? command.Kind == GatheringKind.Meeting : network.SupportOrganisation != command.SupportOrganisationId
        )
            wrong.Add(NetworkUnknown);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Gathering>(
                command.GatheringId,
                new GatheringPlanned(
                    command.GatheringId,
                    command.SupportOrganisationId,
                    command.NetworkId,
                    command.Kind,
                    command.Title.Trim(),
                    command.Theme.Trim(),
                    command.HostId,
                    command.Venue.Trim(),
                    command.On,
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PlanGathering>("POST", "/api/v1/gatherings", NetworkAccess.Coordinators, creates: "gatheringId");
}
