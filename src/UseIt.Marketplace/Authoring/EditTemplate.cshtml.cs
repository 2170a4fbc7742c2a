using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

/// <summary>Writing a template. What is typed is kept as the author's draft; only what renders goes on.</summary>
[ForRoles("an administrator of the platform; of reports a programme manager too", Roles.Administrator, Roles.ProgrammeManager)]
public sealed class EditTemplatePage(TemplatePages pages) : TemplatePage(pages)
{
    public static readonly Refusal NothingToTry = new("trial-missing", "with", "Choose what to preview it with");

    [BindProperty]
    public string? Text { get; set; }

    [BindProperty]
    public int Seen { get; set; }

    [BindProperty]
    public string? With { get; set; }

    public IReadOnlyList<Choice> Trials { get; private set; } = [];
    public bool HasDraft { get; private set; }

    /// <summary>What somebody else has published since this author began.</summary>
    public string? Theirs { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid template)
    {
        if (!await LoadAsync(template))
            return NotFound();
        await OfferAsync();
        var draft = await Pages.Drafts.FindAsync(template, Who.Person, Cancel);
        Text = draft?.Text ?? await CurrentAsync();
        (HasDraft, Seen) = (draft is not null, draft?.Seen ?? Template.Version);
        await CompareAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid template)
    {
        if (!await LoadAsync(template))
            return NotFound();
        await OfferAsync();
        if (await KeepAsync(template) is { } refused)
            return refused;
        var wrong = await Pages.Uses.WrongAsync(Template.Path, Text!, Cancel);
        return wrong.Count > 0 ? this.Refused(TemplateAuthors.Broken(wrong).Refusals) : Redirect($"{Back}/publish");
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid template)
    {
        if (!await LoadAsync(template))
            return NotFound();
        await OfferAsync();
        if (await KeepAsync(template) is { } refused)
            return refused;
        try
        {
            return await Pages.TryAsync(Template.Path, Text!, With, Who, Cancel) is null
                ? this.Refused(NothingToTry)
                : Redirect($"{Back}/preview?with={Uri.EscapeDataString(With!)}");
        }
        catch (TemplateException e)
        {
            return this.Refused(TemplateAuthors.Broken(e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Refusals);
        }
    }

    public async Task<IActionResult> OnPostDiscardAsync(Guid template)
    {
        if (!await LoadAsync(template))
            return NotFound();
        await Pages.Drafts.DropAsync(template, Who.Person, Cancel);
        this.Announce("Your text is thrown away");
        return Redirect(Back);
    }

    // What was typed is kept whatever is wrong with it, so that nothing is lost.
    private async Task<IActionResult?> KeepAsync(Guid template)
    {
        HasDraft = true;
        if (!ModelState.IsValid)
            return this.Refused();
        if (string.IsNullOrWhiteSpace(Text))
            return this.Refused(TemplateAuthors.Missing);
        Text = Text.ReplaceLineEndings("\n");
        await Pages.Drafts.KeepAsync(template, Who.Person, new TemplateDraft(Text, Seen), Cancel);
        await CompareAsync();
        return Theirs is null ? null : this.Refused(TemplateAuthors.Meanwhile(Template.Version));
    }

    private async Task CompareAsync() => Theirs = Seen == Template.Version ? null : await CurrentAsync();

    private async Task OfferAsync()
    {
        Trials = await Pages.TrialsAsync(Template.Path, Who, Cancel);
        With ??= Trials.Count == 0 ? null : Trials[0].Value;
    }
}
