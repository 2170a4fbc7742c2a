using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Every tender of a buyer, drafts included.</summary>
[ForRoles("the buyer's people", Roles.Author, Roles.Approver, Roles.Opener, Roles.Evaluator, Roles.ContractManager)]
public sealed class BuyerTenderListPage(Actors actors, BuyerTenders tenders, NpgsqlDataSource database, ReadYourWrite readYourWrite)
    : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    public TenderPage<BuyerTender> Tenders { get; private set; } = new([], null);
    public bool MayDraft { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (actor.Organisation is not { } buyer)
            return NotFound();
        await readYourWrite.WaitAsync(HttpContext, tenders);
        if (As is { } format)
            return this.ListAs(
                format,
                "tenders",
                await ListFile.AllAsync<BuyerTender, string>(async after =>
                {
                    var page = await tenders.PageAsync(database, buyer, PlaceInList.From(after), ListFile.AtOnce, cancel);
                    return (page.Items, page.Next);
                }),
                ("Title", t => t.Title),
                ("Stage", BuyerTenderPage.StageOf),
                ("Deadline", t => t.Deadline),
                ("Questions to answer", t => t.OpenQuestions),
                ("Lots awarded", t => t.LotsAwarded.Count),
                ("Id", t => t.TenderId.ToString())
            );
        MayDraft = actor.Has(Roles.Author);
        try
        {
            Tenders = await tenders.PageAsync(database, buyer, PlaceInList.From(After), PlaceInList.Usual, cancel);
        }
        catch (EdgeException)
        {
            return Redirect("/buyer/tenders");
        }
        return Page();
    }
}
