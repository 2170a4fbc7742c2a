namespace UseIt.Marketplace.Tenders;

/// <summary>A stretch in which the marketplace was there without a break.</summary>
public sealed record Stretch(DateTimeOffset From, DateTimeOffset Until);

/// <summary>
/// The published outage rule. What counts: every stretch out of reach, in its full length, that touches the 60 minutes before the deadline.
/// When they come to more than the tender's limit, the deadline moves for everybody by their length, rounded up to a full hour, and never
/// to less than an hour from now. So no gap can count twice: the next 60 minutes before the deadline begin after it.
/// </summary>
public static class Outage
{
    public const int LimitUnlessChosen = 5;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(60);

    /// <summary>
    /// The gaps that touch the window before the deadline; <paramref name="now"/> is the end of the last one where nothing was heard since.
    /// </summary>
    public static IReadOnlyList<OutageGap> Gaps(IEnumerable<Stretch> there, DateTimeOffset deadline, DateTimeOffset now)
    {
        var gaps = new List<OutageGap>();
        DateTimeOffset? seen = null;
        foreach (var stretch in there.OrderBy(s => s.From).Append(new Stretch(now, now)))
        {
            if (seen is { } last && stretch.From - last > Heartbeat.Tolerance && last < deadline && stretch.From > deadline - Window)
                gaps.Add(new OutageGap(last, stretch.From));
            if (seen is null || stretch.Until > seen)
                seen = stretch.Until;
        }
        return gaps;
    }

    /// <summary>Where the deadline moves to, or null when the gaps stay within the limit.</summary>
    public static DateTimeOffset? NewDeadline(IReadOnlyList<OutageGap> gaps, int limitMinutes, DateTimeOffset deadline, DateTimeOffset now)
    {
        var lost = TimeSpan.FromTicks(gaps.Sum(g => (g.Until - g.From).Ticks));
        if (lost <= TimeSpan.FromMinutes(limitMinutes))
            return null;
        var least = deadline + lost > now + Window ? deadline + lost : now + Window;
        var hour = TimeSpan.TicksPerHour;
        return new DateTimeOffset((least.UtcTicks + hour - 1) / hour * hour, TimeSpan.Zero);
    }
}
