using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

[ForPeople]
public sealed class SavedSearchListPage(Actors actors, SavedSearches searches, NpgsqlDataSource database, ReadYourWrite readYourWrite)
    : PageModel
{
    public IReadOnlyList<SavedSearchRow> Searches { get; private set; } = [];

    public static string Way(Told told) => SaveSearchPage.Ways.First(w => w.Value == told.ToString()).Label;

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, searches);
        Searches = await searches.OfAsync(database, (await actors.OfAsync(HttpContext, cancel)).Person, cancel);
    }
}
