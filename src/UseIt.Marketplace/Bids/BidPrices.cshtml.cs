using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// One member's price, line by line: typed, or read back from a spreadsheet. Lines are added and removed on request: no script is needed.
/// </summary>
[ForRoles("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory)]
[SaysWhoElseIsHere]
[RequestSizeLimit(Spreadsheet.Most + (1 << 20))]
// A price is on no disk in the clear, so what comes with the form waits in memory.
[RequestFormLimits(MemoryBufferThreshold = (int)Spreadsheet.Most + (1 << 20), ValueCountLimit = 4096)]
public sealed class BidPricesPage(Actors actors, BidReader reader, Commands commands) : PageModel
{
    // As many mistakes of a file as anybody corrects at once.
    private const int MostMistakes = 20;
    private const string TheWholeLot = "The whole lot";

    private static readonly Refusal NoSheet = new("spreadsheet-missing", nameof(Sheet), "Choose a spreadsheet first");
    private static readonly Refusal SheetTooLarge = new("spreadsheet-too-large", nameof(Sheet), "The spreadsheet must be 1 MB or smaller");

    public PartShown Part { get; private set; } = null!;
    public Guid BidId { get; private set; }
    public bool Yours { get; private set; }

    /// <summary>The reader sees it by the members' terms, and does not lead.</summary>
    public bool OpenBook { get; private set; }
    public PriceBasis Basis => Part.Basis;
    public PriceTable Table => new(Part.Title, Part.Answer?.Prices ?? []);
    public bool SheetRefused => ModelState.ContainsKey(nameof(Sheet));

    /// <summary>The work packages this member prices.</summary>
    public IReadOnlyList<Choice> Packages => [.. Part.WorkPackages.Select(w => new Choice(w.WorkPackageId.ToString(), w.Title))];

    [BindProperty]
    public List<PriceLineTyped> Prices { get; set; } = [];

    [BindProperty]
    public IFormFile? Sheet { get; set; }

    /// <summary>What the lines typed so far come to, as far as they can be read.</summary>
    public string Sum
    {
        get
        {
            var totals = PriceTotals.Of([.. Read([], out _)]);
            return $"The lines come to {totals.Net.WithPence()} without VAT"
                + (totals is { Vat: { } vat, Gross: { } gross } ? $", VAT {vat.WithPence()}, {gross.WithPence()} with VAT." : ".");
        }
    }

    public async Task<IActionResult> OnGetAsync(Guid bid, Guid requirement, Guid? member, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, requirement, member, cancel))
            return NotFound();
        var saved = Part.Answer?.Prices ?? [];
        var unpriced = Part.WorkPackages.Where(w => saved.All(l => l.WorkPackageId != w.WorkPackageId));
        Prices =
        [
            .. saved.Select(PriceLineTyped.Of),
            .. Part.WorkPackages.Count > 0 ? unpriced.Select(w => PriceLineTyped.Empty(w.WorkPackageId, w.Title))
            : saved.Count == 0 ? [PriceLineTyped.Empty(null, TheWholeLot)]
            : [],
        ];
        return Page();
    }

    /// <summary>The saved lines, for whoever may read them.</summary>
    public async Task<IActionResult> OnGetSheetAsync(Guid bid, Guid requirement, Guid? member, CancellationToken cancel) =>
        await LoadAsync(bid, requirement, member, cancel)
            ? File(
                PriceSheet.Write(Table.Lines, Part.WorkPackages),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "prices.xlsx"
            )
            : NotFound();

    public Task<IActionResult> OnPostAddAsync(Guid bid, Guid requirement, CancellationToken cancel) =>
        ShowAsync(
            bid,
            requirement,
            () =>
            {
                if (Prices.Count < BidAnswer.MostLines)
                    Prices.Add(PriceLineTyped.Empty(Prices.LastOrDefault()?.WorkPackageId, null));
            },
            cancel
        );

    public Task<IActionResult> OnPostRemoveAsync(Guid bid, Guid requirement, int line, CancellationToken cancel) =>
        ShowAsync(
            bid,
            requirement,
            () =>
            {
                if (line >= 0 && line < Prices.Count)
                    Prices.RemoveAt(line);
            },
            cancel
        );

    public Task<IActionResult> OnPostSumAsync(Guid bid, Guid requirement, CancellationToken cancel) =>
        ShowAsync(bid, requirement, () => { }, cancel);

    public async Task<IActionResult> OnPostReadAsync(Guid bid, Guid requirement, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, requirement, null, cancel) || !Yours)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (Sheet is not { Length: > 0 } sheet)
            return this.Refused(NoSheet);
        if (sheet.Length > Spreadsheet.Most)
            return this.Refused(SheetTooLarge);
        using var bytes = new MemoryStream();
        await sheet.CopyToAsync(bytes, cancel);
        var (lines, wrong) = PriceSheet.Read(bytes.ToArray(), sheet.FileName, Part.WorkPackages);
        if (wrong.Count > MostMistakes)
            wrong = [.. wrong.Take(MostMistakes), $"And {wrong.Count - MostMistakes} more"];
        if (wrong.Count > 0)
            return this.Refused(wrong.Select(w => new Refusal("spreadsheet-wrong", nameof(Sheet), w)));
        ModelState.Clear();
        Prices = [.. lines];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid bid, Guid requirement, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, requirement, null, cancel) || !Yours)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        List<Refusal> unread = [];
        PriceLine[] lines = [.. Read(unread, out var rows)];
        if (unread.Count > 0)
            return this.Refused(unread);
        var context = this.From(await actors.OfAsync(HttpContext, cancel));
        var outcome = await commands.SendAsync(
            new SaveBidPart(bid, requirement, new BidAnswer(Prices: lines), Part.Revision),
            context,
            cancel
        );
        if (outcome is Outcome.Refused refused)
            return this.Refused(refused.Refusals.Select(r => r with { Field = OnThisForm(r.Field, rows) }));
        if (this.NotDone(outcome) is { } again)
            return again;
        this.Announce($"“{Part.Title}” is saved");
        return Redirect($"/bids/{bid}");
    }

    private async Task<IActionResult> ShowAsync(Guid bid, Guid requirement, Action change, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, requirement, null, cancel) || !Yours)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        change();
        // The rows have moved, so what came for a place stands in another.
        ModelState.Clear();
        return Page();
    }

    private IEnumerable<string> Proposed => Part.WorkPackages.Select(w => w.Title).Append(TheWholeLot);

    // A line left empty is none; the command counts the lines it was sent, the form its rows.
    private IEnumerable<PriceLine> Read(List<Refusal> unread, out int[] rows)
    {
        var typed = Prices.Select((p, n) => (Line: p, Row: n)).Where(p => !p.Line.IsEmpty(Proposed)).ToArray();
        rows = [.. typed.Select(t => t.Row)];
        var only = Part.WorkPackages.Count == 1 ? Part.WorkPackages[0].WorkPackageId : (Guid?)null;
        return
        [
            .. typed
                .Select(t =>
                    t.Line.Read(only, (field, sentence) => unread.Add(new Refusal("price-not-read", $"Prices[{t.Row}].{field}", sentence)))
                )
                .OfType<PriceLine>(),
        ];
    }

    // "answer.prices[0].rate" is "Prices[2].Rate" where two rows before it are empty; an amount is no field here, its parts are.
    private static string? OnThisForm(string? field, int[] rows) =>
        field?.StartsWith("answer.prices[", StringComparison.Ordinal) == true
        && field["answer.prices[".Length..].Split("].") is [var n, var name]
        && int.TryParse(n, out var line)
        && line < rows.Length
            ? $"Prices[{rows[line]}].{(name is "amount" or "amount.amount" ? "rate" : name)}"
        : field == "answer.prices" ? "Prices[0].Title"
        : field;

    private async Task<bool> LoadAsync(Guid bid, Guid requirement, Guid? member, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var parts = await reader.PartsAsync(bid, actor, cancel);
        if (
            parts?.FirstOrDefault(p =>
                p.RequirementId == requirement && p.Kind == RequirementKind.Price && p.MemberId == (member ?? actor.Organisation)
            )
            is not { } part
        )
            return false;
        (Part, BidId, Yours) = (part, bid, actor.ActsFor(part.MemberId) && !part.Closed);
        OpenBook = part.ByOpenBook;
        return true;
    }
}
