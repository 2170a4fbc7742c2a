using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class EndContractPage(Actors actors, Acting acting, IDocumentStore store) : ContractStepPage(actors, acting, store)
{
    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid contract, CancellationToken cancel) =>
        await LoadAsync(contract, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid contract, CancellationToken cancel) =>
        await LoadAsync(contract, cancel) ? await DoAsync(new EndContract(contract, Reason ?? ""), "The contract has ended") : NotFound();
}
