using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>One step of the buyer's contract manager, on a page of its own.</summary>
public abstract class ContractStepPage(Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    public Guid ContractId { get; private set; }
    public Contract Contract { get; private set; } = Contract.Empty;
    public string Back => $"/contracts/{ContractId}";

    protected async Task<bool> LoadAsync(Guid contract, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (
            await ShowContract.FindAsync(store, actor, contract, cancel) is not { } found
            || !actor.ActsFor(found.State.BuyerId, Roles.ContractManager)
            || found.State.Stage == ContractStage.Ended
        )
            return false;
        (ContractId, Contract) = (contract, found.State);
        return true;
    }

    protected async Task<IActionResult> DoAsync(ICommand command, string done)
    {
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(Back);
    }
}
