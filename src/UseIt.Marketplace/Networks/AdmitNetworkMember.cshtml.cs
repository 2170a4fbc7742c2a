using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForRoles("a network's coordinator", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class AdmitNetworkMemberPage(PageRooms rooms, NetworkView networks) : NetworkPage(rooms, networks)
{
    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid? OrganisationId { get; set; }

    [BindProperty]
    public string? Sectors { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public IReadOnlyList<Choice> Found { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid network, CancellationToken cancel)
    {
        if (!await FindAsync(network, cancel))
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid network, CancellationToken cancel) =>
        await FindAsync(network, cancel)
            ? await DoAsync(
                new AdmitNetworkMember(network, OrganisationId ?? Guid.Empty, On ?? default, NetworkWords.Lines(Sectors)),
                "It is a member",
                Back,
                NetworkWords.Field
            )
            : NotFound();

    private async Task<bool> FindAsync(Guid network, CancellationToken cancel)
    {
        if (!await LoadAsync(network))
            return false;
        Found = await Rooms.FindAsync(Q, [], Network.MemberIds, cancel);
        return true;
    }
}
