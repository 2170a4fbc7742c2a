using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>The coordinator's room: the researchers, who is due what, and the research.</summary>
[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ResearchRoomPage(ResearchRooms rooms) : ResearchPage(rooms)
{
    private const int Usual = 50;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? AfterProject { get; set; }

    public ResearchDesk Desk { get; private set; } = ResearchDesk.Empty;
    public bool IsLead => Desk.Leads.ContainsKey(Who.Person);
    public Rows<ResearcherRow> People { get; private set; } = new([], null);
    public Rows<ResearchRow> Work { get; private set; } = new([], null);
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();
    public IReadOnlyDictionary<Guid, string> Organisations { get; private set; } = new Dictionary<Guid, string>();
    public int ToReview { get; private set; }

    /// <summary>What somebody has to see to for a researcher.</summary>
    public static IEnumerable<string> Due(ResearcherRow row, ResearchDesk desk)
    {
        if (row.Mentor is null)
            yield return "Needs a mentor";
        if (row.Pay is null)
            yield return "Pay question";
        if (
            row.Courses.Any(c =>
                c.CompletedOn is null && desk.Courses.TryGetValue(c.CourseId, out var course) && c.Attended.Count >= course.SessionsNeeded
            )
        )
            yield return "Can complete training";
    }

    public string Training(ResearcherRow row) =>
        row.TrainedOn is not null ? "Completed"
        : row.Courses is [.., var last] && Desk.Courses.TryGetValue(last.CourseId, out var course)
            ? $"{last.Attended.Count} of {course.SessionsNeeded} sessions"
        : "Not begun";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/research");
        await BeginAsync(Rooms.Researchers, Rooms.Projects);
        Desk = await Rooms.DeskAsync(Own, cancel);
        People = await Rooms.Researchers.OfAsync(Rooms.Rows, Own, After, Usual, cancel);
        Work = await Rooms.Projects.CoordinatedAsync(Rooms.Rows, Own, AfterProject, Usual, cancel);
        Names = await Rooms.NamesAsync(Who, People.Items, cancel);
        Organisations = await Rooms.OrganisationsAsync(Work.Items.Select(p => p.CommissionerId), cancel);
        ToReview = (await Rooms.Projects.ToReviewAsync(Rooms.Rows, Own, cancel)).Items.Count;
        return Page();
    }
}
