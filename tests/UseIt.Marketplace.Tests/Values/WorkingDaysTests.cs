using System.Globalization;
using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Values;

public sealed class WorkingDaysTests
{
    // Published award notice -> last day of an eight working day standstill, Procurement Act 2023 s.51.
    [Theory]
    [InlineData("2024-12-24", "2025-01-08")]
    [InlineData("2026-03-12", "2026-03-24")]
    [InlineData("2026-03-30", "2026-04-10")]
    [InlineData("2026-06-01", "2026-06-10")]
    [InlineData("2026-07-06", "2026-07-16")]
    [InlineData("2026-07-31", "2026-08-12")]
    [InlineData("2026-11-23", "2026-12-03")]
    [InlineData("2026-12-21", "2027-01-05")]
    public void a_bank_holiday_in_any_part_of_the_UK_is_not_a_working_day(string first, string last) =>
        Assert.Equal(Day(last), WorkingDays.UnitedKingdom.Last(Day(first), 8).Value);

    [Theory]
    [InlineData("2024-12-24", "2025-01-07")]
    [InlineData("2026-03-12", "2026-03-23")]
    [InlineData("2026-07-06", "2026-07-15")]
    [InlineData("2026-07-31", "2026-08-11")]
    [InlineData("2026-11-23", "2026-12-02")]
    [InlineData("2026-12-21", "2027-01-04")]
    public void the_calendar_of_England_and_Wales_alone_ends_a_day_too_early(string first, string last) =>
        Assert.Equal(Day(last), WorkingDays.EnglandAndWales.Last(Day(first), 8).Value);

    [Fact]
    public void the_day_proclaimed_for_Scotland_in_2026_moves_a_standstill_that_spans_it()
    {
        Assert.Equal(Day("2026-06-18"), WorkingDays.UnitedKingdom.Last(Day("2026-06-06"), 8).Value);
        Assert.Equal(Day("2026-06-17"), WorkingDays.EnglandAndWales.Last(Day("2026-06-06"), 8).Value);
    }

    [Fact]
    public void days_beyond_the_published_calendars_are_unknown_and_never_guessed()
    {
        Assert.Equal("bank-holidays-unknown", WorkingDays.UnitedKingdom.IsWorkingDay(Day("2028-01-04")).Refusal?.Code);
        Assert.Equal("bank-holidays-unknown", WorkingDays.UnitedKingdom.IsWorkingDay(Day("2023-12-29")).Refusal?.Code);
        Answer<DateOnly> over = WorkingDays.UnitedKingdom.Last(Day("2027-12-24"), 8);
        Assert.Equal("bank-holidays-unknown", over.Refusal?.Code);
        Assert.Contains("2028", over.Refusal!.Sentence, StringComparison.Ordinal);
        Assert.Equal(Day("2027-12-31"), WorkingDays.UnitedKingdom.Last(Day("2027-12-24"), 4).Value);
    }

    [FactWithSharedData]
    public void our_calendar_is_the_published_one_and_the_day_proclaimed_after_it()
    {
        using JsonDocument file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(SharedData.Folder, "calendars", "govuk_bank_holidays_2024-2027.json"))
        );
        DateOnly[] Of(params string[] parts) =>
            [
                .. parts
                    .SelectMany(part => file.RootElement.GetProperty(part).GetProperty("events").EnumerateArray())
                    .Select(holiday => Day(holiday.GetProperty("date").GetString()!))
                    .Distinct()
                    .Order(),
            ];

        Assert.Equal(Of("england-and-wales"), Weekdays().Where(day => !WorkingDays.EnglandAndWales.IsWorkingDay(day).Value));
        Assert.Equal(
            Of("england-and-wales", "scotland", "northern-ireland").Append(Day("2026-06-15")).Order(),
            Weekdays().Where(day => !WorkingDays.UnitedKingdom.IsWorkingDay(day).Value)
        );
    }

    private static IEnumerable<DateOnly> Weekdays()
    {
        for (DateOnly day = Day("2024-01-01"); day.Year < 2028; day = day.AddDays(1))
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                yield return day;
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
