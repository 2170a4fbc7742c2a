using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecordResearchSessionPage(ResearchRooms rooms) : ResearchPage(rooms)
{
    public ResearchCourse Course { get; private set; } = null!;
    public IReadOnlyList<Choice> People { get; private set; } = [];

    [BindProperty, Display(Name = "The session")]
    public int? Session { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public Guid[] Researchers { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid course, CancellationToken cancel) =>
        await LoadAsync(course, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid course, CancellationToken cancel) =>
        await LoadAsync(course, cancel)
            ? await DoAsync(
                new RecordResearchSession(Own, course, Session ?? 0, On ?? default, Researchers),
                "The session is recorded",
                "/research"
            )
            : NotFound();

    private async Task<bool> LoadAsync(Guid course, CancellationToken cancel)
    {
        await BeginAsync(Rooms.Researchers);
        if (!(await Rooms.DeskAsync(Own, cancel)).Courses.TryGetValue(course, out var found))
            return false;
        Course = found;
        var all = new List<ResearcherRow>();
        for (Guid? after = null; ; )
        {
            var page = await Rooms.Researchers.OfAsync(Rooms.Rows, Own, after, ViewRows.LargestPage, cancel);
            all.AddRange(page.Items.Where(r => !r.Courses.Any(c => c.CourseId == course && c.CompletedOn is not null)));
            if ((after = page.Next) is null)
                break;
        }
        var names = await Rooms.NamesAsync(Who, all, cancel);
        People =
        [
            .. all.Select(r => new Choice(r.ResearcherId.ToString(), names[r.ResearcherId])).OrderBy(c => c.Label, StringComparer.Ordinal),
        ];
        return true;
    }
}
