using System.ComponentModel.DataAnnotations;
using System.Globalization;
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

/// <summary>One price on the form: the line it stands for and what was typed.</summary>
public sealed class PriceTyped
{
    public Guid? WorkPackageId { get; set; }
    public string? Title { get; set; }
    public string? Amount { get; set; }
}

/// <summary>The editor of one part. Whoever may only read it sees the words without a form.</summary>
[ForRoles("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory)]
[RequestSizeLimit(PageUploads.Most + (1 << 20))]
// A part of a bid is on no disk in the clear, so a file waits in memory until it is encrypted.
[RequestFormLimits(MemoryBufferThreshold = (int)PageUploads.Most + (1 << 20))]
public sealed class SaveBidPartPage(Actors actors, BidReader reader, BidFiles files, BidStorage storage, Commands commands) : PageModel
{
    public static readonly Refusal NotAPrice = new("price-not-a-number", null, "Enter a price in pounds, for example 42,000 or 42000.50");
    public static readonly Refusal NotAQuantity = new(
        "quantity-not-a-number",
        "quantity",
        "Enter how much you promise as a number, for example 3 or 2.5"
    );

    public PartShown Part { get; private set; } = null!;
    public Guid BidId { get; private set; }
    public bool Yours { get; private set; }

    [BindProperty, Display(Name = "Your answer")]
    public string? Text { get; set; }

    [BindProperty]
    public bool? Met { get; set; }

    [BindProperty]
    public string? Quantity { get; set; }

    [BindProperty]
    public List<PriceTyped> Prices { get; set; } = [];

    [BindProperty]
    public IFormFile? Document { get; set; }

    [BindProperty]
    public Guid[] TakenOut { get; set; } = [];

    public bool AsksWhetherMet => Part.Kind is RequirementKind.Capability or RequirementKind.Condition;

    public async Task<IActionResult> OnGetAsync(Guid bid, Guid requirement, Guid? member, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, requirement, member, cancel))
            return NotFound();
        var answer = Part.Answer ?? new BidAnswer();
        (Text, Met, Quantity) = (answer.Text, answer.Met, answer.Quantity?.ToString("0.##########", CultureInfo.InvariantCulture));
        Prices =
        [
            .. Lines()
                .Select(l => new PriceTyped
                {
                    WorkPackageId = l.WorkPackageId,
                    Title = l.Title,
                    Amount = answer
                        .Prices?.FirstOrDefault(p => p.WorkPackageId == l.WorkPackageId)
                        ?.Amount.Amount.ToString("0.00", CultureInfo.InvariantCulture),
                }),
        ];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid bid, Guid requirement, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, requirement, null, cancel) || !Yours)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        var lines = Lines().ToArray();
        Prices =
        [
            .. lines.Select(
                (l, n) =>
                    new PriceTyped
                    {
                        WorkPackageId = l.WorkPackageId,
                        Title = l.Title,
                        Amount = n < Prices.Count ? Prices[n].Amount : null,
                    }
            ),
        ];
        var unread = new List<Refusal>();
        var quantity = Typed.Number(Quantity, NotAQuantity, unread);
        var amounts = Prices.Select((p, n) => Typed.Number(p.Amount, NotAPrice with { Field = $"Prices[{n}].Amount" }, unread)).ToArray();
        if (unread.Count > 0)
            return this.Refused(unread);
        var context = this.From(await actors.OfAsync(HttpContext, cancel));
        foreach (var file in TakenOut)
            if (this.NotDone(await commands.SendAsync(new RemoveBidFile(bid, file), context, cancel)) is { } kept)
                return kept;
        if (Document is { } document && await AttachAsync(bid, document, context, cancel) is { } unattached)
        {
            await LoadAsync(bid, requirement, null, cancel);
            return unattached;
        }

        var prices =
            Part.Kind == RequirementKind.Price
                ? lines
                    .Zip(amounts)
                    .Where(p => p.Second is not null)
                    .Select(p => p.First with { Amount = new Money(p.Second!.Value) })
                    .ToArray()
                : null;
        var answer = new BidAnswer(Text, AsksWhetherMet ? Met : null, Part.Kind == RequirementKind.Commitment ? quantity : null, prices);
        var outcome = await commands.SendAsync(new SaveBidPart(bid, requirement, answer, Part.Revision), context, cancel);
        if (outcome is Outcome.Refused refused)
        {
            // A file that came with it is attached already, and shown.
            await LoadAsync(bid, requirement, null, cancel);
            return this.Refused(refused.Refusals.Select(OnThisForm));
        }
        if (this.NotDone(outcome) is { } again)
            return again;
        this.Announce($"“{Part.Title}” is saved");
        return Redirect($"/bids/{bid}");
    }

    private async Task<IActionResult?> AttachAsync(Guid bid, IFormFile document, CommandContext context, CancellationToken cancel)
    {
        if (PageUploads.Wrong(document, nameof(Document)) is { } wrong)
            return this.Refused(wrong);
        var id = Guid.CreateVersion7();
        if (
            await storage.BeginAsync(
                id,
                bid,
                new PartKey(Part.RequirementId, Part.MemberId),
                new BidFileDescription(Path.GetFileName(document.FileName), PageUploads.TypeOf(document.FileName)!, document.Length),
                nameof(Document),
                cancel
            ) is
            { } full
        )
            return this.Refused(full);
        if (await files.FindAsync(bid, id, cancel) is not { } begun)
            return NotFound();
        await using (var bytes = document.OpenReadStream())
            await files.WriteAsync(begun, bytes, cancel);
        var outcome = await commands.SendAsync(new AttachBidFile(bid, id), context, cancel);
        return outcome is Outcome.Refused refused
            ? this.Refused(refused.Refusals.Select(r => r with { Field = nameof(Document) }))
            : this.NotDone(outcome);
    }

    // The command calls them answer.text and answer.prices[0].amount, the form text and Prices[0].Amount.
    private static Refusal OnThisForm(Refusal refusal) =>
        refusal.Field?.StartsWith("answer.", StringComparison.Ordinal) == true
            ? refusal with
            {
                Field = refusal.Field["answer.".Length..],
            }
            : refusal;

    private IEnumerable<PriceLine> Lines() =>
        Part.Kind != RequirementKind.Price ? []
        : Part.WorkPackages.Count > 0 ? Part.WorkPackages.Select(w => new PriceLine(w.Title, Money.Zero, w.WorkPackageId))
        : [new PriceLine("The whole lot", Money.Zero)];

    private async Task<bool> LoadAsync(Guid bid, Guid requirement, Guid? member, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var parts = await reader.PartsAsync(bid, actor, cancel);
        if (
            parts?.Where(p => p.RequirementId == requirement && p.MemberId == (member ?? actor.Organisation)).FirstOrDefault()
            is not { } part
        )
            return false;
        (Part, BidId, Yours) = (part, bid, actor.ActsFor(part.MemberId) && !part.Closed);
        return true;
    }
}
