namespace UseIt.Marketplace.Skills;

/// <summary>Somebody on a course: since when, on which days, and how it ended.</summary>
public sealed record OnCourse(
    Guid CourseId,
    DateOnly EnrolledOn,
    IReadOnlyList<DateOnly> Days,
    DateOnly? FinishedOn,
    CourseStop? Stopped,
    DateOnly? StoppedOn
)
{
    public bool Goes => FinishedOn is null && Stopped is null;

    /// <summary>The last day anything was recorded of it.</summary>
    public DateOnly Last => Days.Append(EnrolledOn).Max();

    public static IReadOnlyList<OnCourse> After(IReadOnlyList<OnCourse> all, object fact) =>
        fact switch
        {
            CourseEnrolled e => [.. all.Where(c => c.CourseId != e.CourseId), new OnCourse(e.CourseId, e.On, [], null, null, null)],
            CourseAttended e => With(all, e.CourseId, c => c with { Days = [.. c.Days, e.On] }),
            CourseFinished e => With(all, e.CourseId, c => c with { FinishedOn = e.On }),
            CourseStopped e => With(all, e.CourseId, c => c with { Stopped = e.Reason, StoppedOn = e.On }),
            _ => all,
        };

    private static IReadOnlyList<OnCourse> With(IReadOnlyList<OnCourse> all, Guid course, Func<OnCourse, OnCourse> change) =>
        [.. all.Select(c => c.CourseId == course ? change(c) : c)];
}
