using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>One file of the ledger, line by line; it can be taken back whole.</summary>
[ForRoles(SpendAccess.Who, Roles.ContractManager)]
public sealed class LedgerFilePage(Actors actors, IDocumentStore store, SpendReading reading, Acting acting) : SpendPage(actors, store)
{
    private const int Usual = 50;

    private IReadOnlyDictionary<Guid, OrganisationName> names = new Dictionary<Guid, OrganisationName>();

    public TakenInFile Entry { get; private set; } = null!;
    public LinesShown Lines { get; private set; } = null!;
    public bool TakingBack { get; private set; }

    [BindProperty(SupportsGet = true)]
    public int? After { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string At => $"/spend/files/{Entry.Says.DocumentId}";

    public string NameOf(PaidLine line) =>
        line.OrganisationId is { } id && names.TryGetValue(id, out var known) ? known.Name : "Not known here";

    public async Task<IActionResult> OnGetAsync(Guid document, CancellationToken cancel) =>
        await FindAsync(document, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid document, CancellationToken cancel)
    {
        if (!await FindAsync(document, cancel))
            return NotFound();
        TakingBack = true;
        if (await acting.TryAsync(this, new TakeBackPaidInvoices(Buyer, document, Reason ?? "")) is { } refused)
            return refused;
        this.Announce("The file is taken back");
        return Redirect("/spend");
    }

    private async Task<bool> FindAsync(Guid document, CancellationToken cancel)
    {
        if (
            !await LoadAsync(cancel)
            || Ledger.Files.Find(f => f.Says.DocumentId == document) is not { } file
            || await ShowSpend.LinesAsync(reading, Ledger, document, After, Usual, cancel) is not { } lines
        )
            return false;
        (Entry, Lines) = (file, lines);
        names = await reading.NamesAsync(lines.Items, cancel);
        return true;
    }
}
