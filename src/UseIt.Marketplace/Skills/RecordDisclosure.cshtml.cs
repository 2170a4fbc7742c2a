using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class RecordDisclosurePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public static readonly Refusal RoleMissing = new("role-missing", "role", "Choose which work it is for");

    [BindProperty]
    public DisclosureRole? Role { get; set; }

    [BindProperty]
    public DisclosureOutcome? Outcome { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public IReadOnlyList<Choice> DisclosureRoles => SkillsWords.Choices<DisclosureRole>(Disclosure.Called);
    public IReadOnlyList<Choice> Outcomes => SkillsWords.Choices<DisclosureOutcome>(Disclosure.Called);

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel) =>
        await LoadAsync(candidate, cancel) && IsOpen ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !IsOpen)
            return NotFound();
        List<Refusal> wrong = [];
        if (Role is null)
            wrong.Add(RoleMissing);
        if (Outcome is null)
            wrong.Add(RecordRightToWorkPage.NotChosen);
        if (On is null)
            wrong.Add(SkillsAccess.DayMissing("on"));
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(new RecordDisclosure(candidate, Role!.Value, Outcome!.Value, On!.Value), "The check is recorded", Back);
    }
}
