using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>The invited are listed, and whoever said they come is ticked: no name is typed again.</summary>
[ForRoles("a network's coordinator", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecordAttendancePage(PageRooms rooms, GatheringView gatherings) : GatheringPage(rooms, gatherings)
{
    [BindProperty]
    public Guid[] Organisations { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid gathering)
    {
        if (!await LoadAsync(gathering))
            return NotFound();
        Organisations =
        [
            .. Gathering.Guests.Where(g => Gathering.Attended.Count > 0 ? g.Attended : g.Coming > 0).Select(g => g.OrganisationId),
        ];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid gathering) =>
        await LoadAsync(gathering)
            ? await DoAsync(new RecordAttendance(gathering, Organisations), "Who was there is kept", Back, NetworkWords.Field)
            : NotFound();
}
