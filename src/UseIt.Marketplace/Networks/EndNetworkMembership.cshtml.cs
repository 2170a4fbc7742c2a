using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForRoles("a network's coordinator", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class EndNetworkMembershipPage(PageRooms rooms, NetworkView networks) : NetworkPage(rooms, networks)
{
    public Guid Member { get; private set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid network, Guid member)
    {
        if (!await FindAsync(network, member))
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid network, Guid member) =>
        await FindAsync(network, member)
            ? await DoAsync(new EndNetworkMembership(network, member, Reason ?? "", On ?? default), "It has left", Back)
            : NotFound();

    private async Task<bool> FindAsync(Guid network, Guid member)
    {
        Member = member;
        return await LoadAsync(network) && Network.MemberIds.Contains(member);
    }
}
