using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>What an auditor drew, line by line with its evidence.</summary>
[ForRoles("a programme manager or an auditor", Roles.ProgrammeManager, Roles.Auditor)]
public sealed class ReadSamplePage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    public SampleBundle Bundle { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid claim, Guid sample, CancellationToken cancel)
    {
        if (
            await Rooms.Programmes.ClaimAsync(claim, cancel) is not { Said: { } said }
            || !await LoadAsync(said.ProgrammeId)
            || !ProgrammeAccess.Sees(Who, Programme.LeadOrganisation)
            || await Rooms.Programmes.SampleAsync(claim, sample, cancel) is not { } bundle
        )
            return NotFound();
        Bundle = bundle;
        return Page();
    }
}
