using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class RecordTestPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public TestRule? Rule { get; private set; }

    [BindProperty(SupportsGet = true)]
    public string? Test { get; set; }

    [BindProperty]
    public Guid RecordId { get; set; }

    [BindProperty, Display(Name = "The day of the test")]
    public DateOnly? TakenOn { get; set; }

    [BindProperty]
    public Dictionary<string, string?> Scores { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await FindAsync(candidate, cancel))
            return NotFound();
        RecordId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await FindAsync(candidate, cancel) || Rule is null)
            return NotFound();
        return await DoAsync(
            new RecordTest(
                candidate,
                RecordId,
                Rule.Code,
                TakenOn ?? default,
                [.. Rule.Parts.Select(p => new PartScore(p, Scores.GetValueOrDefault(p) ?? ""))]
            ),
            "The test is recorded",
            Back,
            field => field.StartsWith("scores.", StringComparison.Ordinal) ? $"Scores[{field["scores.".Length..]}]" : field
        );
    }

    private async Task<bool> FindAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen || Rules is not { } rules)
            return false;
        Rule = rules.Test(Test ?? "");
        return Test is null || Rule is not null;
    }
}
