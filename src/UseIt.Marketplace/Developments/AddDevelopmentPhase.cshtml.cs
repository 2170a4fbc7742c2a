using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForRoles("the developer", Roles.Author, Roles.ContractManager)]
public sealed class AddDevelopmentPhasePage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    [BindProperty]
    public Guid PhaseId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty, Display(Name = "The first day")]
    public DateOnly? Start { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? End { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid development)
    {
        PhaseId = Guid.CreateVersion7();
        return await LoadOwnAsync(development) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid development) =>
        await LoadOwnAsync(development)
            ? await DoAsync(
                new AddDevelopmentPhase(development, PhaseId, Name ?? "", Start ?? default, End ?? default),
                "The phase is added",
                Back
            )
            : NotFound();
}
