using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

/// <summary>One template: its text, what it is used for, and who published what.</summary>
[ForRoles("an administrator of the platform; of reports a programme manager too", Roles.Administrator, Roles.ProgrammeManager)]
public sealed class ReadTemplatePage(TemplatePages pages) : TemplatePage(pages)
{
    public string Shipped { get; private set; } = "";
    public string? Own { get; private set; }
    public IReadOnlyList<string> UsedFor { get; private set; } = [];
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public async Task<IActionResult> OnGetAsync(Guid template)
    {
        if (!await LoadAsync(template))
            return NotFound();
        Shipped = Pages.Shelf.Shipped(Template.Path);
        Own = Template.Sha256 is { } own ? await Pages.Shelf.TextAsync(own, Cancel) : null;
        UsedFor = [.. Pages.Uses.Of(Template.Path).Select(u => u.Title)];
        Names = await Pages.Colleagues.NamesAsync([.. Template.Changes.Select(c => c.By).Distinct()], Cancel);
        return Page();
    }
}
