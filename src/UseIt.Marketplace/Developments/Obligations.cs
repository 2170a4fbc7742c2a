namespace UseIt.Marketplace.Developments;

/// <summary>How far an obligation is on a day.</summary>
public enum ObligationState
{
    NotDueYet,
    Due,
    Overdue,
    Discharged,
}

/// <summary>When obligations fall due, worked out from what has happened on the site.</summary>
public static class ObligationDays
{
    /// <summary>The last day, once it is known: where the trigger has not been reached there is none.</summary>
    public static DateOnly? LastDay(ObligationDue due, DateOnly? commenced, IEnumerable<Occupation> occupations) =>
        due.Trigger switch
        {
            ObligationTrigger.OnDay => due.Day,
            ObligationTrigger.Commencement => commenced?.AddDays(due.WithinDays),
            _ => occupations.OrderBy(o => o.On).FirstOrDefault(o => o.Total >= due.Homes)?.On.AddDays(due.WithinDays),
        };

    public static ObligationState Of(DateOnly? lastDay, bool discharged, DateOnly today) =>
        discharged ? ObligationState.Discharged
        : lastDay is not { } last ? ObligationState.NotDueYet
        : last < today ? ObligationState.Overdue
        : ObligationState.Due;
}

/// <summary>So many homes were lived in by a day.</summary>
public sealed record Occupation(int Total, DateOnly On);
