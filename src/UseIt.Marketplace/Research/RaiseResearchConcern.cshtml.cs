using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForPeople]
public sealed class RaiseResearchConcernPage(ResearchRooms rooms, Vault vault) : ResearchPage(rooms)
{
    private Guid support;

    public IReadOnlyList<(string Name, string Phone)> Leads { get; private set; } = [];

    [BindProperty(SupportsGet = true)]
    public Guid? Project { get; set; }

    [BindProperty]
    public Guid ConcernId { get; set; }

    [BindProperty]
    public string? What { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        ConcernId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel) =>
        await LoadAsync(cancel)
            ? await DoAsync(
                new RaiseResearchConcern(ConcernId, support, What ?? "", Project),
                "The concern is with the leads",
                Project is { } project ? $"/research/projects/{project}"
                    : Coordinates ? "/research"
                    : "/"
            )
            : NotFound();

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (ModelState[nameof(Project)] is { Errors.Count: > 0 })
            return false;
        await BeginAsync(Rooms.Projects);
        if (Project is { } id)
        {
            if (await Rooms.Projects.SeenByAsync(Who, id, Today, Rooms.Database, cancel) is not { } project)
                return false;
            support = project.SupportOrganisationId;
        }
        else if (Who.Organisation is { } own)
            support = own;
        else
            return false;
        var desk = await Rooms.DeskAsync(support, cancel);
        if (desk == ResearchDesk.Empty)
            return false;
        var (names, phones) = (await Rooms.PeopleAsync(desk.Leads.Keys, cancel), await ResearchDeskPage.PhonesAsync(desk, vault, cancel));
        Leads = [.. desk.Leads.Keys.Select(l => (names[l], phones[l]))];
        return true;
    }
}
