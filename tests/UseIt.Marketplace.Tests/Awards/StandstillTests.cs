using System.Globalization;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class StandstillTests
{
    private static readonly StandstillRule ProcurementAct = Regime.Profile(RegimeCodes.Above, new(2026, 6, 1)).Value.Standstill!;

    // The definition of working day in the 2023 Regulations was not read; the vectors assume England and Wales.
    private static readonly StandstillRule ProviderSelection = new(
        StandstillDuty.Mandatory,
        8,
        2,
        HolidayCalendar.EnglandAndWales,
        "SI 2023/1348 reg.12",
        Verified: false
    );

    [Theory]
    [InlineData("2024-12-24", "2025-01-08")]
    [InlineData("2026-03-12", "2026-03-24")]
    [InlineData("2026-03-30", "2026-04-10")]
    [InlineData("2026-06-01", "2026-06-10")]
    [InlineData("2026-07-06", "2026-07-16")]
    [InlineData("2026-07-31", "2026-08-12")]
    [InlineData("2026-11-23", "2026-12-03")]
    [InlineData("2026-12-21", "2027-01-05")]
    public void eight_working_days_beginning_with_the_day_of_the_award_notice(string day, string last) =>
        Assert.Equal(Day(last), Standstill.LastDay(ProcurementAct, Noon(day)).Value);

    [Fact]
    public void an_award_notice_late_on_29_March_UTC_is_of_30_March() =>
        Assert.Equal(Day("2026-04-10"), Standstill.LastDay(ProcurementAct, Instant("2026-03-29T23:30:00Z")).Value);

    [Theory]
    [InlineData("2026-06-01", "2026-06-12")]
    [InlineData("2026-11-23", "2026-12-04")]
    [InlineData("2026-12-21", "2027-01-06")]
    public void health_care_counts_from_the_day_after_the_standstill_begins(string day, string last) =>
        Assert.Equal(Day(last), Standstill.LastDay(ProviderSelection, Noon(day)).Value);

    [Fact]
    public void a_buyer_without_a_duty_may_offer_one()
    {
        StandstillRule below = Regime.Profile(RegimeCodes.BelowNotifiable, new(2026, 6, 1)).Value.Standstill!;
        Assert.Null(Standstill.LastDay(below, Noon("2026-06-01")).Value);
        Assert.Equal(Day("2026-06-05"), Standstill.LastDay(below, Noon("2026-06-01"), offeredWorkingDays: 5).Value);
    }

    [Fact]
    public void a_longer_standstill_may_be_offered_and_a_shorter_one_is_refused()
    {
        Assert.Equal(Day("2026-06-12"), Standstill.LastDay(ProcurementAct, Noon("2026-06-01"), 10).Value);
        Assert.Equal("standstill-too-short", Standstill.LastDay(ProcurementAct, Noon("2026-06-01"), 7).Refusal?.Code);
        StandstillRule lightTouch = Regime.Profile(RegimeCodes.LightTouch, new(2026, 6, 1)).Value.Standstill!;
        Assert.Equal("standstill-too-short", Standstill.LastDay(lightTouch, Noon("2026-06-01"), 7).Refusal?.Code);
    }

    [Fact]
    public void an_unknown_rule_or_calendar_gives_no_date()
    {
        Assert.Equal("standstill-unknown", Standstill.LastDay(null, Noon("2026-06-01")).Refusal?.Code);
        Assert.Equal("bank-holidays-unknown", Standstill.LastDay(ProcurementAct, Noon("2027-12-24")).Refusal?.Code);
    }

    [Fact]
    public void the_contract_may_be_signed_from_the_next_London_day()
    {
        Assert.False(Standstill.IsOver(Day("2026-06-10"), Instant("2026-06-10T22:59:59Z")));
        Assert.True(Standstill.IsOver(Day("2026-06-10"), Instant("2026-06-10T23:00:00Z")));
        Assert.True(Standstill.IsOver(null, Instant("2026-06-10T10:00:00Z")));
    }

    private static DateTimeOffset Noon(string day) => Instant($"{day}T12:00:00Z");

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
