using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForPeople]
public sealed class SetPackageAsidePage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    public PackageRow Package { get; private set; } = null!;

    [BindProperty]
    public SetAsideFor? For { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid development, Guid package)
    {
        if (!await FindAsync(development, package))
            return NotFound();
        For = Package.SetAside;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid development, Guid package) =>
        !await FindAsync(development, package) ? NotFound()
        : For is not { } wanted ? this.Refused(DeclareSharePage.ForMissing)
        : await DoAsync(new SetPackageAside(development, package, wanted), "The package is set aside", Back);

    private async Task<bool> FindAsync(Guid development, Guid package)
    {
        if (
            !await LoadAsync(development)
            || !Builds
            || Row.Packages.FirstOrDefault(p => p.PackageId == package) is not { SupplierId: null } found
        )
            return false;
        Package = found;
        return true;
    }
}
