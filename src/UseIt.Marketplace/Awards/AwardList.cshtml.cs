using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>All published awards, for everybody.</summary>
[ForAnyone]
public sealed class AwardListPage(PublicAwards awards, AwardView view, ReadYourWrite readYourWrite) : PageModel
{
    private const int Usual = 25;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<PublicAward> Awards { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/awards");
        await readYourWrite.WaitAsync(HttpContext, view);
        Awards = await awards.PageAsync(After, Usual, cancel);
        return Page();
    }
}
