using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class SubmitResearchEthicsPage(ResearchRooms rooms) : ProjectPage(rooms)
{
    [BindProperty]
    public string? Risks { get; set; }

    [BindProperty]
    public string? ConsentVersion { get; set; }

    [BindProperty]
    public string? InformationSheet { get; set; }

    [BindProperty]
    public string? LoneWorking { get; set; }

    [BindProperty]
    public string? DataPlan { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? WithdrawUntil { get; set; }

    [BindProperty]
    public string? GuardianRule { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project)
    {
        if (!await LoadAsync(project))
            return NotFound();
        if (Project.Ethics?.Plan is { } plan)
        {
            (Risks, ConsentVersion, InformationSheet) = (plan.Risks, plan.ConsentVersion, plan.InformationSheet);
            (LoneWorking, DataPlan) = (plan.LoneWorking, plan.DataPlan);
            (WithdrawUntil, GuardianRule) = (plan.WithdrawUntil, plan.GuardianRule);
        }
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid project) =>
        await LoadAsync(project)
            ? await DoAsync(
                new SubmitResearchEthics(
                    project,
                    Risks ?? "",
                    ConsentVersion ?? "",
                    InformationSheet ?? "",
                    LoneWorking ?? "",
                    DataPlan ?? "",
                    WithdrawUntil ?? default,
                    GuardianRule
                ),
                "Review is asked for",
                Back
            )
            : NotFound();
}
