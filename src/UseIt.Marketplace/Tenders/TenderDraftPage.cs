using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>One page of a tender's task list: for its buyer's own people, as long as the content may change.</summary>
[SaysWhoElseIsHere]
public abstract class TenderDraftPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    public TenderSheet Tender { get; private set; } = null!;
    public BuyerTender Buyer { get; private set; } = null!;
    public DateTimeOffset Now { get; private set; }
    public string TaskList => $"/buyer/tenders/{Tender.TenderId}";

    protected IDocumentStore Store => store;

    protected Actor Who { get; private set; } = Actor.Anonymous;

    protected RegimeProfile Profile => Regime.Profile(Tender.Regime, Tender.RulesOf).Value;

    /// <summary>Runs what fills the form, unless the page is not there or too late for it.</summary>
    protected async Task<IActionResult> ShowAsync(Guid tender, Func<Task<bool>> fill, CancellationToken cancel) =>
        !await LoadAsync(tender, cancel) ? NotFound()
        : !MayChange ? Redirect(TaskList)
        : await fill() ? Page()
        : NotFound();

    protected Task<IActionResult> ShowAsync(Guid tender, Action fill, CancellationToken cancel) =>
        ShowAsync(
            tender,
            () =>
            {
                fill();
                return Task.FromResult(true);
            },
            cancel
        );

    protected async Task<IActionResult> DoAsync(ICommand command, string done, string? next = null, Func<string, string>? fields = null)
    {
        if (await acting.TryAsync(this, command, fields) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(next ?? TaskList);
    }

    /// <summary>While the notice is with Find a Tender only the dates may still be put right.</summary>
    protected virtual bool MayChange => Tender.Stage is TenderStage.Draft or TenderStage.NoticePrepared;

    protected async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        Who = await actors.OfAsync(HttpContext, cancel);
        if (await tenders.OfBuyerAsync(HttpContext, id, Who.Organisation, cancel) is not { } found)
            return false;
        (Tender, Buyer) = found;
        Now = await store.ClockAsync(cancel);
        return true;
    }
}
