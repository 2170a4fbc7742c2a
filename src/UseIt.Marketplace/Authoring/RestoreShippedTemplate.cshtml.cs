using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

[ForRoles("an administrator of the platform; of reports a programme manager too", Roles.Administrator, Roles.ProgrammeManager)]
public sealed class RestoreShippedTemplatePage(TemplatePages pages) : TemplatePage(pages)
{
    [BindProperty]
    public int Seen { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid template) =>
        !await LoadAsync(template) ? NotFound()
        : Template.Sha256 is null ? Redirect(Back)
        : Page();

    public async Task<IActionResult> OnPostAsync(Guid template)
    {
        if (!await LoadAsync(template))
            return NotFound();
        if (await Pages.Acting.TryAsync(this, new RestoreShippedTemplate(template, Seen)) is { } refused)
            return refused;
        this.Announce("The program’s own is used again");
        return Redirect(Back);
    }
}
