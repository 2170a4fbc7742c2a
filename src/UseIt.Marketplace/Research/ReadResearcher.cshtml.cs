using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>One researcher: training, mentor, pay, research.</summary>
[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ReadResearcherPage(ResearchRooms rooms, Vault vault) : ResearcherPage(rooms)
{
    public string Contact { get; private set; } = "";
    public string? Mentor { get; private set; }
    public IReadOnlyList<ResearchRow> Projects { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid researcher, CancellationToken cancel)
    {
        if (!await LoadAsync(researcher))
            return NotFound();
        Contact = (await vault.RevealAsync(researcher, [Row.Contact], cancel))[0] ?? "";
        Mentor = Row.Mentor is { } mentor ? (await Rooms.PeopleAsync([mentor], cancel))[mentor] : null;
        Projects = [.. (await Rooms.Projects.FindAsync(Rooms.Database, Row.Projects, cancel)).Values];
        return Page();
    }
}
