using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
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
/// The editor of one part; a price has its own (<see cref="BidPricesPage"/>). Whoever may only read it sees the words without a form.
/// </summary>
[ForRoles("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory)]
[SaysWhoElseIsHere]
[RequestSizeLimit(PageUploads.Most + (1 << 20))]
// A part of a bid is on no disk in the clear, so a file waits in memory until it is encrypted.
[RequestFormLimits(MemoryBufferThreshold = (int)PageUploads.Most + (1 << 20))]
public sealed class SaveBidPartPage(
    Actors actors,
    BidReader reader,
    BidFiles files,
    BidStorage storage,
    Commands commands,
    IDocumentStore store,
    Files documents
) : PageModel
{
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
    public bool? HappensAnyway { get; set; }

    [BindProperty]
    public IFormFile? Document { get; set; }

    [BindProperty]
    public Guid[] TakenOut { get; set; } = [];

    /// <summary>Items of the bid-ready file that the answer holds.</summary>
    [BindProperty]
    public Guid[] FromFile { get; set; } = [];

    /// <summary>What the reader's organisation has in its file, and what of it the answer holds already, as it was then.</summary>
    public IReadOnlyList<Choice> ItemChoices =>
        [
            .. (Part.Answer?.Shared ?? []).Select(i => new Choice(
                i.ItemId.ToString(),
                i.Said(),
                $"In the bid as of {UkTime.Display(i.SharedAt)}"
            )),
            .. ready
                .Items.Values.Where(i => Part.Answer?.Shared?.Any(s => s.ItemId == i.ItemId) != true)
                .OrderBy(i => i.Title, StringComparer.CurrentCulture)
                .Select(i => new Choice(i.ItemId.ToString(), SharedItem.Freeze(i, 0, default).Said())),
        ];

    /// <summary>What the same organisation has answered where another lot asks the same: what it starts from here.</summary>
    public BidAnswer? Elsewhere { get; private set; }

    private ReadyFile ready = ReadyFile.Empty;

    public bool AsksWhetherMet => Part.Kind is RequirementKind.Capability or RequirementKind.Condition;

    public async Task<IActionResult> OnGetAsync(Guid bid, Guid requirement, Guid? member, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, requirement, member, cancel))
            return NotFound();
        if (Part.Kind == RequirementKind.Price)
            return Redirect($"/bids/{bid}/prices/{requirement}{(member is null ? "" : $"?member={member}")}");
        var answer = Part.Answer ?? Elsewhere ?? new BidAnswer();
        (Text, Met, Quantity) = (answer.Text, answer.Met, answer.Quantity?.ToString("0.##########", CultureInfo.InvariantCulture));
        HappensAnyway = answer.HappensAnyway;
        FromFile = [.. (answer.Shared ?? []).Select(i => i.ItemId)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid bid, Guid requirement, CancellationToken cancel)
    {
        if (!await LoadAsync(bid, requirement, null, cancel) || !Yours || Part.Kind == RequirementKind.Price)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        var unread = new List<Refusal>();
        var quantity = Typed.Number(Quantity, NotAQuantity, unread);
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

        foreach (var id in FromFile)
            if (await TakeInAsync(bid, id, context, cancel) is { } untaken)
            {
                await LoadAsync(bid, requirement, null, cancel);
                return untaken;
            }
        var answer =
            Part.Kind == RequirementKind.Commitment
                ? new BidAnswer(Text, Quantity: quantity, HappensAnyway: HappensAnyway)
                : new BidAnswer(Text, AsksWhetherMet ? Met : null);
        var outcome = await commands.SendAsync(new SaveBidPart(bid, requirement, answer, Part.Revision, FromFile), context, cancel);
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

    // The document of an item goes in once, as it is now; its bytes are sealed with the bid like any other file's.
    private async Task<IActionResult?> TakeInAsync(Guid bid, Guid item, CommandContext context, CancellationToken cancel)
    {
        if (Part.Answer?.Shared?.Any(s => s.ItemId == item) == true || ready.Items.GetValueOrDefault(item)?.DocumentId is not { } document)
            return null;
        var kept = (await store.FetchAsync<KeptDocument>(document, cancel)).State;
        if (kept.OwnerId != Part.MemberId || kept.Description is not { } description)
            return null;
        if (Part.Files.Any(f => f.Title == description.Title && f.Size == description.Size))
            return null;
        await using var bytes = new PiecesRead(documents.ReadAsync(document, cancel).GetAsyncEnumerator(cancel));
        return await AttachAsync(bid, description, bytes, nameof(FromFile), context, cancel);
    }

    private async Task<IActionResult?> AttachAsync(Guid bid, IFormFile document, CommandContext context, CancellationToken cancel)
    {
        if (PageUploads.Wrong(document, nameof(Document)) is { } wrong)
            return this.Refused(wrong);
        var description = new BidFileDescription(
            Path.GetFileName(document.FileName),
            MediaTypes.TypeOf(document.FileName)!,
            document.Length
        );
        await using var bytes = document.OpenReadStream();
        return await AttachAsync(bid, description, bytes, nameof(Document), context, cancel);
    }

    private async Task<IActionResult?> AttachAsync(
        Guid bid,
        BidFileDescription description,
        Stream bytes,
        string field,
        CommandContext context,
        CancellationToken cancel
    )
    {
        var id = Guid.CreateVersion7();
        if (await storage.BeginAsync(id, bid, new PartKey(Part.RequirementId, Part.MemberId), description, field, cancel) is { } full)
            return this.Refused(full);
        if (await files.FindAsync(bid, id, cancel) is not { } begun)
            return NotFound();
        await files.WriteAsync(begun, bytes, cancel);
        var outcome = await commands.SendAsync(new AttachBidFile(bid, id), context, cancel);
        return outcome is Outcome.Refused refused
            ? this.Refused(refused.Refusals.Select(r => r with { Field = field }))
            : this.NotDone(outcome);
    }

    // The command calls it answer.text, the form text.
    private static Refusal OnThisForm(Refusal refusal) =>
        refusal.Field?.StartsWith("answer.", StringComparison.Ordinal) == true
            ? refusal with
            {
                Field = refusal.Field["answer.".Length..],
            }
            : refusal;

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
        // How much is promised and what is in a file goes for its own lot.
        if (Yours && part.Answer is null)
            Elsewhere = parts
                .Where(p => p.LotId != part.LotId && p.MemberId == part.MemberId && p.Kind == part.Kind && p.Asked == part.Asked)
                .Where(p => string.Equals(p.Title, part.Title, StringComparison.OrdinalIgnoreCase))
                .Select(p => p.Answer)
                .Where(a => a is not null)
                .Select(a => new BidAnswer(a!.Text, a.Met))
                .FirstOrDefault();
        if (Yours)
            ready = (await store.FetchAsync<ReadyFile>(ReadyFile.IdOf(part.MemberId), cancel)).State;
        return true;
    }
}
