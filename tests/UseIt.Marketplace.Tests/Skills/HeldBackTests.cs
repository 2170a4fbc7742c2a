using UseIt.Marketplace.Skills;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>No number below five is told, nor worked out: within one row, nor from one quarter to the next.</summary>
public sealed class HeldBackTests
{
    private static readonly DateOnly Start = new(2026, 3, 31);

    [Fact]
    public void enough_of_everything_is_shown() => Assert.Equal(new Outcomes(60, 40, 22, 10), Shown([60, 40, 22, 10]));

    [Fact]
    public void nothing_is_shown_of_a_few() => Assert.Null(Shown([4, 4, 4, 4]));

    [Fact]
    public void a_few_without_a_job_are_not_found_between_two_counts() =>
        // 60 registered and 58 connected would tell of two who are not.
        Assert.Equal(new Outcomes(60, null, 22, null), Shown([60, 58, 22, 19]));

    [Fact]
    public void nobody_is_a_number_that_may_be_told() => Assert.Equal(new Outcomes(9, 0, 0, 0), Shown([9, 0, 0, 0]));

    [Fact]
    public void one_who_joined_since_is_not_found_between_two_quarters()
    {
        var (day, shown) = HeldBack.Of([(Start, [20, 10, 5, 0]), (Start.AddMonths(3), [21, 10, 5, 0])])!.Value;
        Assert.Equal((Start, new Outcomes(20, 10, 5, 0)), (day, shown));
        (day, shown) = HeldBack
            .Of([(Start, [20, 10, 5, 0]), (Start.AddMonths(3), [21, 10, 5, 0]), (Start.AddMonths(6), [25, 11, 5, 0])])!
            .Value;
        Assert.Equal((Start.AddMonths(6), new Outcomes(25, null, 5, 0)), (day, shown));
    }

    /// <summary>Many rows of many quarters: any two numbers put beside each other differ by none or by at least five.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    public void no_two_numbers_that_were_ever_shown_tell_of_a_few(int limit)
    {
        var random = new Random(20261130);
        var held = 0;
        for (var round = 0; round < 2000; round++)
        {
            int[] counts = [0, 0, 0, 0];
            List<(DateOnly, IReadOnlyList<int>)> cuts = [];
            List<int?[]> seen = [];
            for (var quarter = 0; quarter < 8; quarter++)
            {
                counts[0] += random.Next(0, 9);
                for (var i = 1; i < 4; i++)
                    counts[i] = Math.Min(counts[i - 1], counts[i] + random.Next(0, 7));
                cuts.Add((Start.AddMonths(3 * quarter), [.. counts]));
                if (HeldBack.Of(cuts, limit) is not { Shown: var shown })
                    continue;
                var row = shown.All.ToArray();
                held += row.Count(c => c is null);
                seen.Add(row);
                var told = row.OfType<int>().ToArray();
                Assert.All(told, n => Assert.False(n > 0 && n < limit));
                foreach (var (one, other) in told.Zip(told.Skip(1)))
                    Assert.False(one - other > 0 && one - other < limit, $"{one} and {other}");
            }
            for (var i = 0; i < 4; i++)
            {
                var told = seen.Select(r => r[i]).OfType<int>().Distinct().ToArray();
                foreach (var (one, other) in told.Zip(told.Skip(1)))
                    Assert.False(Math.Abs(one - other) > 0 && Math.Abs(one - other) < limit, $"{one} and then {other}");
            }
        }
        Assert.True(held > 1000);
    }

    [Fact]
    public void quarters_end_when_they_are_over() =>
        Assert.Equal(
            [new DateOnly(2026, 3, 31), new DateOnly(2026, 6, 30)],
            UseIt.Marketplace.SocialValue.SmallNumbers.Quarters(new DateOnly(2026, 2, 3), new DateOnly(2026, 7, 1))
        );

    private static Outcomes? Shown(IReadOnlyList<int> counts) => HeldBack.Of([(Start, counts)])?.Shown;
}
