using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

[ForRoles("a bid manager", Roles.BidManager)]
public sealed class ProposeConsortiumPage(Acting acting, IDocumentStore store) : PageModel
{
    public string? TenderTitle { get; private set; }

    /// <summary>Comes with the form, so that sending it twice makes one consortium.</summary>
    [BindProperty]
    public Guid ConsortiumId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Tender { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        ConsortiumId = Guid.CreateVersion7();
        return await LoadAsync(cancel) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        var id = ConsortiumId == Guid.Empty ? Guid.CreateVersion7() : ConsortiumId;
        if (await acting.TryAsync(this, new ProposeConsortium(id, Name ?? "", Tender)) is { } refused)
            return refused;
        this.Announce("The consortium is there. Invite its partners next");
        return Redirect($"/consortia/{id}");
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (Tender is not { } tender)
            return true;
        if ((await store.FetchAsync<TenderForConsortia>(tender, cancel)).State is not { Published: true } known)
            return false;
        TenderTitle = known.Title;
        return true;
    }
}
