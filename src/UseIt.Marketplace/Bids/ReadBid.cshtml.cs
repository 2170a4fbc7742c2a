using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>A bid's task list: what is to be written, by whom, how far it is, and what has been submitted.</summary>
[ForRoles("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory)]
public sealed class ReadBidPage(
    Actors actors,
    BidReader reader,
    Partners partners,
    IDocumentStore store,
    NpgsqlDataSource database,
    Acting acting
) : PageModel
{
    private IReadOnlyDictionary<Guid, Partner> names = new Dictionary<Guid, Partner>();

    public BidShown Bid { get; private set; } = null!;
    public bool Leads { get; private set; }

    /// <summary>The lead's bid manager, as long as anything can change.</summary>
    public bool MayChange { get; private set; }

    public IReadOnlyList<Choice> Assignable =>
        [
            .. Bid
                .Tasks.Where(t => t.Kind != RequirementKind.Price)
                .Select(t => new Choice(
                    t.RequirementId.ToString(),
                    $"{t.Title}{(Bid.Lots.Count > 1 ? $", {Bid.Lots.GetValueOrDefault(t.LotId)}" : "")} ({NameOf(t.MemberId)})"
                )),
        ];
    public IReadOnlyList<Choice> Writers => [.. Bid.Members.Select(m => new Choice(m.ToString(), NameOf(m)))];

    [BindProperty]
    public Guid RequirementId { get; set; }

    [BindProperty]
    public Guid MemberId { get; set; }

    [BindProperty]
    public Guid LotId { get; set; }
    public DateTimeOffset Now { get; private set; }

    public string NameOf(Guid organisation) => names.GetValueOrDefault(organisation)?.Name ?? "A member";

    /// <summary>What the bid is, in a word and a colour.</summary>
    public static (string Word, string Colour) Said(BidStatus status) =>
        status switch
        {
            BidStatus.Received => ("Arrived", "blue"),
            BidStatus.Submitted => ("Submitted", "green"),
            BidStatus.Late => ("Too late", "red"),
            BidStatus.Withdrawn => ("Withdrawn", "grey"),
            BidStatus.Excluded => ("Excluded", "red"),
            BidStatus.Opened => ("Opened", "purple"),
            BidStatus.Left => ("Left", "grey"),
            _ => ("Being written", "teal"),
        };

    public async Task<IActionResult> OnGetAsync(Guid bid, CancellationToken cancel) => await LoadAsync(bid, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostAssignAsync(Guid bid, CancellationToken cancel) =>
        DoAsync(bid, new AssignBidPart(bid, RequirementId, MemberId), "The question is assigned", $"/bids/{bid}", cancel);

    public Task<IActionResult> OnPostDropAsync(Guid bid, CancellationToken cancel) =>
        DoAsync(bid, new DropBidLot(bid, LotId), "The bid is for one lot less", $"/bids/{bid}", cancel);

    public Task<IActionResult> OnPostWithdrawAsync(Guid bid, CancellationToken cancel) =>
        DoAsync(bid, new WithdrawBid(bid), "The bid is withdrawn", "/bids", cancel);

    private async Task<IActionResult> DoAsync(Guid bid, ICommand command, string done, string next, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(next);
    }

    private async Task<bool> LoadAsync(Guid bid, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await reader.ReadAsync(bid, actor, cancel) is not { } shown)
            return false;
        Bid = shown;
        Leads = actor.ActsFor(shown.LeadId);
        names = await partners.OfAsync(database, shown.Members, cancel);
        Now = await store.ClockAsync(cancel);
        MayChange =
            actor.ActsFor(shown.LeadId, Roles.BidManager)
            && Now <= shown.Deadline
            && shown.Status is not (BidStatus.Withdrawn or BidStatus.Excluded or BidStatus.Opened);
        return true;
    }
}
