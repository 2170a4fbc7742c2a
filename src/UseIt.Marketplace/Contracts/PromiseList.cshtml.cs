using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>What an enterprise has promised over all its contracts, what is due next first; made for a phone.</summary>
[ForRoles("a supplier", Roles.Member, Roles.BidManager, Roles.Signatory)]
public sealed class PromiseListPage(
    Actors actors,
    CommitmentBoard board,
    CommitmentLedger ledger,
    ReadYourWrite readYourWrite,
    IDocumentStore store
) : PageModel
{
    private const int Usual = 10;

    /// <summary>What is met, in place of what is not.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Met { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    public CommitmentsPage Found { get; private set; } = null!;
    public DateOnly Today { get; private set; }
    public bool Records { get; private set; }

    public string At => Met ? "/promises?met=true" : "/promises";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/promises");
        var who = await actors.OfAsync(HttpContext, cancel);
        if (who.Organisation is not { } supplier)
            return NotFound();
        await readYourWrite.WaitAsync(HttpContext, ledger);
        Records = who.Has(Roles.Member) || who.Has(Roles.BidManager);
        Today = UkTime.DayOf(await store.ClockAsync(cancel));
        var shown = Met ? CommitmentsShown.Met : CommitmentsShown.Open;
        if (As is { } format)
            return await this.CommitmentsAsAsync(
                format,
                "promises",
                Today,
                async after =>
                {
                    var page = await board.PageAsync(supplier, buys: false, shown, null, after, ListFile.AtOnce, Today, cancel);
                    return (page.Items, page.Next);
                }
            );
        Found = await board.PageAsync(supplier, buys: false, shown, null, After, Usual, Today, cancel);
        return Page();
    }
}
