using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForRoles("a network's coordinator", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class FormNetworkPage(PageRooms rooms) : RoomsPage(rooms)
{
    [BindProperty]
    public Guid NetworkId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Purpose { get; set; }

    [BindProperty]
    public string? Sectors { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task OnGetAsync()
    {
        await BeginAsync();
        (NetworkId, On) = (Guid.CreateVersion7(), Today);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        return await DoAsync(
            new FormNetwork(NetworkId, Own, Name ?? "", Purpose ?? "", On ?? default, NetworkWords.Lines(Sectors)),
            "The network is formed",
            $"/networks/{NetworkId}",
            NetworkWords.Field
        );
    }
}
