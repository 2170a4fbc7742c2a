using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

[ForRoles("an administrator of the platform; of reports a programme manager too", Roles.Administrator, Roles.ProgrammeManager)]
public sealed class PublishTemplatePage(TemplatePages pages) : TemplatePage(pages)
{
    private TemplateDraft? draft;

    public IReadOnlyList<string> UsedFor { get; private set; } = [];

    /// <summary>How many lines are new, and how many are gone.</summary>
    public string Changed { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid template) =>
        !await LoadAsync(template) ? NotFound()
        : draft is null ? Redirect($"{Back}/edit")
        : Page();

    public async Task<IActionResult> OnPostAsync(Guid template)
    {
        if (!await LoadAsync(template))
            return NotFound();
        if (draft is null)
            return Redirect($"{Back}/edit");
        if (await Pages.Acting.TryAsync(this, new PublishTemplate(template, draft.Text, draft.Seen)) is { } refused)
            return refused;
        await Pages.Drafts.DropAsync(template, Who.Person, Cancel);
        this.Announce("The template is published");
        return Redirect(Back);
    }

    private new async Task<bool> LoadAsync(Guid template)
    {
        if (!await base.LoadAsync(template))
            return false;
        UsedFor = [.. Pages.Uses.Of(Template.Path).Select(u => u.Title)];
        if ((draft = await Pages.Drafts.FindAsync(template, Who.Person, Cancel)) is null)
            return true;
        var (now, then) = (draft.Text.Split('\n'), (await CurrentAsync()).Split('\n'));
        Changed = $"{now.Except(then).Count()} new, {then.Except(now).Count()} gone";
        return true;
    }
}
