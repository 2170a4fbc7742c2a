using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Takes a commission on, or declines it with a reason.</summary>
[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class AnswerCommissionPage(ResearchRooms rooms) : ProjectPage(rooms)
{
    public static readonly Refusal NotChosen = new("takes-on-missing", "takesOn", "Choose whether you take it on");

    [BindProperty]
    public string? TakesOn { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project) => await LoadAsync(project) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid project) =>
        !await LoadAsync(project) ? NotFound()
        : TakesOn == "yes" ? await DoAsync(new TakeOnResearch(project), "The commission is taken on", Back)
        : TakesOn == "no" ? await DoAsync(new DeclineResearch(project, Reason ?? ""), "The commission is declined", Back)
        : this.Refused(NotChosen);
}
