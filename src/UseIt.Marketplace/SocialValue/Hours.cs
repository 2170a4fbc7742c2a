namespace UseIt.Marketplace.SocialValue;

/// <summary>Hours and what they are worth. The rate and its source are always the buyer's or the funder's choice.</summary>
public static class Hours
{
    /// <summary>A year of work at an hourly rate; the Living Wage Foundation counts 37.5 hours a week and 52 weeks.</summary>
    public static decimal YearOfPay(decimal hourlyRate, decimal hoursAWeek = 37.5m) => hourlyRate * hoursAWeek * 52m;

    public static decimal AYear(decimal hoursAMonth) => hoursAMonth * 12m;

    /// <summary>Support valued by the day: so many hours at a day's rate.</summary>
    public static decimal AtDayRate(decimal hours, decimal dayRate, decimal hoursADay) => hours * dayRate / hoursADay;

    /// <summary>Full-time equivalents: people, or posts, at so many hours a week against the hours a week of one.</summary>
    public static decimal? FullTimeEquivalents(IEnumerable<(decimal People, decimal HoursAWeek)> posts, decimal standardHoursAWeek) =>
        standardHoursAWeek == 0m ? null : posts.Sum(post => post.People * post.HoursAWeek) / standardHoursAWeek;

    /// <summary>The rate an amount implies; null without hours.</summary>
    public static decimal? ImpliedRate(decimal value, decimal hours) => hours == 0m ? null : value / hours;
}
