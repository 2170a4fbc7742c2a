using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForRoles("a network's coordinator or the buyer's author", Roles.Adviser, Roles.ProgrammeManager, Roles.Author)]
public sealed class RecordMarketStatementPage(PageRooms rooms, GatheringView gatherings) : GatheringPage(rooms, gatherings)
{
    [BindProperty]
    public Guid StatementId { get; set; }

    [BindProperty]
    public Guid? BuyerId { get; set; }

    [BindProperty]
    public string? Statement { get; set; }

    public IReadOnlyList<Choice> Buyers => Keeps ? Present(GuestSide.Buyer) : Choices([Own]);

    public async Task<IActionResult> OnGetAsync(Guid gathering)
    {
        if (!await MayAsync(gathering))
            return NotFound();
        StatementId = Guid.CreateVersion7();
        if (Buyers is [var only])
            BuyerId = Guid.Parse(only.Value, null);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid gathering) =>
        await MayAsync(gathering)
            ? await DoAsync(
                new RecordMarketStatement(BuyerId ?? Guid.Empty, gathering, StatementId, Statement ?? ""),
                "What was said is kept",
                Back
            )
            : NotFound();

    private async Task<bool> MayAsync(Guid gathering) =>
        await LoadAsync(gathering, keeps: false) && (Keeps || Who.ActsFor(Own, Roles.Author) && Gathering.Attended.Contains(Own));
}
