using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForPeople]
public sealed class ExpectPackagePage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    [BindProperty]
    public Guid PackageId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Opens { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Starts { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid development)
    {
        PackageId = Guid.CreateVersion7();
        return await LoadAsync(development) && Builds ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid development) =>
        await LoadAsync(development) && Builds
            ? await DoAsync(
                new ExpectPackage(development, PackageId, Title ?? "", Opens ?? default, Starts ?? default),
                "The package is announced",
                Back
            )
            : NotFound();
}
