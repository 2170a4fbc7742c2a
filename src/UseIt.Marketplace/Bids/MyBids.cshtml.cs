using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>An enterprise's bids and the consortia it is in or invited to.</summary>
[ForRoles("an enterprise's people", Roles.Member, Roles.BidManager, Roles.Signatory, Roles.OrganisationAdministrator)]
public sealed class MyBidsPage(
    Actors actors,
    MyBids bids,
    MyConsortia consortia,
    IDocumentStore store,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : PageModel
{
    private const int Most = 100;

    public IReadOnlyList<(BidRow Bid, TenderForBids Tender)> Bids { get; private set; } = [];
    public IReadOnlyList<ConsortiumRow> Consortia { get; private set; } = [];
    public Guid You { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (actor.Organisation is not { } organisation)
            return NotFound();
        You = organisation;
        await readYourWrite.WaitAsync(HttpContext, bids);
        await readYourWrite.WaitAsync(HttpContext, consortia);
        var rows = await bids.OfAsync(database, organisation, Guid.Empty, Most, cancel);
        var tenders = (await store.FetchAsync<TenderForBids>(rows.Select(r => r.TenderId).Distinct(), cancel)).ToDictionary(
            s => s.Id,
            s => s.State
        );
        Bids = [.. rows.Select(r => (r, tenders[r.TenderId])).OrderBy(r => r.Item2.Deadline)];
        Consortia = await consortia.OfAsync(database, organisation, Guid.Empty, Most, cancel);
        return Page();
    }
}
