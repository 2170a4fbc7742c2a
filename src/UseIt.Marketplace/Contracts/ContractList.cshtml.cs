using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>Every contract an organisation is a party to.</summary>
[ForPeople]
public sealed class ContractListPage(
    Actors actors,
    ContractView contracts,
    OrganisationNames names,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : PageModel
{
    private const int Usual = 25;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

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
        if (As is { } format)
        {
            var all = await ListFile.AllAsync<ContractRow, Guid?>(async after =>
            {
                var page = await contracts.OfAsync(database, party, after, ListFile.AtOnce, cancel);
                return (page.Items, page.Next);
            });
            var known = await names.FindAsync(database, all.SelectMany(c => c.Parties).Distinct(), cancel);
            return this.ListAs(
                format,
                "contracts",
                all,
                ("Contract", c => c.Title),
                ("State", Tenders.BuyerTenderPage.StageOf),
                ("Buyer", c => known.GetValueOrDefault(c.BuyerId)?.Name),
                ("Suppliers", c => c.Suppliers.Select(s => known.GetValueOrDefault(s)?.Name).OfType<string>()),
                ("Value without VAT", c => c.Value),
                ("From", c => c.Period?.Start),
                ("Until", c => c.Period?.End),
                ("Signed", c => c.SignedAt),
                ("Promises", c => c.Commitments),
                ("Id", c => c.ContractId.ToString())
            );
        }
        Contracts = await contracts.OfAsync(database, party, After, Usual, cancel);
        return Page();
    }
}
