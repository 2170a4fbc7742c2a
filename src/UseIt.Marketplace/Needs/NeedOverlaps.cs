using Npgsql;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Needs;

/// <summary>
/// Whether what was delivered for a need may be told again as evidence of a contract: evidence by the same organisation, in the same unit,
/// of a period that holds the day. It is flagged, not refused: only people can say whether it is the same hour.
/// </summary>
public sealed class NeedOverlaps(NpgsqlDataSource database, ContractView contracts, CommitmentLedger ledger)
{
    public static bool MayBeSeenBy(Actor actor, NeedRow need) =>
        actor.ActsFor(need.Accepted?.OrganisationId) || actor.ActsFor(need.Attribution?.AttributedFor);

    public async Task<IReadOnlyList<NeedOverlap>> OfAsync(Actor actor, NeedRow need, CancellationToken cancel)
    {
        if (need is not { Accepted: { Quantity: not null, Unit: { } unit } offer, Result.On: var day })
            return [];
        var own = (await contracts.OfAsync(database, offer.OrganisationId, null, ViewRows.LargestPage, cancel)).Items;
        if (own.Count == 0)
            return [];
        var rows = await database.RowsAsync<LedgerRow>(
            $"select data from {ledger.Table} where data ->> 'contractId' = any($1) order by key",
            [own.Select(c => c.ContractId.ToString()).ToArray()],
            cancel
        );
        var seen = own.Where(c => c.Parties.Any(p => actor.ActsFor(p))).Select(c => c.ContractId).ToHashSet();
        return
        [
            .. from row in rows
            where string.Equals(row.Metric.Unit, unit, StringComparison.OrdinalIgnoreCase)
            from evidence in row.Evidence
            where
                evidence.OrganisationId == offer.OrganisationId
                && evidence.Stage != EvidenceStage.Withdrawn
                && evidence.Period is { Start: { } first, End: { } last }
                && first <= day
                && day <= last
            select seen.Contains(row.ContractId!.Value)
                ? new NeedOverlap(row.ContractId, row.CommitmentId, row.Title, evidence.Quantity, row.Metric.Unit)
                : new NeedOverlap(null, null, null, null, null),
        ];
    }
}
