using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>The first page of a bid: for which lots, alone or as a consortium that has agreed.</summary>
[ForRoles("a bid manager", Roles.BidManager)]
public sealed class StartBidPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    NpgsqlDataSource database,
    MyBids bids,
    MyConsortia consortia,
    ReadYourWrite readYourWrite
) : PageModel
{
    private const int Most = 100;

    public Guid TenderId { get; private set; }
    public TenderForBids Tender { get; private set; } = TenderForBids.Empty;
    public DateTimeOffset Now { get; private set; }
    public IReadOnlyList<BidRow> Own { get; private set; } = [];
    public IReadOnlyList<Choice> Bidders { get; private set; } = [];

    /// <summary>Comes with the form, so that sending it twice starts one bid.</summary>
    [BindProperty]
    public Guid BidId { get; set; }

    [BindProperty]
    public Guid[] Lots { get; set; } = [];

    [BindProperty]
    public string? Consortium { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        BidId = Guid.CreateVersion7();
        if (Tender.Lots.Count == 1)
            Lots = [.. Tender.Lots.Keys];
        Consortium = Bidders.Count > 1 ? Bidders[1].Value : "";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        var bid = BidId == Guid.Empty ? Guid.CreateVersion7() : BidId;
        var command = new StartBid(bid, tender, Lots, Guid.TryParse(Consortium, out var chosen) ? chosen : null);
        if (
            await acting.TryAsync(
                this,
                command,
                field =>
                    field == "consortiumId" ? nameof(Consortium)
                    : field.StartsWith("lots", StringComparison.Ordinal) ? nameof(Lots)
                    : field
            ) is
            { } refused
        )
            return refused;
        this.Announce("The bid is started. Write its parts in any order");
        return Redirect($"/bids/{bid}");
    }

    private async Task<bool> LoadAsync(Guid tender, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var stream = await store.FetchAsync<TenderForBids>(tender, cancel);
        Now = await store.ClockAsync(cancel);
        if (actor.Organisation is not { } you || !stream.State.TakesBids || Now > stream.State.Deadline)
            return false;
        await readYourWrite.WaitAsync(HttpContext, bids);
        await readYourWrite.WaitAsync(HttpContext, consortia);
        (TenderId, Tender) = (tender, stream.State);
        Own =
        [
            .. (await bids.OfAsync(database, you, Guid.Empty, Most, cancel)).Where(b =>
                b.TenderId == tender && b.Status != BidStatus.Withdrawn
            ),
        ];
        Bidders =
        [
            new Choice("", "Your organisation alone"),
            .. (await consortia.OfAsync(database, you, Guid.Empty, Most, cancel))
                .Where(c => c.LeadId == you && !c.Dissolved && (c.TenderId is null || c.TenderId == tender))
                .Select(c => new Choice(
                    c.ConsortiumId.ToString(),
                    c.Name,
                    c.Agreed ? "All members have accepted the terms" : "Not all members have accepted the terms yet"
                )),
        ];
        return true;
    }
}
