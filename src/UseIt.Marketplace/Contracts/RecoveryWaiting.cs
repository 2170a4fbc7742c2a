using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Contracts;

/// <summary>Recovery actions of which nothing is told yet: the supplier's to do, the contract manager's to look at on their day.</summary>
public sealed class RecoveryWaiting(NpgsqlDataSource database, CommitmentLedger ledger) : IToDoSource
{
    private const int Most = 100;

    public TableView Rests => ledger;

    public async Task<IReadOnlyList<ToDo>> ForAsync(Actor who, DateOnly today, CancellationToken cancel)
    {
        if (who.Organisation is not { } own)
            return [];
        List<ToDo> found = [];
        if (who.ActsFor(own, Roles.Member, Roles.BidManager))
            foreach (var row in await OpenAsync("suppliers ? $1"))
            foreach (var recovery in row.Recoveries!.Where(r => r.Done is null && r.By == own))
                found.Add(new ToDo(recovery.What, row.Title, $"/promises/{row.CommitmentId}", UkTime.StartOf(recovery.Due.AddDays(1))));
        if (who.ActsFor(own, Roles.ContractManager))
            foreach (var row in await OpenAsync("buyer = $1::uuid"))
            foreach (var recovery in row.Recoveries!.Where(r => r.Done is null && r.Due <= today))
                found.Add(
                    new ToDo(
                        "Say whether the recovery action was done",
                        row.Title,
                        $"/contracts/{row.ContractId}/commitments/{row.CommitmentId}/recoveries/{recovery.RecoveryId}",
                        UkTime.StartOf(recovery.Due.AddDays(1))
                    )
                );
        return found;

        Task<IReadOnlyList<LedgerRow>> OpenAsync(string whose) =>
            database.RowsAsync<LedgerRow>(
                $"""
                select data from {ledger.Table}
                where {whose} and not lapsed and jsonb_path_exists(data, '$.recoveries[*] ? (!exists(@.done))')
                order by key limit {Most}
                """,
                [own.ToString()],
                cancel
            );
    }
}
