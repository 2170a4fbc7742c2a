using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class NewCandidatePathwayPage(Actors actors, Acting acting, IDocumentStore store, Carried carried)
    : NewCandidatePage(actors, acting, store, carried)
{
    public static readonly Refusal NotChosen = new("profession-missing", "chosen", "Choose what the person wants to work as");

    /// <summary>Pathway and profession in one answer.</summary>
    [BindProperty]
    public string? Chosen { get; set; }

    public IReadOnlyList<Choice> Choices =>
        [.. Open.SelectMany(p => p.Professions.Select(profession => new Choice($"{p.Code} {profession.Code}", profession.Name, p.Name)))];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        Chosen = Draft.Pathway.Length > 0 ? $"{Draft.Pathway} {Draft.Profession}" : null;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        if (Choices.All(c => c.Value != Chosen))
            return this.Refused(NotChosen);
        var parts = Chosen!.Split(' ');
        Keep(Draft with { Pathway = parts[0], Profession = parts[1] });
        return Then("/person", []);
    }
}
