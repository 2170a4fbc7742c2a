using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class AnswerPayQuestionPage(ResearchRooms rooms) : ResearcherPage(rooms)
{
    public static readonly Refusal NotChosen = new("outcome-missing", "outcome", "Choose what came of it");

    [BindProperty]
    public PayOutcome? Outcome { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? CheckedOn { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid researcher)
    {
        if (!await LoadAsync(researcher))
            return NotFound();
        (Outcome, CheckedOn) = (Row.Pay, Row.PayCheckedOn ?? Today);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid researcher) =>
        !await LoadAsync(researcher) ? NotFound()
        : Outcome is not { } outcome
            ? this.Refused([NotChosen, .. CheckedOn is null ? [AnswerPayQuestionHandler.CheckedInFuture] : (Refusal[])[]])
        : await DoAsync(new AnswerPayQuestion(researcher, outcome, CheckedOn ?? default), "The answer is saved", Back);
}
