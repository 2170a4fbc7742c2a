using UseIt.Marketplace.Awards;
using static UseIt.Marketplace.Awards.LotMechanism;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class LotLimitsTests
{
    private static readonly Guid[] Lots = [.. Enumerable.Range(1, 3).Select(i => new Guid($"00000000-0000-0000-0000-00000000000{i}"))];
    private static readonly Guid A = new("00000000-0000-0000-0000-0000000000a0");
    private static readonly Guid B = new("00000000-0000-0000-0000-0000000000b0");

    // L1: A90 B85, L2: A88 B70, L3: A80 B79.
    private static readonly LotBid[] Bids =
    [
        new(Lots[0], A, 1, 90m, 100m, Preference: 3),
        new(Lots[0], B, 2, 85m, 90m, Preference: 1),
        new(Lots[1], A, 1, 88m, 100m, Preference: 2),
        new(Lots[1], B, 2, 70m, 120m, Preference: 2),
        new(Lots[2], A, 1, 80m, 100m, Preference: 1),
        new(Lots[2], B, 2, 79m, 80m, Preference: 3),
    ];

    [Fact]
    public void in_the_order_of_lots_a_supplier_with_its_number_is_passed_over() => Check([A, B, null], LotOrder, most: 1);

    [Fact]
    public void the_combination_with_the_highest_scores_wins() => Check([B, A, null], HighestScores, most: 1); // 85 + 88 = 173

    [Fact]
    // 100 + 80, with two lots in any case
    public void the_combination_that_costs_least_wins() => Check([A, null, B], LowestPrices, most: 1);

    [Fact]
    public void each_supplier_keeps_what_it_prefers() => Check([B, null, A], SuppliersPreference, most: 1);

    [Theory]
    [InlineData(SuppliersPreference)]
    [InlineData(LotOrder)]
    [InlineData(HighestScores)]
    public void without_an_effective_limit_the_best_bid_of_each_lot_wins(LotMechanism mechanism) => Check([A, A, A], mechanism, most: 3);

    [Fact]
    public void a_lot_is_not_left_over_for_the_sake_of_a_higher_score()
    {
        // One lot to A alone would leave B, which bids only for that lot, with nothing.
        LotBid[] bids = [new(Lots[0], A, 1, 99m, 1m), new(Lots[0], B, 2, 1m, 1m), new(Lots[1], A, 1, 2m, 1m)];
        Assert.Equal([B, A], LotLimits.Award(HighestScores, [Lots[0], Lots[1]], bids, 1).Values);
    }

    [Theory]
    [InlineData(HighestScores)]
    [InlineData(LowestPrices)]
    [InlineData(SuppliersPreference)]
    [InlineData(LotOrder)]
    public void gives_the_same_result_in_any_order_and_keeps_the_limit(LotMechanism mechanism)
    {
        Random random = new(20260601);
        for (int round = 0; round < 60; round++)
        {
            Guid[] lots = [.. Enumerable.Range(1, 6).Select(_ => NewId(random))];
            Guid[] suppliers = [.. Enumerable.Range(1, 4).Select(_ => NewId(random))];
            int most = random.Next(1, 4);
            LotBid[] bids =
            [
                .. lots.SelectMany(lot =>
                    suppliers
                        .Where(_ => random.Next(4) > 0)
                        .Select(
                            (supplier, i) =>
                                new LotBid(lot, supplier, i + 1, 100 - 10 * i - random.Next(10), random.Next(1, 50), random.Next(1, 7))
                        )
                ),
            ];
            IReadOnlyDictionary<Guid, Guid?> winners = LotLimits.Award(mechanism, lots, bids, most);
            Assert.Equal(winners, LotLimits.Award(mechanism, lots, [.. bids.OrderBy(_ => random.Next())], most));
            Assert.All(suppliers, supplier => Assert.True(winners.Values.Count(winner => winner == supplier) <= most));
            if (mechanism is HighestScores or LowestPrices)
                Assert.Equal(Exhaustive(mechanism, lots, bids, most), Value(mechanism, winners, bids));
        }
    }

    private static void Check(Guid?[] expected, LotMechanism mechanism, int most)
    {
        IReadOnlyDictionary<Guid, Guid?> winners = LotLimits.Award(mechanism, Lots, Bids, most);
        Assert.Equal(expected, Lots.Select(lot => winners[lot]));
    }

    private static (int, decimal) Exhaustive(LotMechanism mechanism, Guid[] lots, LotBid[] bids, int most)
    {
        IEnumerable<Dictionary<Guid, Guid?>> all =
        [
            [],
        ];
        foreach (Guid lot in lots)
        {
            all = all.SelectMany(start =>
                    bids.Where(bid => bid.LotId == lot)
                        .Select(bid => (Guid?)bid.SupplierId)
                        .Append(null)
                        .Where(supplier => supplier is null || start.Values.Count(winner => winner == supplier) < most)
                        .Select(supplier => new Dictionary<Guid, Guid?>(start) { [lot] = supplier })
                )
                .ToList();
        }

        return all.Max(winners => Value(mechanism, winners, bids));
    }

    private static (int, decimal) Value(LotMechanism mechanism, IReadOnlyDictionary<Guid, Guid?> winners, LotBid[] bids)
    {
        LotBid[] won = [.. bids.Where(bid => winners[bid.LotId] == bid.SupplierId)];
        return (won.Length, mechanism == HighestScores ? won.Sum(bid => bid.Score) : -won.Sum(bid => bid.Price));
    }

    private static Guid NewId(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
