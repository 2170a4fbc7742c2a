using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

/// <summary>When a saved search tells its person, and its end. A message of it leads by here to what was new then.</summary>
[ForPeople]
public sealed class ChangeSavedSearchPage(
    Actors actors,
    Acting acting,
    SavedSearches searches,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : PageModel
{
    public SavedSearchRow Search { get; private set; } = null!;

    [BindProperty]
    public Told? Told { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid search, CancellationToken cancel)
    {
        if (!await LoadAsync(search, cancel))
            return NotFound();
        Told = Search.Told;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid search, CancellationToken cancel)
    {
        if (!await LoadAsync(search, cancel))
            return NotFound();
        if (Told is not { } told)
            return this.Refused(SaveSearchPage.HowMissing);
        return await DoAsync(new ChangeSearchAlerts(search, told), "Saved");
    }

    public async Task<IActionResult> OnPostForgetAsync(Guid search, CancellationToken cancel) =>
        await LoadAsync(search, cancel) ? await DoAsync(new ForgetSearch(search), "The search is removed") : NotFound();

    private async Task<IActionResult> DoAsync(ICommand command, string announcement)
    {
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(announcement);
        return Redirect("/searches");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, searches);
        var person = (await actors.OfAsync(HttpContext, cancel)).Person;
        if (await searches.FindAsync(database, id, cancel) is not { } found || found.PersonId != person)
            return false;
        Search = found;
        return true;
    }
}
