using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Networks;

/// <summary>
/// What came of an introduction: the opportunity, the bid as far as this reader may know of one, the contract, and whether follow-ups are
/// closed because a tender is running.
/// </summary>
public sealed record IntroductionOutcome(
    IntroductionRow Introduction,
    Guid? OpenIn,
    string? Opportunity,
    string? Bid,
    ContractRow? Contract
);

/// <summary>From introductions to contracts, read from the views of tenders, bids and contracts.</summary>
public sealed class GatheringOutcomes(
    NpgsqlDataSource database,
    TenderView tenders,
    ContractView contracts,
    MyBids bids,
    MarketStatements statements
)
{
    public async Task<IReadOnlyList<IntroductionOutcome>> OfAsync(
        Actor actor,
        IReadOnlyList<IntroductionRow> introductions,
        CancellationToken cancel
    )
    {
        if (introductions.Count == 0)
            return [];
        string[] buyers = [.. introductions.Select(i => i.BuyerId.ToString()).Distinct()];
        var said = await database.RowsAsync<MarketStatementRow>(
            $"select data from {statements.Table} where data ->> 'buyerId' = any($1) order by key limit 1000",
            [buyers],
            cancel
        );
        var sheets = await tenders.FindAsync(
            database,
            introductions.Select(i => i.TenderId).OfType<Guid>().Concat(said.SelectMany(s => s.AttachedTo)),
            cancel
        );
        var signed = await SignedAsync(introductions, cancel);
        // Who bids is nobody's to know before the award but the bidder's own.
        var own = introductions.Any(i => actor.ActsFor(i.EnterpriseId))
            ? await bids.OfAsync(database, actor.Organisation!.Value, Guid.Empty, ViewRows.LargestPage, cancel)
            : [];
        return
        [
            .. introductions.Select(i =>
            {
                var contract = signed.FirstOrDefault(c => c.TenderId == i.TenderId && c.Suppliers.Contains(i.EnterpriseId));
                var running = said.Where(s => s.BuyerId == i.BuyerId).SelectMany(s => s.AttachedTo).Append(i.TenderId ?? Guid.Empty);
                return new IntroductionOutcome(
                    i,
                    running.Cast<Guid?>().FirstOrDefault(t => IsRunning(sheets.GetValueOrDefault(t!.Value))),
                    i.TenderId is { } tender ? sheets.GetValueOrDefault(tender)?.Title : null,
                    contract is not null ? "Won"
                        : actor.ActsFor(i.EnterpriseId) && own.Any(b => b.TenderId == i.TenderId) ? "Yours"
                        : null,
                    contract
                );
            }),
        ];
    }

    private async Task<IReadOnlyList<ContractRow>> SignedAsync(IReadOnlyList<IntroductionRow> introductions, CancellationToken cancel)
    {
        var led = introductions.Where(i => i.TenderId is not null).ToArray();
        return led.Length == 0
            ? []
            : await database.RowsAsync<ContractRow>(
                $"""
                select data from {contracts.Table}
                where data -> 'parties' ?| $1 and data ->> 'tenderId' = any($2) and data ->> 'stage' <> 'prepared' order by key
                """,
                [led.Select(i => i.EnterpriseId.ToString()).Distinct().ToArray(), led.Select(i => i.TenderId!.Value.ToString()).ToArray()],
                cancel
            );
    }

    private static bool IsRunning(TenderSheet? tender) => tender is { IsPublic: true } && tender.Lots.Any(l => l.Status == LotStatus.Open);
}
