using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>An adviser's word on each piece of evidence that an enterprise has shown.</summary>
[ForRoles("an adviser", Roles.Adviser, Roles.Administrator)]
public sealed class VerifyStatusEvidencePage(Acting acting, SearchEnterprises search, EnterpriseProfiles view, ReadYourWrite readYourWrite)
    : PageModel
{
    public static readonly Refusal NotChosen = new("accepted-missing", "accepted", "Choose whether it shows that the criterion is met");

    public EnterpriseProfile Enterprise { get; private set; } = null!;

    [BindProperty]
    public Guid EvidenceId { get; set; }

    [BindProperty]
    public string? Accepted { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, view);
        if (await search.OneAsync(organisation, cancel) is not { } found)
            return NotFound();
        Enterprise = found;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid organisation, CancellationToken cancel)
    {
        if (await OnGetAsync(organisation, cancel) is not PageResult)
            return NotFound();
        if (!bool.TryParse(Accepted, out var accepted))
            return this.Refused(NotChosen);
        var reason = string.IsNullOrWhiteSpace(Reason) ? null : Reason;
        if (await acting.TryAsync(this, new VerifyStatusEvidence(organisation, EvidenceId, accepted, reason)) is { } refused)
            return refused;
        this.Announce("What you found is recorded");
        return Redirect($"/enterprises/{organisation}/evidence");
    }
}
