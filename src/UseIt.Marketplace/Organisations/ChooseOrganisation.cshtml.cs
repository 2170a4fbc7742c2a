using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Whether somebody with an account joins an organisation or registers one.</summary>
[ForPeople]
public sealed class ChooseOrganisationPage(Actors actors, Me me) : PageModel
{
    public static readonly Refusal NotChosen = new(
        "way-not-chosen",
        "Way",
        "Choose whether you join an organisation that is here already or register a new one"
    );

    [BindProperty]
    public string? Way { get; set; }

    public MeAnswer Mine { get; private set; } = null!;
    public bool Asks { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (Way is not ("join" or "new"))
            return this.Refused(NotChosen);
        if (Way == "new")
            return Redirect("/register/organisation/name");
        if (Mine.Memberships.Any(m => !m.Active))
            return Redirect("/account");
        Asks = true;
        return Page();
    }

    private async Task LoadAsync(CancellationToken cancel) => Mine = await me.OfAsync(await actors.OfAsync(HttpContext, cancel), cancel);
}
