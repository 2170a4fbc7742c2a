using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>For a coordinator the networks and gatherings it keeps; for everybody else those their organisation belongs to.</summary>
[ForPeople]
public sealed class OwnNetworksPage(PageRooms rooms, NetworkView networks, GatheringView gatherings) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public bool Coordinates => Who.ActsFor(Who.Organisation, NetworkAccess.Coordinating);
    public IReadOnlyList<NetworkRow> Networks { get; private set; } = [];
    public IReadOnlyList<GatheringRow> Gatherings { get; private set; } = [];
    public IReadOnlyList<GatheringRow> Waiting { get; private set; } = [];
    public Guid? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/networks/own");
        await BeginAsync(networks, gatherings);
        if (Coordinates)
        {
            Networks = (await networks.KeptByAsync(Rooms.Rows, Own, null, ViewRows.LargestPage, cancel)).Items;
            var page = await gatherings.KeptByAsync(Rooms.Rows, Own, After, null, cancel);
            (Gatherings, Next) = ([.. page.Items.OrderByDescending(g => g.On)], page.Next);
            return Page();
        }
        Networks = await networks.OfMemberAsync(Rooms.Database, Own, cancel);
        Gatherings = [.. (await gatherings.OfGuestAsync(Rooms.Database, Own, cancel)).Select(g => g.SeenBy(Who))];
        Waiting =
        [
            .. Gatherings.Where(g => g.On >= Today && g.Guests.Any(o => o.OrganisationId == Own && o is { Coming: 0, Declined: false })),
        ];
        return Page();
    }
}
