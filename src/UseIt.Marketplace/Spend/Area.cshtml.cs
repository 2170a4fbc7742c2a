using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>What a buyer calls local.</summary>
[ForRoles(SpendAccess.Who, Roles.ContractManager)]
public sealed class AreaPage(Actors actors, IDocumentStore store, Acting acting) : SpendPage(actors, store)
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Postcodes { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        (Name, Postcodes) = (Ledger.Area?.Name, string.Join(", ", Ledger.Area?.Postcodes ?? []));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        var command = new DefineLocalArea(
            Buyer,
            Name ?? "",
            (Postcodes ?? "").Split([',', ';', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        );
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce("It is saved");
        return Redirect("/spend");
    }
}
