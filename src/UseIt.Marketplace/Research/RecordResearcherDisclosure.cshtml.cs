using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecordResearcherDisclosurePage(ResearchRooms rooms) : ResearcherPage(rooms)
{
    public static readonly Refusal RoleMissing = new("role-missing", "role", "Choose which work it is for");

    [BindProperty]
    public DisclosureRole? Role { get; set; }

    [BindProperty]
    public DisclosureOutcome? Outcome { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public IReadOnlyList<Choice> DisclosureRoles =>
        [.. Enum.GetValues<DisclosureRole>().Select(r => new Choice($"{r}", Disclosure.Called(r)))];

    public IReadOnlyList<Choice> Outcomes => [.. Enum.GetValues<DisclosureOutcome>().Select(o => new Choice($"{o}", Disclosure.Called(o)))];

    public async Task<IActionResult> OnGetAsync(Guid researcher) => await LoadAsync(researcher) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid researcher)
    {
        if (!await LoadAsync(researcher))
            return NotFound();
        List<Refusal> wrong = [];
        if (Role is null)
            wrong.Add(RoleMissing);
        if (Outcome is null)
            wrong.Add(AnswerPayQuestionPage.NotChosen);
        if (On is null)
            wrong.Add(ResearchRefusals.InTheFuture);
        return wrong.Count > 0
            ? this.Refused(wrong)
            : await DoAsync(
                new RecordResearcherDisclosure(researcher, Role!.Value, Outcome!.Value, On!.Value),
                "The check is recorded",
                Back
            );
    }
}
