using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ChangeResearcherContactPage(ResearchRooms rooms, Vault vault) : ResearcherPage(rooms)
{
    [BindProperty, Display(Name = "The name")]
    public string? NewName { get; set; }

    [BindProperty]
    public string? Contact { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid researcher, CancellationToken cancel)
    {
        if (!await LoadAsync(researcher))
            return NotFound();
        (NewName, Contact) = (Name, (await vault.RevealAsync(researcher, [Row.Contact], cancel))[0]);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid researcher) =>
        await LoadAsync(researcher)
            ? await DoAsync(
                new ChangeResearcherContact(researcher, NewName ?? "", Contact ?? ""),
                "Name and contact are saved",
                Back,
                field => field == "name" ? nameof(NewName) : field
            )
            : NotFound();
}
