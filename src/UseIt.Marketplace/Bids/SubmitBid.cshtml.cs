using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// All that the bid says, as far as the reader may read it, the check against every requirement, and the submission when nothing is
/// missing.
/// </summary>
[ForRoles("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory)]
[Arrives]
public sealed class SubmitBidPage(
    Actors actors,
    BidReader reader,
    BidDoor door,
    TenderView tenders,
    Partners partners,
    IDocumentStore store,
    NpgsqlDataSource database
) : PageModel
{
    public static readonly Refusal NotSure = new("prices-doubtful", "sure", "Say that the prices are right, or change the one that is not");

    private IReadOnlyList<PartShown> parts = [];
    private IReadOnlyDictionary<Guid, Partner> names = new Dictionary<Guid, Partner>();
    private Guid? reading;

    public BidShown Bid { get; private set; } = null!;
    public IReadOnlyList<Finding> Findings { get; private set; } = [];
    public bool MaySubmit { get; private set; }

    /// <summary>The reader sees every member's prices, and so what they come to.</summary>
    public bool SeesAll => MaySubmit || Bid.OpenBook;

    /// <summary>Anything can still change.</summary>
    public bool IsOpen { get; private set; }

    public string Heading =>
        !IsOpen ? "What the bid says"
        : MaySubmit ? "Check and submit the bid"
        : "Check your parts";

    /// <summary>The ceiling of the members' terms.</summary>
    public Money? Ceiling { get; private set; }

    /// <summary>Prices that are asked about before the bid is submitted.</summary>
    public IReadOnlyList<string> Doubts { get; private set; } = [];

    [BindProperty]
    public bool Sure { get; set; }

    public PriceTotals? Total => Sum(parts);

    public static string Said(PriceTotals price) =>
        price.Gross is { } gross ? $"{price.Net} without VAT, VAT {price.Vat}, {gross} with VAT" : $"{price.Net} without VAT";

    public static string Number(decimal value) => value.ToString("0.##########", CultureInfo.InvariantCulture);

    public string? LinkTo(Finding finding) =>
        finding.RequirementId is { } requirement ? $"/bids/{Bid.BidId}/parts/{requirement}?member={finding.MemberId}" : null;

    public IEnumerable<PartShown> PartsOf(Guid lot) => parts.Where(p => p.LotId == lot);

    public PriceTotals? TotalOf(Guid lot) => Sum(PartsOf(lot));

    /// <summary>Where the reader changes the part; another member's is that member's to change.</summary>
    public string? ChangeOf(PartShown part) => IsOpen && part.MemberId == reading ? $"/bids/{Bid.BidId}/parts/{part.RequirementId}" : null;

    public string? WriterOf(PartShown part) => part.MemberId == reading ? null : names.GetValueOrDefault(part.MemberId)?.Name ?? "A member";

    public async Task<IActionResult> OnGetAsync(Guid bid, CancellationToken cancel) => await LoadAsync(bid, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid bid, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, cancel))
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (Doubts.Count > 0 && !Sure)
            return this.Refused(NotSure);
        // Nothing is looked at once more on the way in: what a colleague saves meanwhile goes in with the rest, and time may be short.
        var context = this.From(await actors.OfAsync(HttpContext, cancel)) with
        {
            StillAsShown = null,
        };
        var outcome = await door.SubmitAsync(new SubmitBid(bid), context);
        if (!await LoadAsync(bid, cancel))
            return NotFound();
        if (this.NotDone(outcome) is { } again)
            return again;
        return Redirect($"/bids/{bid}/receipt");
    }

    private static PriceTotals? Sum(IEnumerable<PartShown> parts)
    {
        PriceLine[] lines = [.. parts.SelectMany(p => p.Answer?.Prices ?? [])];
        return lines.Length == 0 ? null : PriceTotals.Of(lines);
    }

    private async Task<bool> LoadAsync(Guid bid, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (
            await reader.ReadAsync(bid, actor, cancel) is not { } shown
            || await reader.CheckAsync(bid, actor, cancel) is not { } findings
            || await reader.PartsAsync(bid, actor, cancel) is not { } read
        )
            return false;
        (Bid, Findings, parts, reading) = (shown, findings, read, actor.Organisation);
        IsOpen =
            shown.Deadline >= await store.ClockAsync(cancel)
            && shown.Status is not (BidStatus.Withdrawn or BidStatus.Excluded or BidStatus.Opened);
        MaySubmit = actor.ActsFor(shown.LeadId, Roles.BidManager, Roles.Signatory);
        names = await partners.OfAsync(database, shown.Members, cancel);
        Ceiling = await reader.CeilingAsync(bid, actor, cancel);
        if (MaySubmit)
        {
            var lots = (await tenders.FindAsync(database, shown.TenderId, cancel))?.Lots ?? [];
            Doubts =
            [
                .. shown.Lots.SelectMany(lot =>
                    PriceDoubts.Of(
                        lot.Value,
                        lots.FirstOrDefault(l => l.LotId == lot.Key)?.Estimate ?? new Estimate(),
                        [.. PartsOf(lot.Key).SelectMany(p => p.Answer?.Prices ?? [])]
                    )
                ),
            ];
        }
        return true;
    }
}
