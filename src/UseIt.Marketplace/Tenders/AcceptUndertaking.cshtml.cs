using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>The words under which a restricted document may be read, before it is.</summary>
[ForRoles("a bidder's manager or signatory", Roles.BidManager, Roles.Signatory)]
public sealed class AcceptUndertakingPage(Actors actors, Acting acting, IDocumentStore store, TenderReader tenders) : PageModel
{
    private Guid organisation;

    public Guid TenderId { get; private set; }
    public Guid DocumentId { get; private set; }
    public string DocumentTitle { get; private set; } = "";
    public string Text { get; private set; } = "";
    public string Version => Undertaking.Version(Text);
    public bool Accepted { get; private set; }

    /// <summary>The version of the words that were read.</summary>
    [BindProperty]
    public string? TextSha256 { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid tender, Guid document, CancellationToken cancel) =>
        await LoadAsync(tender, document, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid tender, Guid document, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, document, cancel))
            return NotFound();
        if (await acting.TryAsync(this, new AcceptUndertaking(tender, document, organisation, TextSha256 ?? "")) is { } refused)
            return refused;
        this.Announce("You can download the document now");
        return Redirect($"/tenders/{tender}/documents/{document}/undertaking");
    }

    private async Task<bool> LoadAsync(Guid tender, Guid document, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (
            actor.Organisation is not { } own
            || await tenders.PublicAsync(HttpContext, tender, cancel) is not { } sheet
            || sheet.Documents.FirstOrDefault(d => d.DocumentId == document) is not { Undertaking: { } text } restricted
        )
            return false;
        (TenderId, DocumentId, DocumentTitle, Text, organisation) = (tender, document, restricted.Title, text, own);
        Accepted = (await store.FetchAsync<Undertaking>(Undertaking.IdOf(document, own), cancel)).State.AcceptedSha256 == Version;
        return true;
    }
}
