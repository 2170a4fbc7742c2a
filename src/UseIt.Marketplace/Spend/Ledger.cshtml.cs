using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>The files of a buyer's ledger, the latest first.</summary>
[ForRoles(SpendAccess.Who, Roles.ContractManager)]
public sealed class LedgerPage(Actors actors, IDocumentStore store) : SpendPage(actors, store)
{
    private const int Usual = 20;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public IReadOnlyList<TakenInFile> Files { get; private set; } = [];
    public Guid? Next { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        TakenInFile[] latest = [.. Ledger.Files.Reverse()];
        var from = After is { } after ? Array.FindIndex(latest, f => f.Says.DocumentId == after) + 1 : 0;
        Files = [.. latest.Skip(from).Take(Usual)];
        Next = latest.Length > from + Usual ? Files[^1].Says.DocumentId : null;
        return Page();
    }
}
