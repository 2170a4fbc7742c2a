using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>What an organisation commissioned, what it could do, and which findings it is said to have used.</summary>
[ForPeople]
public sealed class CommissionListPage(ResearchRooms rooms) : ResearchPage(rooms)
{
    private const int Usual = 25;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<ResearchRow> Asked { get; private set; } = new([], null);
    public IReadOnlyList<ResearchRow> Shown { get; private set; } = [];
    public IReadOnlyList<(FindingRow Finding, FindingUse Use)> ToConfirm { get; private set; } = [];
    public bool Commissions => Who.ActsFor(Who.Organisation, ResearchAccess.Commissioning);

    private IReadOnlyDictionary<Guid, FindingRow> findings = new Dictionary<Guid, FindingRow>();

    /// <summary>Findings of which the commissioner has said neither yes nor until when.</summary>
    public int Unanswered(ResearchRow row) => row.Findings.Count(f => findings.GetValueOrDefault(f) is { ToAnswer: true });

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/research/commissions");
        await BeginAsync(Rooms.Projects, Rooms.Findings);
        if (!Who.ActsFor(Who.Organisation, ResearchAccess.Using))
            return NotFound();
        if (Commissions)
        {
            Asked = await Rooms.Projects.CommissionedAsync(Rooms.Rows, Own, After, Usual, cancel);
            Shown = (await Rooms.Projects.AdvertisedToAsync(Rooms.Rows, Own, cancel)).Items.Where(r => r.IsOpen).ToArray();
            findings = await Rooms.Findings.FindAsync(Rooms.Database, Asked.Items.SelectMany(r => r.Findings), cancel);
        }
        ToConfirm =
        [
            .. from finding in await Rooms.Findings.WaitingForAsync(Rooms.Database, Own, cancel)
            from use in finding.Uses
            where use.OrganisationId == Own && !use.Confirmed && use.Denied is null
            select (finding, use),
        ];
        return Page();
    }
}
