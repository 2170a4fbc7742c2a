using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>One piece of research, for the project, its commissioner, and an enterprise it is shown to.</summary>
[ForPeople]
public sealed class ReadResearchPage(ResearchRooms rooms) : ProjectPage(rooms)
{
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();
    public IReadOnlyList<FindingRow> Findings { get; private set; } = [];
    public bool Runs => Who.ActsFor(Project.SupportOrganisationId, ResearchAccess.Coordinating);

    /// <summary>Whether the reader sees it as something it could do, and no more.</summary>
    public bool IsEnterprise => !Runs && !IsCommissioner;

    public bool MayStart =>
        Project is { FieldworkSince: null, Ethics.Outcome: EthicsOutcome.Approved } && Project.Researchers.Count > 0 && Project.IsOpen;

    public async Task<IActionResult> OnGetAsync(Guid project, CancellationToken cancel)
    {
        if (!await LoadAsync(project, coordinator: false))
            return NotFound();
        await Rooms.FreshAsync(HttpContext, Rooms.Findings);
        Names = await Rooms.OrganisationsAsync([Project.CommissionerId, Project.SupportOrganisationId, Project.AdvertisedTo], cancel);
        Findings = [.. (await Rooms.Findings.FindAsync(Rooms.Database, Project.Findings, cancel)).Values.OrderBy(f => f.RecordedAt)];
        return Page();
    }
}
