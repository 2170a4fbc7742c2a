using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person was there on a day of the course.</summary>
public sealed record AttendCourse(Guid CandidateId, Guid CourseId, DateOnly On) : Message, ICommand;

public static class AttendCourseHandler
{
    public static readonly Refusal NotEnrolled = new("not-enrolled", "courseId", "The person is not on this course, or not any more");

    public static Refusal DayWrong(CourseOffered course) =>
        new(
            "course-day-wrong",
            "on",
            $"Enter a day of the course, from {UkTime.Display(course.From)} to {UkTime.Display(course.Until)}, not in the future"
        );

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(AttendCourse command, Candidate candidate, [Peek] Course course, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (Going(candidate, command.CourseId) is not { } on || course.Offered is not { } offered)
            return NotEnrolled;
        if (on.Days.Contains(command.On))
            return Decision.Nothing;
        if (command.On < offered.From || command.On > offered.Until || command.On > UkTime.DayOf(now))
            return DayWrong(offered);
        return Decision.On<Candidate>(
            command.CandidateId,
            new CourseAttended(command.CandidateId, command.CourseId, command.On, actor.Person)
        );
    }

    /// <summary>The course the person is on still.</summary>
    internal static OnCourse? Going(Candidate candidate, Guid course) =>
        candidate.Courses.FirstOrDefault(c => c.CourseId == course && c.Goes);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AttendCourse>(
            "POST",
            "/api/v1/candidates/{candidateId}/courses/{courseId}/attendance",
            SkillsAccess.Coordinators
        );
}
