using System.Globalization;
using System.Text.Json;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>A receipt as a file: with the lines of the price, as far as its reader may see them.</summary>
public sealed record PricedReceipt(
    Guid BidId,
    int Version,
    DateTimeOffset ReceivedAt,
    int? UncertaintyMs,
    IReadOnlyList<SealedEnvelope> Envelopes,
    IReadOnlyList<PriceLine> Prices
);

/// <summary>What has arrived, in plain words, to print or to keep as a file.</summary>
[ForRoles("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory)]
public sealed class BidReceiptPage(Actors actors, BidReader reader, IDocumentStore store) : PageModel
{
    public BidShown Bid { get; private set; } = null!;
    public Receipt Receipt { get; private set; } = null!;

    /// <summary>The lines of the price that this version sealed: all for the lead, the own ones for a member.</summary>
    public PriceTable Table { get; private set; } = new("The price that was sealed", []);

    public bool IsLead { get; private set; }

    /// <summary>The deadline lies ahead.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>To be read aloud on the telephone: the bid and its version.</summary>
    public string Number => NumberOf(Receipt);

    public string Arrived => UkTime.Local(Receipt.ReceivedAt).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string NumberOf(Receipt receipt)
    {
        var digits = receipt.BidId.ToString("N").ToUpperInvariant();
        return string.Create(CultureInfo.InvariantCulture, $"{digits[^12..^8]}-{digits[^8..^4]}-{digits[^4..]}-{receipt.Version}");
    }

    public async Task<IActionResult> OnGetAsync(Guid bid, CancellationToken cancel) => await LoadAsync(bid, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnGetFileAsync(Guid bid, CancellationToken cancel) =>
        await LoadAsync(bid, cancel)
            ? File(
                JsonSerializer.SerializeToUtf8Bytes(
                    new PricedReceipt(
                        Receipt.BidId,
                        Receipt.Version,
                        Receipt.ReceivedAt,
                        Receipt.UncertaintyMs,
                        Receipt.Envelopes,
                        Table.Lines
                    ),
                    EventJson.Options
                ),
                "application/json",
                $"receipt-{Number}.json"
            )
            : NotFound();

    private async Task<bool> LoadAsync(Guid bid, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await reader.ReadAsync(bid, actor, cancel) is not { Receipt: { } receipt } shown)
            return false;
        Table = Table with { Lines = await reader.SealedPricesAsync(bid, actor, cancel) };
        IsLead = actor.ActsFor(shown.LeadId);
        (Bid, Receipt, IsOpen) = (shown, receipt, shown.Deadline >= await store.ClockAsync(cancel));
        return true;
    }
}
