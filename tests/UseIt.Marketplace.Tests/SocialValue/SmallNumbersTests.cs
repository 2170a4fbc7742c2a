using UseIt.Marketplace.SocialValue;

namespace UseIt.Marketplace.Tests.SocialValue;

public sealed class SmallNumbersTests
{
    [Theory]
    [InlineData(null, 5, "Not recorded")]
    [InlineData(0, 5, "0")]
    [InlineData(1, 5, "Fewer than 5")]
    [InlineData(4, 5, "Fewer than 5")]
    [InlineData(5, 5, "5")]
    [InlineData(9, 10, "Fewer than 10")]
    [InlineData(1250, 5, "1,250")]
    public void a_count_of_a_few_people_is_not_shown(int? count, int limit, string shown) =>
        Assert.Equal(shown, SmallNumbers.Shown(count, limit));

    [Fact]
    public void a_single_small_count_takes_the_next_smallest_with_it() =>
        // Otherwise 3 = 60 - 20 - 37.
        Check([20, 3, 37], [null, null, 37], 60);

    [Fact]
    public void two_small_counts_that_together_are_small_take_a_third() => Check([1, 2, 30, 40], [null, null, null, 40], 73);

    [Fact]
    public void two_small_counts_that_together_are_not_small_protect_each_other() => Check([3, 4, 30], [null, null, 30], 37);

    [Fact]
    public void a_total_from_which_the_only_count_follows_is_held_back() => Check([3, 0, 0], [null, 0, 0], null);

    [Fact]
    public void nothing_small_is_shown_as_it_is() => Check([5, 0, 9], [5, 0, 9], 14);

    [Fact]
    public void whatever_the_counts_nothing_small_can_be_worked_out()
    {
        Random random = new(20260601);
        for (int round = 0; round < 5_000; round++)
        {
            int limit = random.Next(2) == 0 ? 5 : 10;
            int[] counts = [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(0, 30))];
            SuppressedCounts shown = SmallNumbers.Suppress(counts, limit);
            Assert.All(shown.Counts, count => Assert.False(count is > 0 && count < limit));
            int held = shown.Counts.Count(count => count is null);
            if (shown.Total is { } total && held > 0)
            {
                Assert.True(held > 1);
                Assert.True(total - shown.Counts.Sum(count => count ?? 0) >= limit);
            }

            for (int i = 0; i < counts.Length; i++)
                Assert.True(shown.Counts[i] is null || shown.Counts[i] == counts[i]);
        }
    }

    [Fact]
    public void a_table_is_told_anew_only_where_no_count_differs_by_a_few()
    {
        var start = new DateOnly(2026, 3, 31);
        (DateOnly, IReadOnlyDictionary<string, int>) At(int quarter, int ladywood, int soho) =>
            (start.AddMonths(3 * quarter), new Dictionary<string, int> { ["Ladywood"] = ladywood, ["Soho"] = soho });
        int Last(int limit, params (DateOnly, IReadOnlyDictionary<string, int>)[] cuts) =>
            SmallNumbers.Told(cuts, limit)!.Value.Day.Month / 3 - 1;
        // Seven that become eight would tell of one.
        Assert.Equal(0, Last(5, At(0, 7, 20), At(1, 8, 20)));
        Assert.Equal(0, Last(5, At(0, 7, 20), At(1, 8, 30)));
        Assert.Equal(2, Last(5, At(0, 7, 20), At(1, 8, 20), At(2, 12, 20)));
        Assert.Equal(0, Last(10, At(0, 7, 20), At(1, 8, 20), At(2, 12, 20)));
        Assert.Equal(1, Last(5, At(0, 7, 20), At(1, 2, 20)));
        Assert.Null(SmallNumbers.Told<string>([]));
        Assert.Equal([new DateOnly(2026, 3, 31)], SmallNumbers.Quarters(new DateOnly(2026, 2, 1), new DateOnly(2026, 6, 30)));
    }

    private static void Check(int[] counts, int?[] shown, int? total)
    {
        SuppressedCounts suppressed = SmallNumbers.Suppress(counts);
        Assert.Equal(shown, suppressed.Counts);
        Assert.Equal(total, suppressed.Total);
    }
}
