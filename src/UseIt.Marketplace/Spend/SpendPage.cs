using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>A page about the ledger of the buyer somebody acts for.</summary>
public abstract class SpendPage(Actors actors, IDocumentStore store) : PageModel
{
    public SpendLedger Ledger { get; private set; } = SpendLedger.Empty;

    protected Guid Buyer { get; private set; }

    public static string Pounds(decimal net) => new Money(net).WithPence();

    public static string Days(PaidInvoicesTakenIn file) =>
        file.First == file.Last ? UkTime.Display(file.First) : $"{UkTime.Display(file.First)} to {UkTime.Display(file.Last)}";

    public static string Count(int n, string one, string many) =>
        n == 1 ? $"1 {one}" : string.Create(CultureInfo.InvariantCulture, $"{n:N0} {many}");

    protected async Task<bool> LoadAsync(CancellationToken cancel)
    {
        var who = await actors.OfAsync(HttpContext, cancel);
        if (who.Organisation is not { } buyer || await ShowSpend.FindAsync(store, who, buyer, cancel) is not { } ledger)
            return false;
        (Buyer, Ledger) = (buyer, ledger);
        return true;
    }
}
