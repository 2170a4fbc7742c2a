using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>Invites organisations; to a meeting of a network its members alone. Who is invited already stays so.</summary>
public sealed record InviteToGathering(Guid GatheringId, IReadOnlyList<Guid> Organisations) : Message, ICommand;

public static class InviteToGatheringHandler
{
    public static readonly Refusal NobodyChosen = new("organisations-missing", "organisations", "Choose who is invited");
    public static readonly Refusal NotThere = new("organisations-unknown", "organisations", "Choose organisations of the marketplace");
    public static readonly Refusal MembersOnly = new(
        "members-only",
        "organisations",
        "A meeting is for members of its network. Plan a marketplace to invite others"
    );

    public sealed record Found(IReadOnlyList<Stream<NetworkedOrganisation>> Organisations, Network? Network);

    public static Access Authorise(Actor actor, Gathering gathering) => NetworkAccess.ForCoordinator(actor, gathering.SupportOrganisation);

    public static async Task<Found> Load(InviteToGathering command, Gathering gathering, Streams streams, CancellationToken cancel) =>
        new(
            await streams.FetchAsync<NetworkedOrganisation>(command.Organisations ?? [], cancel),
            gathering.Network is { } network ? (await streams.FetchAsync<Network>(network, cancel)).State : null
        );

    public static Decision Handle(InviteToGathering command, Gathering gathering, Found found)
    {
        if (found.Organisations.Count == 0)
            return NobodyChosen;
        if (found.Organisations.Any(o => !o.State.IsThere))
            return NotThere;
        if (gathering.Kind == GatheringKind.Meeting && found.Organisations.Any(o => found.Network?.Members.ContainsKey(o.Id) != true))
            return MembersOnly;
        Guest[] guests =
        [
            .. found
                .Organisations.Where(o => !gathering.Guests.ContainsKey(o.Id))
                .OrderBy(o => o.Id)
                .Select(o => new Guest(o.Id, o.State.Side)),
        ];
        return guests.Length == 0
            ? Decision.Nothing
            : Decision.On<Gathering>(
                command.GatheringId,
                new OrganisationsInvited(command.GatheringId, gathering.SupportOrganisation, guests)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<InviteToGathering>("POST", "/api/v1/gatherings/{gatheringId}/invitations", NetworkAccess.Coordinators);
}
