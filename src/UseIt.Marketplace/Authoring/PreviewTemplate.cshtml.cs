using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

/// <summary>
/// What the author's own draft comes to with something the author may see. Nothing is issued, and nobody else can open it.
/// </summary>
[ForRoles("an administrator of the platform; of reports a programme manager too", Roles.Administrator, Roles.ProgrammeManager)]
public sealed class PreviewTemplatePage(TemplatePages pages) : TemplatePage(pages)
{
    public WrittenText? Written { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid template, string? with)
    {
        if (!await LoadAsync(template))
            return NotFound();
        var text = (await Pages.Drafts.FindAsync(template, Who.Person, Cancel))?.Text ?? await CurrentAsync();
        try
        {
            Written = await Pages.TryAsync(Template.Path, text, with, Who, Cancel);
        }
        catch (TemplateException)
        {
            // The form says what is wrong, and where.
            return Redirect($"{Back}/edit");
        }
        if (Written is null)
            return NotFound();
        if (!Written.IsHtml)
            return Page();
        Response.Headers.ContentSecurityPolicy = StyledPage.Policy(Written.Text);
        var note = $"""<nav aria-label="Preview"><p>This is a preview. <a href="{Back}/edit">Go on writing</a></p></nav>""";
        return Content(Written.Text.Replace("<body>", $"<body>\n{note}", StringComparison.Ordinal), "text/html; charset=utf-8");
    }
}
