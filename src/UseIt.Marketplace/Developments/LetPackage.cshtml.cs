using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForPeople]
public sealed class LetPackagePage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    public PackageRow Package { get; private set; } = null!;

    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid? SupplierId { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public IReadOnlyList<Choice> Found { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid development, Guid package, CancellationToken cancel)
    {
        if (!await FindAsync(development, package, cancel))
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid development, Guid package, CancellationToken cancel) =>
        await FindAsync(development, package, cancel)
            ? await DoAsync(
                new LetPackage(development, package, SupplierId ?? Guid.Empty, On ?? default, Reason),
                "The package is let",
                Back
            )
            : NotFound();

    private async Task<bool> FindAsync(Guid development, Guid package, CancellationToken cancel)
    {
        if (
            !await LoadAsync(development)
            || !Builds
            || Row.Packages.FirstOrDefault(p => p.PackageId == package) is not { SupplierId: null } found
        )
            return false;
        Package = found;
        Found = await Rooms.FindAsync(Q, [], [Own], cancel);
        return true;
    }
}
