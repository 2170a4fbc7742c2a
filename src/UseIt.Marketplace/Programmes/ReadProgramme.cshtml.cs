using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>A programme as everybody may read it.</summary>
[ForAnyone]
public sealed class ReadProgrammePage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    public PublicProgramme Shown { get; private set; } = null!;
    public bool MayCopy => Who.ActsFor(Who.Organisation, ProgrammeAccess.Leading);

    public async Task<IActionResult> OnGetAsync(Guid programme, CancellationToken cancel)
    {
        if (!await LoadAsync(programme) || await Rooms.Programmes.PublicAsync(programme, cancel) is not { } shown)
            return NotFound();
        Shown = shown;
        return Page();
    }
}
