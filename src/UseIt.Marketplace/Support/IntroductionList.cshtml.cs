using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Introductions by advisers, for the adviser and the two.</summary>
[ForPeople]
public sealed class AdviserIntroductionListPage(PageRooms rooms, AdviserIntroductions introductions) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    public IReadOnlyList<AdviserIntroductionRow> Rows { get; private set; } = [];

    public static string State(AdviserIntroductionRow row) =>
        row.Made
            ? row.Outcomes.Count > 0
                ? AdviserIntroductionPage.Called(row.Outcomes[^1].Outcome)
                : "Introduced"
            : row.Declined.Count > 0
                ? "Not wanted"
                : "Waits for an answer";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/adviser-introductions");
        await BeginAsync(introductions);
        Rows = await introductions.SeenByAsync(Who, Rooms.Database, cancel);
        await NameAsync(Rows.SelectMany(r => new[] { r.EnterpriseId, r.OtherId }).Distinct());
        return As is not { } format
            ? Page()
            : this.ListAs(
                format,
                "introductions",
                [.. Rows],
                ("Enterprise", r => NameOf(r.EnterpriseId)),
                ("Introduced to", r => NameOf(r.OtherId)),
                ("What for", r => r.About),
                ("Proposed", r => r.ProposedAt),
                ("State", State),
                ("Id", r => r.AdviserIntroductionId.ToString())
            );
    }
}
