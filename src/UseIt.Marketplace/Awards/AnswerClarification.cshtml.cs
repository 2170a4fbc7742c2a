using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>What a buyer has asked about a bid, for its whole team; the lead answers.</summary>
[ForRoles("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory)]
[RequestSizeLimit(PageUploads.Most + (1 << 20))]
// What is answered may be as confidential as the bid, so a file waits in memory until it is stored.
[RequestFormLimits(MemoryBufferThreshold = (int)PageUploads.Most + (1 << 20))]
public sealed class AnswerClarificationPage(
    Actors actors,
    Acting acting,
    ReadClarifications clarifications,
    BidReader bids,
    PageUploads uploads,
    IDocumentStore store
) : PageModel
{
    public BidShown Bid { get; private set; } = null!;
    public IReadOnlyList<ClarificationShown> Asked { get; private set; } = [];
    public DateTimeOffset Now { get; private set; }
    public bool Leads { get; private set; }
    public bool MayAnswer { get; private set; }

    [BindProperty]
    public Guid ClarificationId { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public bool ChangesNothing { get; set; }

    [BindProperty]
    public List<IFormFile> Documents { get; set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid bid, CancellationToken cancel) =>
        await LoadAsync(bid, cancel) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(Guid bid, CancellationToken cancel)
    {
        if (await LoadAsync(bid, cancel) is not { } actor || !MayAnswer)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (Asked.FirstOrDefault(a => a.ClarificationId == ClarificationId) is not { } asked)
            return NotFound();
        List<Guid> kept = [];
        List<Refusal> refused = [];
        // What is late or without words is refused before any file is stored.
        if (Now <= asked.AnswerBy && !string.IsNullOrWhiteSpace(Answer) && ChangesNothing)
            foreach (var file in Documents)
            {
                var (id, refusal) = await uploads.TakeAsync(file, nameof(Documents), actor, Classification.Restricted, cancel);
                if (refusal is null)
                    kept.Add(id);
                else
                    refused.Add(refusal with { Sentence = $"{Path.GetFileName(file.FileName)}: {refusal.Sentence}" });
            }
        if (refused.Count > 0)
            return this.Refused(refused);
        var command = new AnswerClarification(asked.EvaluationId, ClarificationId, bid, Answer ?? "", ChangesNothing, kept);
        if (await acting.TryAsync(this, command, field => field == "documentIds" ? nameof(Documents) : field) is { } again)
            return again;
        this.Announce("Your answer is with the buyer");
        return Redirect($"/bids/{bid}/questions");
    }

    private async Task<Actor?> LoadAsync(Guid bid, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (
            await clarifications.OfBidAsync(bid, actor, cancel) is not { } asked
            || await bids.ReadAsync(bid, actor, cancel) is not { } shown
        )
            return null;
        (Bid, Asked, Now) = (shown, asked, await store.ClockAsync(cancel));
        Leads = actor.ActsFor(shown.LeadId);
        MayAnswer = actor.ActsFor(shown.LeadId, Roles.BidManager, Roles.Signatory) && shown.Status == BidStatus.Opened;
        return actor;
    }
}
