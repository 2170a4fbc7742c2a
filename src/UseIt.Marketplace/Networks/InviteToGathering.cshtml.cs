using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>Members of the network are there to be ticked; others are found by a word of their name.</summary>
[ForRoles("a network's coordinator", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class InviteToGatheringPage(PageRooms rooms, GatheringView gatherings, NetworkView networks)
    : GatheringPage(rooms, gatherings)
{
    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid[] Organisations { get; set; } = [];

    public IReadOnlyList<Choice> Choosable { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid gathering, CancellationToken cancel) =>
        await FindAsync(gathering, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid gathering, CancellationToken cancel) =>
        await FindAsync(gathering, cancel)
            ? await DoAsync(new InviteToGathering(gathering, Organisations), "They are invited", Back, NetworkWords.Field)
            : NotFound();

    private async Task<bool> FindAsync(Guid gathering, CancellationToken cancel)
    {
        if (!await LoadAsync(gathering))
            return false;
        Guid[] members =
            Gathering.NetworkId is { } id && await networks.FindAsync(Rooms.Database, id, cancel) is { } network
                ? [.. network.MemberIds]
                : [];
        await NameAsync(members);
        var others =
            Gathering.Kind == GatheringKind.Marketplace ? await Rooms.FindAsync(Q, [], [.. members, .. Gathering.GuestIds], cancel) : [];
        Choosable = [.. others, .. Choices(members.Except(Gathering.GuestIds))];
        return true;
    }
}
