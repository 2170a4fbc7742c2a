using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Values;

public sealed class UkTimeTests
{
    [Theory]
    [InlineData("2026-05-31T23:30:00Z", "2026-06-01")]
    [InlineData("2026-03-29T23:30:00Z", "2026-03-30")]
    [InlineData("2026-12-31T23:59:59Z", "2026-12-31")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-25")]
    public void a_day_is_the_day_in_London(string instant, string day) => Assert.Equal(Day(day), UkTime.DayOf(Instant(instant)));

    [Theory]
    [InlineData("2026-06-26T17:00:00", "2026-06-26T16:00:00Z")]
    [InlineData("2026-12-24T12:00:00", "2026-12-24T12:00:00Z")]
    [InlineData("2026-03-29T00:59:59", "2026-03-29T00:59:59Z")]
    [InlineData("2026-03-29T02:00:00", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25T00:59:59", "2026-10-24T23:59:59Z")]
    [InlineData("2026-10-25T02:00:00", "2026-10-25T02:00:00Z")]
    public void a_local_time_is_one_instant(string local, string instant) =>
        Assert.Equal(Instant(instant), UkTime.At(Local(local), "deadline").Value);

    [Theory]
    [InlineData("2026-03-29T01:00:00")]
    [InlineData("2026-03-29T01:30:00")]
    [InlineData("2026-03-29T01:59:59")]
    public void refuses_a_time_in_the_hour_that_is_left_out(string local)
    {
        Answer<DateTimeOffset> answer = UkTime.At(Local(local), "deadline", UkClock.SummerTime);
        Assert.Equal(("time-does-not-exist", "deadline"), (answer.Refusal?.Code, answer.Refusal?.Field));
        Assert.Contains("Sunday 29 March 2026", answer.Refusal!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void asks_back_a_time_that_exists_twice_and_takes_either_answer()
    {
        DateTime local = Local("2026-10-25T01:30:00");
        Assert.Equal("time-exists-twice", UkTime.At(local, "deadline").Refusal?.Code);
        Assert.Equal(Instant("2026-10-25T00:30:00Z"), UkTime.At(local, "deadline", UkClock.SummerTime).Value);
        Assert.Equal(Instant("2026-10-25T01:30:00Z"), UkTime.At(local, "deadline", UkClock.GreenwichMeanTime).Value);
    }

    [Theory]
    [InlineData("2026-06-26T16:00:00Z", "5:00pm on Friday 26 June 2026")]
    [InlineData("2026-12-24T09:05:00Z", "9:05am on Thursday 24 December 2026")]
    [InlineData("2026-06-26T15:59:58.900Z", "4:59:58pm on Friday 26 June 2026")]
    [InlineData("2026-06-26T11:00:00Z", "midday on Friday 26 June 2026")]
    [InlineData("2026-06-25T23:00:00Z", "midnight at the start of Friday 26 June 2026")]
    [InlineData("2026-06-25T23:15:00Z", "12:15am on Friday 26 June 2026")]
    [InlineData("2026-10-25T00:30:00Z", "1:30am BST on Sunday 25 October 2026")]
    [InlineData("2026-10-25T01:30:00Z", "1:30am GMT on Sunday 25 October 2026")]
    public void is_shown_as_people_say_it(string instant, string shown) => Assert.Equal(shown, UkTime.Display(Instant(instant)));

    [Theory]
    [InlineData("2026-06-26T16:00:00Z", "in 3 days")]
    [InlineData("2026-06-24T11:00:00Z", "tomorrow")]
    [InlineData("2026-06-23T23:30:00Z", "in 11 hours")]
    [InlineData("2026-06-23T13:59:00Z", "in 1 hour")]
    [InlineData("2026-06-23T12:30:00Z", "in 30 minutes")]
    [InlineData("2026-06-23T12:00:30Z", "in less than a minute")]
    [InlineData("2026-06-23T11:58:00Z", "2 minutes ago")]
    [InlineData("2026-06-22T12:00:00Z", "yesterday")]
    [InlineData("2026-06-01T12:00:00Z", "22 days ago")]
    public void says_how_far_away_it_is(string instant, string said) =>
        Assert.Equal(said, UkTime.Until(Instant(instant), Instant("2026-06-23T12:00:00Z")));

    [Fact]
    public void a_day_starts_at_midnight_in_London_in_summer_and_winter()
    {
        Assert.Equal(Instant("2026-06-25T23:00:00Z"), UkTime.StartOf(Day("2026-06-26")));
        Assert.Equal(Instant("2026-10-24T23:00:00Z"), UkTime.StartOf(Day("2026-10-25")));
        Assert.Equal(Instant("2026-10-26T00:00:00Z"), UkTime.StartOf(Day("2026-10-26")));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateTime Local(string text) => DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
