using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>One network: its members by days, sectors, clusters, and its gatherings as far as the reader may know of them.</summary>
[ForAnyone]
public sealed class ReadNetworkPage(PageRooms rooms, NetworkView networks, GatheringView gatherings) : NetworkPage(rooms, networks)
{
    public IReadOnlyList<NetworkMember> Members { get; private set; } = [];
    public IReadOnlyList<GatheringRow> Gatherings { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid network, CancellationToken cancel)
    {
        if (!await LoadAsync(network, keeps: false))
            return NotFound();
        await Rooms.FreshAsync(HttpContext, gatherings);
        Members = [.. Network.Members.OrderBy(m => m.LeftOn is not null).ThenBy(m => NameOf(m.OrganisationId), StringComparer.Ordinal)];
        Gatherings =
        [
            .. (await gatherings.OfNetworkAsync(Rooms.Rows, network, null, cancel))
                .Items.Where(g => Keeps || g.Kind == GatheringKind.Marketplace || g.GuestIds.Contains(Own))
                .OrderByDescending(g => g.On),
        ];
        return Page();
    }
}
