using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>The commissioner agrees to publication, or holds a finding back until a day.</summary>
[ForRoles("whoever commissions for an anchor or a partner", Roles.Author, Roles.Approver, Roles.ContractManager, Roles.BidManager)]
public sealed class AnswerFindingPage(ResearchRooms rooms, TenderView tenders) : FindingPage(rooms, tenders)
{
    public static readonly Refusal NotChosen = new("answer-missing", "answer", "Choose what you say");

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Until { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid finding)
    {
        if (!await LoadAsync(finding) || !IsCommissioner)
            return NotFound();
        (Until, Reason) = (Finding.EmbargoUntil, Finding.EmbargoReason);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid finding) =>
        !await LoadAsync(finding) || !IsCommissioner ? NotFound()
        : Answer == "yes" ? await DoAsync(new ClearFinding(finding), "You have agreed to publication", Back)
        : Answer == "later"
            ? await DoAsync(new EmbargoFinding(finding, Until ?? default, Reason ?? ""), "The finding is held back until that day", Back)
        : this.Refused(NotChosen);
}
