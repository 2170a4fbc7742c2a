using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class ArrivalsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void the_node_speaks_no_further_than_what_has_waited_longest()
    {
        var arrivals = new Arrivals();
        using var first = arrivals.Note();
        using (var second = arrivals.Note())
            Assert.Equal(first.At, arrivals.Earliest());
        first.Enter();
        Assert.True(arrivals.Earliest() > first.At);
    }

    [Fact]
    public void what_comes_to_nothing_is_not_waited_for()
    {
        var arrivals = new Arrivals();
        var gone = arrivals.Note();
        gone.Dispose();
        Assert.True(arrivals.Earliest() > gone.At);
    }

    [Fact]
    public void an_arrival_counts_from_its_moment_once_others_can_read_how_far_the_node_speaks()
    {
        var arrivals = new Arrivals();
        using var before = arrivals.Note();
        arrivals.Spoken();
        using var after = arrivals.Note();
        Assert.True(before.Enter().At > after.At);
        Assert.Equal(after.At, after.Enter().At);
        // Twice through the same door is a second arrival.
        Assert.True(after.Enter().At > after.At);
    }

    [Fact]
    public void no_arrival_gets_an_instant_that_was_spoken_for_and_a_clock_set_back_begins_anew()
    {
        var arrivals = new Arrivals();
        arrivals.Speak(Noon);
        arrivals.Speak(Noon.AddMilliseconds(-300));
        Assert.Equal(Noon, arrivals.Note().Enter().Spoken);
        arrivals.Speak(Noon.AddHours(-1));
        Assert.Equal(Noon.AddHours(-1), arrivals.Note().Enter().Spoken);
    }
}
