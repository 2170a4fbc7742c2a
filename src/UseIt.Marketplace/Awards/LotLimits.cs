namespace UseIt.Marketplace.Awards;

/// <summary>
/// How lots are shared out where a supplier may win only so many; published with the tender (Procurement Act 2023 s.23(4)).
/// </summary>
public enum LotMechanism
{
    /// <summary>A supplier that would win too many keeps those it said it prefers.</summary>
    SuppliersPreference,

    /// <summary>Lots are awarded in the published order; who has its number is passed over.</summary>
    LotOrder,

    /// <summary>The combination that awards most lots and then has the highest sum of scores.</summary>
    HighestScores,

    /// <summary>The combination that awards most lots and then costs least.</summary>
    LowestPrices,
}

/// <param name="LotId">The lot.</param>
/// <param name="SupplierId">The bidder, the same in each lot.</param>
/// <param name="Rank">Its place in this lot, 1 is best; no two share one.</param>
/// <param name="Score">Its total in this lot.</param>
/// <param name="Price">Its price for this lot.</param>
/// <param name="Preference">1 for the lot the supplier wants most; lots without a preference come last.</param>
public sealed record LotBid(Guid LotId, Guid SupplierId, int Rank, decimal Score, decimal Price, int? Preference = null);

/// <summary>Shares out lots under a limit. The same bids give the same result in whatever order they come.</summary>
public static class LotLimits
{
    /// <param name="mechanism">The published mechanism.</param>
    /// <param name="lots">In the published order, which also decides between combinations that are equal.</param>
    /// <param name="bids">The ranked bids of all lots.</param>
    /// <param name="most">How many lots one supplier may win.</param>
    /// <returns>The winner of each lot, or null where nobody is left.</returns>
    public static IReadOnlyDictionary<Guid, Guid?> Award(
        LotMechanism mechanism,
        IReadOnlyList<Guid> lots,
        IReadOnlyList<LotBid> bids,
        int most
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        Dictionary<Guid, LotBid[]> byLot = lots.ToDictionary(
            lot => lot,
            lot => bids.Where(bid => bid.LotId == lot).OrderBy(bid => bid.Rank).ToArray()
        );
        Dictionary<Guid, Guid?> winners = mechanism switch
        {
            LotMechanism.SuppliersPreference => ByPreference(lots, byLot, most),
            LotMechanism.LotOrder => InOrder(lots, byLot, most),
            LotMechanism.HighestScores => new Combination([.. lots.Select(lot => byLot[lot])], most, bid => bid.Score).Winners(lots),
            LotMechanism.LowestPrices => new Combination([.. lots.Select(lot => byLot[lot])], most, bid => -bid.Price).Winners(lots),
            _ => throw new ArgumentOutOfRangeException(nameof(mechanism)),
        };
        return winners;
    }

    private static Dictionary<Guid, Guid?> InOrder(IReadOnlyList<Guid> lots, Dictionary<Guid, LotBid[]> byLot, int most)
    {
        Dictionary<Guid, Guid?> winners = [];
        foreach (Guid lot in lots)
            winners[lot] = byLot[lot].FirstOrDefault(bid => winners.Values.Count(winner => winner == bid.SupplierId) < most)?.SupplierId;
        return winners;
    }

    /// <summary>
    /// Each lot asks its best bidder, a bidder with too many gives up what it wants least, and that lot asks its next one.
    /// </summary>
    private static Dictionary<Guid, Guid?> ByPreference(IReadOnlyList<Guid> lots, Dictionary<Guid, LotBid[]> byLot, int most)
    {
        Dictionary<Guid, int> asked = lots.ToDictionary(lot => lot, _ => 0);
        Dictionary<Guid, List<LotBid>> held = [];
        Queue<Guid> open = new(lots);
        while (open.TryDequeue(out Guid lot))
        {
            if (asked[lot] == byLot[lot].Length)
                continue;
            LotBid bid = byLot[lot][asked[lot]++];
            List<LotBid> mine = held.TryGetValue(bid.SupplierId, out List<LotBid>? before) ? before : held[bid.SupplierId] = [];
            mine.Add(bid);
            if (mine.Count <= most)
                continue;
            LotBid given = mine.MaxBy(one => (one.Preference ?? int.MaxValue, IndexOf(one.LotId)))!;
            mine.Remove(given);
            open.Enqueue(given.LotId);
        }

        return lots.ToDictionary(
            lot => lot,
            lot => held.Values.SelectMany(mine => mine).SingleOrDefault(bid => bid.LotId == lot)?.SupplierId
        );

        int IndexOf(Guid lot) => Enumerable.Range(0, lots.Count).First(i => lots[i] == lot);
    }

    /// <summary>Tries every combination, remembering what is best from each lot on for each set of lots already won.</summary>
    private sealed class Combination(IReadOnlyList<LotBid[]> lots, int most, Func<LotBid, decimal> value)
    {
        private readonly Guid[] suppliers = [.. lots.SelectMany(bids => bids).Select(bid => bid.SupplierId).Distinct().Order()];
        private readonly Dictionary<(int Lot, string Won), (int Lots, decimal Value, LotBid? First)> best = [];

        public Dictionary<Guid, Guid?> Winners(IReadOnlyList<Guid> ids)
        {
            Dictionary<Guid, Guid?> winners = [];
            int[] won = new int[suppliers.Length];
            for (int lot = 0; lot < lots.Count; lot++)
            {
                LotBid? first = From(lot, won).First;
                winners[ids[lot]] = first?.SupplierId;
                if (first is not null)
                    won[Array.IndexOf(suppliers, first.SupplierId)]++;
            }

            return winners;
        }

        private (int Lots, decimal Value, LotBid? First) From(int lot, int[] won)
        {
            if (lot == lots.Count)
                return (0, 0m, null);
            (int, string) key = (lot, string.Join(',', won));
            if (best.TryGetValue(key, out (int, decimal, LotBid?) known))
                return known;

            (int Lots, decimal Value, LotBid? First) found = (-1, 0m, null);
            foreach (LotBid? bid in lots[lot].Append(null))
            {
                int supplier = bid is null ? -1 : Array.IndexOf(suppliers, bid.SupplierId);
                if (bid is not null && won[supplier] == most)
                    continue;
                if (bid is not null)
                    won[supplier]++;
                (int Lots, decimal Value, LotBid? First) rest = From(lot + 1, won);
                if (bid is not null)
                    won[supplier]--;
                (int Lots, decimal Value) all = (rest.Lots + (bid is null ? 0 : 1), rest.Value + (bid is null ? 0m : value(bid)));
                // Strictly better only: of equal combinations the one stays in which the earlier lot went to the better ranked.
                if (all.Lots > found.Lots || (all.Lots == found.Lots && all.Value > found.Value))
                    found = (all.Lots, all.Value, bid);
            }

            return best[key] = found;
        }
    }
}
