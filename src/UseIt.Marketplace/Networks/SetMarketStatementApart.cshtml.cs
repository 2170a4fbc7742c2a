using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForRoles("a buyer's author", Roles.Author)]
public sealed class SetMarketStatementApartPage(PageRooms rooms, MarketStatements statements, TenderView tenders)
    : MarketStatementPage(rooms, statements, tenders)
{
    public MarketStatementRow Row { get; private set; } = null!;

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid tender, Guid statement, CancellationToken cancel) =>
        await FindAsync(tender, statement, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid tender, Guid statement, CancellationToken cancel) =>
        await FindAsync(tender, statement, cancel)
            ? await DoAsync(
                new PlaceMarketStatement(Own, statement, tender, Belongs: false, Reason),
                "It does not belong to this tender",
                Back
            )
            : NotFound();

    private async Task<bool> FindAsync(Guid tender, Guid statement, CancellationToken cancel)
    {
        if (
            !await LoadAsync(tender, cancel)
            || await View.FindAsync(Rooms.Database, statement, cancel) is not { } row
            || row.BuyerId != Own
        )
            return false;
        Row = row;
        return true;
    }
}
