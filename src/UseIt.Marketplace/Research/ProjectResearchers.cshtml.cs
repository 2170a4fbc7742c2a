using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Who works on a project, and what each gets for it.</summary>
[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ProjectResearchersPage(ResearchRooms rooms) : ProjectPage(rooms)
{
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();
    public IReadOnlyList<Choice> Others { get; private set; } = [];

    [BindProperty]
    public Guid? ResearcherId { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project, CancellationToken cancel) =>
        await LoadNamedAsync(project, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid project, CancellationToken cancel) =>
        !await LoadNamedAsync(project, cancel) ? NotFound()
        : ResearcherId is not { } researcher ? this.Refused(ResearchRefusals.NoResearcher)
        : await DoAsync(new AssignResearcher(project, researcher), "The researcher is assigned", $"{Back}/researchers");

    private async Task<bool> LoadNamedAsync(Guid project, CancellationToken cancel)
    {
        if (!await LoadAsync(project))
            return false;
        await Rooms.FreshAsync(HttpContext, Rooms.Researchers);
        var assigned = Project.Researchers.Select(r => r.ResearcherId).ToHashSet();
        var rows = (await Rooms.Researchers.OfAsync(Rooms.Rows, Own, null, ViewRows.LargestPage, cancel)).Items;
        var missing = assigned.Except(rows.Select(r => r.ResearcherId)).ToArray();
        Names = await Rooms.NamesAsync(
            Who,
            rows.Concat((await Rooms.Researchers.FindAsync(Rooms.Database, missing, cancel)).Values),
            cancel
        );
        Others =
        [
            .. rows.Where(r => !assigned.Contains(r.ResearcherId))
                .Select(r => new Choice(
                    r.ResearcherId.ToString(),
                    Names[r.ResearcherId],
                    r.TrainedOn is null ? "Has not completed training" : "Trained"
                ))
                .OrderBy(c => c.Label, StringComparer.Ordinal),
        ];
        return true;
    }
}

/// <summary>A page about one researcher's part in a project.</summary>
public abstract class ProjectResearcherPage(ResearchRooms rooms) : ProjectPage(rooms)
{
    public ResearcherRow Row { get; private set; } = null!;
    public ProjectResearcher Part { get; private set; } = null!;
    public string Name { get; private set; } = "";
    public string BackToAll => $"{Back}/researchers";

    protected async Task<bool> LoadAsync(Guid project, Guid researcher, CancellationToken cancel)
    {
        if (
            !await LoadAsync(project)
            || Project.Researchers.FirstOrDefault(r => r.ResearcherId == researcher) is not { } part
            || await Rooms.Researchers.OfAsync(Rooms.Database, Own, researcher, cancel) is not { } row
        )
            return false;
        (Row, Part) = (row, part);
        Name = (await Rooms.NamesAsync(Who, [row], cancel))[researcher];
        return true;
    }
}
