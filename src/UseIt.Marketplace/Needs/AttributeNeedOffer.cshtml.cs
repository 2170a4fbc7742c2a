using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

[ForPeople]
public sealed class AttributeNeedOfferPage(PageRooms rooms, NeedsBoard needs, ContractView contracts, CommitmentLedger ledger)
    : NeedPage(rooms, needs)
{
    private IReadOnlyList<LedgerRow> rows = [];

    [BindProperty]
    public Guid? CommitmentId { get; set; }

    public IReadOnlyList<Choice> Commitments { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid need, CancellationToken cancel) => await FindAsync(need, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid need, CancellationToken cancel) =>
        !await FindAsync(need, cancel) ? NotFound()
        : rows.FirstOrDefault(r => r.CommitmentId == CommitmentId) is not { ContractId: { } contract } row
            ? this.Refused(AttributeNeedOfferHandler.NoCommitment)
        : await DoAsync(new AttributeNeedOffer(need, contract, row.CommitmentId), "It counts towards the commitment", Back);

    private async Task<bool> FindAsync(Guid need, CancellationToken cancel)
    {
        if (!await LoadAsync(need) || !IsSupplier)
            return false;
        var own = (await contracts.OfAsync(Rooms.Database, Own, null, ViewRows.LargestPage, cancel))
            .Items.Where(c => c.Stage == "signed" && c.Suppliers.Contains(Own))
            .ToDictionary(c => c.ContractId);
        rows = await Rooms.Database.RowsAsync<LedgerRow>(
            $"select data from {ledger.Table} where data ->> 'contractId' = any($1) order by key",
            [own.Keys.Select(k => k.ToString()).ToArray()],
            cancel
        );
        Commitments =
        [
            .. rows.Select(r => new Choice(
                r.CommitmentId.ToString(),
                r.Title,
                $"{own[r.ContractId!.Value].Title}, measured in {r.Metric.Unit}"
            )),
        ];
        return true;
    }
}
