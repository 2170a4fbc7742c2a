using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>A page about what a buyer said to the market, and one of its tenders.</summary>
public abstract class MarketStatementPage(PageRooms rooms, MarketStatements statements, TenderView tenders) : RoomsPage(rooms)
{
    protected MarketStatements View => statements;
    public Guid Tender { get; private set; }
    public string Title { get; private set; } = "";
    public string Back => $"/buyer/tenders/{Tender}/market-engagement";

    protected async Task<bool> LoadAsync(Guid tender, CancellationToken cancel)
    {
        await BeginAsync(statements, tenders);
        if (await tenders.FindAsync(Rooms.Database, tender, cancel) is not { } sheet || !Who.ActsFor(sheet.BuyerId, Roles.Author))
            return false;
        (Tender, Title) = (tender, sheet.Title);
        return true;
    }
}

[ForRoles("a buyer's author", Roles.Author)]
public sealed class PlaceMarketStatementsPage(PageRooms rooms, MarketStatements statements, TenderView tenders)
    : MarketStatementPage(rooms, statements, tenders)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    [BindProperty]
    public Guid StatementId { get; set; }

    public IReadOnlyList<MarketStatementRow> Statements { get; private set; } = [];
    public Guid? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel)
    {
        if (!ModelState.IsValid || !await ListAsync(tender, cancel))
            return NotFound();
        return Page();
    }

    public async Task<IActionResult> OnPostAttachAsync(Guid tender, CancellationToken cancel) =>
        await ListAsync(tender, cancel)
            ? await DoAsync(
                new PlaceMarketStatement(Own, StatementId, tender, Belongs: true),
                "It stands on the tender’s page from publication",
                Back
            )
            : NotFound();

    private async Task<bool> ListAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return false;
        var page = await View.OfBuyerAsync(Rooms.Rows, Own, After, null, cancel);
        (Statements, Next) = (page.Items, page.Next);
        return true;
    }
}
