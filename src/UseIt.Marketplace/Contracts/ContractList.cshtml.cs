using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>Every contract an organisation is a party to.</summary>
[ForPeople]
public sealed class ContractListPage(Actors actors, ContractView contracts, NpgsqlDataSource database, ReadYourWrite readYourWrite)
    : PageModel
{
    private const int Usual = 25;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public bool Manages { get; private set; }
    public bool Supplies { get; private set; }

    public Rows<ContractRow> Contracts { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (actor.Organisation is not { } party)
            return NotFound();
        if (!ModelState.IsValid)
            return Redirect("/contracts");
        (Manages, Supplies) = (actor.Has(Roles.ContractManager), actor.Has(Roles.Member) || actor.Has(Roles.BidManager));
        await readYourWrite.WaitAsync(HttpContext, contracts);
        Contracts = await contracts.OfAsync(database, party, After, Usual, cancel);
        return Page();
    }
}
