using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Whoever is said to have used a finding says whether it is so.</summary>
[ForPeople]
public sealed class ConfirmFindingUsePage(ResearchRooms rooms, TenderView tenders) : FindingPage(rooms, tenders)
{
    public static readonly Refusal NotChosen = new("answer-missing", "answer", "Choose whether it is so");

    public FindingUse Use { get; private set; } = null!;

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid finding, Guid use) => await LoadAsync(finding, use) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid finding, Guid use) =>
        !await LoadAsync(finding, use) ? NotFound()
        : Answer == "yes" ? await DoAsync(new ConfirmFindingUse(finding, use), "You have confirmed it", "/research/commissions")
        : Answer == "no" ? await DoAsync(new DenyFindingUse(finding, use, Reason ?? ""), "It is not shown", "/research/commissions")
        : this.Refused(NotChosen);

    private async Task<bool> LoadAsync(Guid finding, Guid use)
    {
        if (
            !await LoadAsync(finding)
            || Finding.Uses.FirstOrDefault(u => u.UseId == use) is not { } found
            || !Who.ActsFor(found.OrganisationId, ResearchAccess.Using)
        )
            return false;
        Use = found;
        return true;
    }
}
