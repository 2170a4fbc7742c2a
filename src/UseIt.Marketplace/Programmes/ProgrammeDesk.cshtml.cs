using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>Where a programme is worked on: by its lead, its partners, and whoever audits it.</summary>
[ForPeople]
public sealed class ProgrammeDeskPage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    public ProgrammeRow? Row { get; private set; }
    public IReadOnlyDictionary<Guid, string> People { get; private set; } = new Dictionary<Guid, string>();
    public bool Sees => ProgrammeAccess.Sees(Who, Programme.LeadOrganisation);

    public async Task<IActionResult> OnGetAsync(Guid programme, CancellationToken cancel)
    {
        if (!await LoadAsync(programme) || !Reads && OwnPart is null && !Cares)
            return NotFound();
        Row = await Rooms.Programmes.List.FindAsync(Rooms.Database, programme, cancel);
        if (Who.ActsFor(Programme.LeadOrganisation))
            People = await Rooms.Colleagues.NamesAsync([.. Programme.Partners.Select(p => p.Owner).OfType<Guid>().Distinct()], cancel);
        return Page();
    }
}
