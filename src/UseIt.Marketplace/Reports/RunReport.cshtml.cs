using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>Runs a contract's report for one of its parties; who comes without a contract chooses one.</summary>
[ForPeople]
public sealed class RunReportPage(Acting acting, Actors actors, ContractView contracts, NpgsqlDataSource database) : PageModel
{
    private const int Most = 100;

    public static readonly Refusal NoneChosen = new("contract-missing", "contract", "Choose a contract");

    [BindProperty(SupportsGet = true)]
    public Guid? Contract { get; set; }

    /// <summary>To choose from, where none was named.</summary>
    public IReadOnlyList<Choice> Contracts { get; private set; } = [];

    public Task OnGetAsync(CancellationToken cancel) => LoadAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Contract is not { } contract)
        {
            await LoadAsync(cancel);
            return this.Refused(NoneChosen);
        }
        var command = new RunReport(Guid.CreateVersion7(), SocialValueReturn.Kind, contract);
        return await acting.TryAsync(this, command) ?? Redirect($"/reports/{command.ReportId}");
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        if (Contract is null && (await actors.OfAsync(HttpContext, cancel)).Organisation is { } party)
            Contracts =
            [
                .. (await contracts.OfAsync(database, party, null, Most, cancel)).Items.Select(c => new Choice(
                    c.ContractId.ToString(),
                    c.Title
                )),
            ];
    }
}
