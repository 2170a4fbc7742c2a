using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class DecideResearchEthicsPage(ResearchRooms rooms) : ProjectPage(rooms)
{
    public static readonly Refusal NotChosen = new("outcome-missing", "outcome", "Choose what you decide");

    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public EthicsOutcome? Outcome { get; set; }

    [BindProperty]
    public string? Reference { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project)
    {
        if (!await LoadAsync(project) || Project.Ethics is null)
            return NotFound();
        if (!Project.EthicsWaiting)
            return Redirect("/research/ethics");
        Version = Project.Ethics.Version;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid project) =>
        !await LoadAsync(project) || Project.Ethics is null ? NotFound()
        : Outcome is not { } outcome
            ? this.Refused([NotChosen, .. string.IsNullOrWhiteSpace(Reason) ? [ResearchRefusals.ReasonMissing] : (Refusal[])[]])
        : await DoAsync(
            new DecideResearchEthics(project, Version, outcome, Reason ?? "", Reference),
            "The review is decided",
            "/research/ethics"
        );
}
