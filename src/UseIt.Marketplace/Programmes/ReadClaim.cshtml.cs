using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>A claim as it was signed, and the samples that auditors drew of it.</summary>
[ForRoles("a programme manager or an auditor", Roles.ProgrammeManager, Roles.Auditor)]
public sealed class ReadClaimPage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    public ProgrammeClaim Claim { get; private set; } = ProgrammeClaim.Empty;
    public ProgrammeClaimed Said => Claim.Said!;
    public bool Audits => Who.Has(Roles.Auditor);

    [BindProperty]
    public Guid SampleId { get; set; }

    [BindProperty]
    public string? Seed { get; set; }

    [BindProperty, Display(Name = "The number of lines")]
    public int? Size { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid claim, CancellationToken cancel)
    {
        if (!await OpenAsync(claim, cancel))
            return NotFound();
        SampleId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid claim, CancellationToken cancel) =>
        await OpenAsync(claim, cancel) && Audits
            ? await DoAsync(
                new DrawClaimSample(claim, SampleId, Seed ?? "", Size ?? 0),
                "The sample is drawn",
                $"/claims/{claim}/samples/{SampleId}"
            )
            : NotFound();

    private async Task<bool> OpenAsync(Guid claim, CancellationToken cancel)
    {
        if (
            await Rooms.Programmes.ClaimAsync(claim, cancel) is not { Said: { } said } found
            || !await LoadAsync(said.ProgrammeId)
            || !ProgrammeAccess.Sees(Who, Programme.LeadOrganisation)
        )
            return false;
        Claim = found;
        return true;
    }
}
