using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>The pause between the award notice and the signature.</summary>
public static class Standstill
{
    /// <summary>
    /// The last day of the standstill, or null when the rule leaves it to the buyer and the buyer offers none.
    /// A buyer may offer more working days than the rule asks for, never fewer.
    /// </summary>
    public static Answer<DateOnly?> LastDay(StandstillRule? rule, DateTimeOffset noticePublishedAt, int? offeredWorkingDays = null)
    {
        if (rule is null)
            return new Refusal(
                "standstill-unknown",
                "standstill",
                "The standstill rule of this regime is not known here. Ask your procurement adviser"
            );
        if (offeredWorkingDays is null && rule.Duty == StandstillDuty.Voluntary)
            return Answer.Of<DateOnly?>(null);
        int days = offeredWorkingDays ?? rule.LeastWorkingDays;
        if (days < rule.LeastWorkingDays)
        {
            return new Refusal(
                "standstill-too-short",
                "standstill",
                $"The standstill must be at least {rule.LeastWorkingDays} working days",
                new Dictionary<string, object?> { ["least"] = rule.LeastWorkingDays }
            );
        }

        WorkingDays calendar = rule.Calendar == HolidayCalendar.UnitedKingdom ? WorkingDays.UnitedKingdom : WorkingDays.EnglandAndWales;
        return calendar
            .Last(UkTime.DayOf(noticePublishedAt).AddDays(rule.FirstCountedDay), days)
            .Then<DateOnly?>(day => Answer.Of<DateOnly?>(day));
    }

    /// <summary>The contract may be signed from the day after the last day.</summary>
    public static bool IsOver(DateOnly? lastDay, DateTimeOffset now) => lastDay is null || UkTime.DayOf(now) > lastDay;
}
