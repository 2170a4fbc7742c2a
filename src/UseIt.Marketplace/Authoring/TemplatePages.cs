using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Authoring;

/// <summary>What pages about templates have in common.</summary>
public sealed class TemplatePages(
    Actors actors,
    Acting acting,
    TemplateShelf shelf,
    TemplateUses uses,
    TemplateDrafts drafts,
    Colleagues colleagues
)
{
    public Acting Acting => acting;
    public TemplateShelf Shelf => shelf;
    public TemplateUses Uses => uses;
    public TemplateDrafts Drafts => drafts;
    public Colleagues Colleagues => colleagues;

    public Task<Actor> WhoAsync(HttpContext http) => actors.OfAsync(http, http.RequestAborted);

    /// <summary>What people call a template.</summary>
    public string TitleOf(string path) => uses.All.FirstOrDefault(u => u.Main == path)?.Title ?? $"Shared part: {path}";

    /// <summary>Everything this author can try a template with, wherever it is used.</summary>
    public async Task<IReadOnlyList<Choice>> TrialsAsync(string path, Actor actor, CancellationToken cancel)
    {
        List<Choice> choices = [];
        var all = uses.Of(path);
        foreach (var use in all)
        foreach (var trial in await use.TrialsAsync(actor, cancel))
            choices.Add(new Choice($"{use.Name}|{trial.Value}", all.Count == 1 ? trial.Title : $"{use.Title}: {trial.Title}"));
        return choices;
    }

    /// <summary>What a text comes to with what was chosen; null where there is no such thing for this author.</summary>
    /// <exception cref="Templates.TemplateException">The text is wrong.</exception>
    public async Task<WrittenText?> TryAsync(string path, string text, string? with, Actor actor, CancellationToken cancel)
    {
        if (with?.Split('|', 2) is not [var name, var trial] || uses.Of(path).FirstOrDefault(u => u.Name == name) is not { } use)
            return null;
        return await use.TryAsync((await shelf.CurrentAsync(use.Folders, cancel)).With(path, text), trial, actor, cancel);
    }
}

/// <summary>A page about one template.</summary>
public abstract class TemplatePage(TemplatePages pages) : PageModel
{
    protected TemplatePages Pages => pages;
    protected CancellationToken Cancel => HttpContext.RequestAborted;
    public Actor Who { get; private set; } = Actor.Anonymous;
    public TemplateFile Template { get; private set; } = null!;
    public string Title => pages.TitleOf(Template.Path);
    public string Back => $"/templates/{Template.Id}";

    /// <summary>False where it is not there, or not theirs to write.</summary>
    protected async Task<bool> LoadAsync(Guid template)
    {
        Who = await pages.WhoAsync(HttpContext);
        if (pages.Shelf.PathOf(template) is not { } path || !TemplateAuthors.May(Who, path))
            return false;
        Template = (await pages.Shelf.FilesAsync([path], Cancel))[0];
        return true;
    }

    protected async Task<string> CurrentAsync() => (await pages.Shelf.CurrentAsync(Template.Path, Cancel)).Text;
}
