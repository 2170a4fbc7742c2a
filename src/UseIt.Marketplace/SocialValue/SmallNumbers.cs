using System.Globalization;

namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// Counts of people in a table; null where a count is held back. The reader cannot tell which were too small and which protect another.
/// </summary>
public sealed record SuppressedCounts(IReadOnlyList<int?> Counts, int? Total);

/// <summary>
/// Keeps single people from being found in counts: nothing from 1 to below the limit is shown, nor what it could be worked out from.
/// </summary>
public static class SmallNumbers
{
    public const int Limit = 5;
    public const string NotShown = "Not shown";

    public static string Shown(int? count, int limit = Limit) =>
        count switch
        {
            null => Figure.NotRecorded,
            > 0 when count < limit => $"Fewer than {limit}",
            _ => count.Value.ToString("#,##0", CultureInfo.InvariantCulture),
        };

    /// <summary>The last days of the quarters that are over.</summary>
    public static IEnumerable<DateOnly> Quarters(DateOnly first, DateOnly today)
    {
        for (
            var end = new DateOnly(first.Year, (first.Month - 1) / 3 * 3 + 1, 1).AddMonths(3).AddDays(-1);
            end < today;
            end = end.AddDays(1).AddMonths(3).AddDays(-1)
        )
            yield return end;
    }

    /// <summary>
    /// Of tables of people at days that follow each other the latest that is told. One is told anew only where no count differs by a few
    /// from what was told of it before: whoever lays two beside each other finds nobody. Each has to be counted by when things were
    /// recorded, so that it never changes afterwards.
    /// </summary>
    public static (DateOnly Day, IReadOnlyDictionary<TKey, int> Counts)? Told<TKey>(
        IEnumerable<(DateOnly Day, IReadOnlyDictionary<TKey, int> Counts)> cuts,
        int limit = Limit
    )
        where TKey : notnull
    {
        (DateOnly Day, IReadOnlyDictionary<TKey, int> Counts)? told = null;
        foreach (var cut in cuts)
            if (told is not { } before || CanFollow(before.Counts, cut.Counts, limit))
                told = cut;
        return told;
    }

    /// <summary>Whether a table of people can be told after another of the same.</summary>
    public static bool CanFollow<TKey>(IReadOnlyDictionary<TKey, int> before, IReadOnlyDictionary<TKey, int> now, int limit = Limit)
        where TKey : notnull =>
        now
            .Keys.Union(before.Keys)
            .All(k => now.GetValueOrDefault(k) - before.GetValueOrDefault(k) is var more && (more == 0 || Math.Abs(more) >= limit));

    /// <summary>
    /// Counts that add up to a total shown beside them. Where what is held back could be worked out from the total, or adds up to a small
    /// number itself, the next smallest count is held back too; where none is left, the total is.
    /// </summary>
    /// <param name="counts">The counts.</param>
    /// <param name="limit">From which number on a count is shown.</param>
    /// <param name="of">What each is a part of, where that is shown beside it: who is not in the part must not be found either.</param>
    public static SuppressedCounts Suppress(IReadOnlyList<int> counts, int limit = Limit, IReadOnlyList<int>? of = null)
    {
        bool[] held = [.. counts.Select((count, i) => count > 0 && (IsSmall(count) || IsSmall((of?[i] ?? 0) - count)))];
        int total = counts.Sum();
        bool holdTotal = IsSmall(total) || IsSmall((of?.Sum() ?? 0) - total);
        while (!holdTotal && held.Contains(true) && (held.Count(one => one) < 2 || IsSmall(Held()) || IsSmall(HeldOf() - Held())))
        {
            int next = Enumerable.Range(0, counts.Count).Where(i => !held[i] && counts[i] > 0).OrderBy(i => counts[i]).FirstOrDefault(-1);
            if (next < 0)
                holdTotal = true;
            else
                held[next] = true;
        }

        return new SuppressedCounts([.. counts.Select((count, i) => held[i] ? (int?)null : count)], holdTotal ? null : total);

        bool IsSmall(int count) => count > 0 && count < limit;
        int Held() => counts.Where((_, i) => held[i]).Sum();
        int HeldOf() => of?.Where((_, i) => held[i]).Sum() ?? 0;
    }
}
