using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class RecordRightToWorkPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public static readonly Refusal NotChosen = new("outcome-missing", "outcome", "Choose what came of it");

    [BindProperty]
    public RightToWork? Outcome { get; set; }

    [BindProperty, Display(Name = "The day of the check")]
    public DateOnly? CheckedOn { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? Until { get; set; }

    public IReadOnlyList<Choice> Outcomes => SkillsWords.Choices<RightToWork>(SkillsWords.Called);

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel) =>
        await LoadAsync(candidate, cancel) && IsOpen ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen)
            return NotFound();
        List<Refusal> wrong = [];
        if (Outcome is null)
            wrong.Add(NotChosen);
        if (CheckedOn is null)
            wrong.Add(SkillsAccess.DayMissing("checkedOn"));
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(new RecordRightToWork(candidate, Outcome!.Value, CheckedOn!.Value, Until), "The check is recorded", Back);
    }
}
