using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Who takes part in a project, for its coordinators alone.</summary>
[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ParticipantsPage(ResearchRooms rooms, ResearchParticipants participants, ParticipantNames names) : ProjectPage(rooms)
{
    private const int Usual = 50;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<ParticipantRow> People { get; private set; } = new([], null);
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();
    public bool MayRecord => Project is { IsOpen: true, Ethics.Outcome: EthicsOutcome.Approved };

    public async Task<IActionResult> OnGetAsync(Guid project, CancellationToken cancel)
    {
        if (!ModelState.IsValid || !await LoadAsync(project) || Project.FieldworkSince is null)
            return NotFound();
        await Rooms.FreshAsync(HttpContext, participants);
        People = await participants.OfAsync(Rooms.Rows, project, After, Usual, cancel);
        Names = await names.OfAsync(Who, People.Items, cancel);
        return Page();
    }
}
