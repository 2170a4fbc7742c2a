using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class AssignResearchMentorPage(ResearchRooms rooms) : ResearcherPage(rooms)
{
    public IReadOnlyList<Choice> People { get; private set; } = [];

    [BindProperty]
    public Guid? PersonId { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid researcher, CancellationToken cancel)
    {
        if (!await LoadAsync(researcher))
            return NotFound();
        People = await Rooms.ColleaguesAsync(Own, cancel);
        PersonId = Row.Mentor;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid researcher, CancellationToken cancel)
    {
        if (!await LoadAsync(researcher))
            return NotFound();
        People = await Rooms.ColleaguesAsync(Own, cancel);
        return await DoAsync(new AssignResearchMentor(researcher, PersonId ?? Guid.Empty), "The mentor is saved", Back);
    }
}
