using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class RecordStepPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    [BindProperty]
    public Guid RecordId { get; set; }

    [BindProperty]
    public string? Step { get; set; }

    [BindProperty, Display(Name = "The day of the step")]
    public DateOnly? On { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    /// <summary>Steps of the pathway, with the stage they belong to.</summary>
    public IReadOnlyList<Choice> Steps =>
        [.. Rules!.Stages.SelectMany(s => s.Needs.Where(IsRecordedHere).Select(n => new Choice(n.Code, n.Name, s.Name)))];

    private static bool IsRecordedHere(NeedRule need) => need.IsStep && need.Code != Attainment.RightToWorkStep;

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen || Rules is null)
            return NotFound();
        (RecordId, Step) = (Guid.CreateVersion7(), Person.Standing?.Next?.Need is { } next && IsRecordedHere(next) ? next.Code : null);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen || Rules is null)
            return NotFound();
        return await DoAsync(new RecordStep(candidate, RecordId, Step ?? "", On ?? default, Until), "The step is recorded", Back);
    }
}
