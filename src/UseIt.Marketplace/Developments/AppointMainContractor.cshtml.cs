using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForRoles("the developer", Roles.Author, Roles.ContractManager)]
public sealed class AppointMainContractorPage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid? ContractorId { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public IReadOnlyList<Choice> Found { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid development, CancellationToken cancel)
    {
        if (!await FindAsync(development, cancel))
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid development, CancellationToken cancel) =>
        await FindAsync(development, cancel)
            ? await DoAsync(
                new AppointMainContractor(development, ContractorId ?? Guid.Empty, On ?? default),
                "The main contractor is named",
                Back
            )
            : NotFound();

    private async Task<bool> FindAsync(Guid development, CancellationToken cancel)
    {
        if (!await LoadOwnAsync(development))
            return false;
        Found = await Rooms.FindAsync(Q, [], [], cancel);
        return true;
    }
}
