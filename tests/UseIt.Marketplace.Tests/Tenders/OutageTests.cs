using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class OutageTests
{
    // The deadline is midday in London.
    private static readonly DateTimeOffset Noon = new(2026, 6, 26, 11, 0, 0, TimeSpan.Zero);

    private static DateTimeOffset At(double minutes) => Noon.AddMinutes(minutes);

    private static OutageGap Gap(double from, double until) => new(At(from), At(until));

    private static IReadOnlyList<OutageGap> Gaps(double now, params (double From, double Until)[] there) =>
        Outage.Gaps(there.Select(s => new Stretch(At(s.From), At(s.Until))), Noon, At(now));

    [Fact]
    public void a_gap_across_the_deadline_counts_in_full() => Assert.Equal([Gap(-5, 20)], Gaps(20.1, (-300, -5), (20, 20.1)));

    [Fact]
    public void silence_until_now_is_a_gap() => Assert.Equal([Gap(-5, 20)], Gaps(20, (-300, -5)));

    [Fact]
    public void only_gaps_that_touch_the_hour_before_the_deadline_count() =>
        Assert.Equal([Gap(-70, -59), Gap(-10, -8)], Gaps(3, (-300, -90), (-61, -70), (-80, -70), (-59, -10), (-8, 0), (2, 3)));

    [Fact]
    public void another_node_fills_the_gap_of_one() => Assert.Empty(Gaps(1, (-300, -20), (-25, 1), (-15, 1)));

    [Fact]
    public void a_slow_beat_is_no_gap() => Assert.Empty(Gaps(1, (-300, -10), (-9.75, 1)));

    [Fact]
    public void before_the_first_beat_nothing_is_known() => Assert.Empty(Gaps(1, (-10, 1)));

    [Theory]
    [InlineData(-5, 20, 120)] // 25 minutes lost; an hour from 12:20 is 13:20, rounded up to 14:00
    [InlineData(-50, -20, 120)] // back long before the deadline; an hour from 12:01 is 13:01
    [InlineData(-30, 180, 240)] // 210 minutes lost are 15:30; an hour from 15:00 is 16:00
    [InlineData(-58, 290, 360)] // 348 minutes lost are 17:48; an hour from 16:50 is 17:50
    public void the_deadline_moves_by_the_time_lost_to_a_full_hour_and_never_to_less_than_an_hour_away(
        double from,
        double until,
        double expected
    ) => Assert.Equal(At(expected), Outage.NewDeadline([Gap(from, until)], 5, Noon, At(Math.Max(until, 1))));

    [Fact]
    public void a_gap_of_exactly_the_limit_defers_nothing_and_one_tick_more_does()
    {
        Assert.Null(Outage.NewDeadline([Gap(-10, -5)], 5, Noon, At(1)));
        Assert.NotNull(Outage.NewDeadline([new OutageGap(At(-10), At(-5).AddTicks(1))], 5, Noon, At(1)));
    }

    [Fact]
    public void many_short_gaps_count_together() => Assert.NotNull(Outage.NewDeadline([Gap(-30, -27), Gap(-20, -17)], 5, Noon, At(1)));

    [Fact]
    public void a_gap_never_counts_twice()
    {
        var gap = Gap(-5, 20);
        var moved = Outage.NewDeadline([gap], 5, Noon, At(20))!.Value;
        Assert.Empty(Outage.Gaps([new Stretch(At(-300), gap.From), new Stretch(gap.Until, moved)], moved, moved.AddSeconds(1)));
    }
}
