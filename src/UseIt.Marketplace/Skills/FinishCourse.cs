using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person has finished a course. A test or a step it led to is recorded for itself: a course is no result.</summary>
public sealed record FinishCourse(Guid CandidateId, Guid CourseId, DateOnly On) : Message, ICommand;

public static class FinishCourseHandler
{
    public static readonly Refusal NeverThere = new("course-not-attended", null, "Record first on which days the person was there");
    public static readonly Refusal BeforeTheLast = new(
        "finished-before-attended",
        "on",
        "Enter a day that is not before the last the person was there"
    );

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(FinishCourse command, Candidate candidate, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (candidate.Courses.Any(c => c.CourseId == command.CourseId && c.FinishedOn == command.On))
            return Decision.Nothing;
        if (AttendCourseHandler.Going(candidate, command.CourseId) is not { } on)
            return AttendCourseHandler.NotEnrolled;
        if (on.Days.Count == 0)
            return NeverThere;
        if (command.On == default)
            return SkillsAccess.DayMissing("on");
        if (command.On > UkTime.DayOf(now))
            return SkillsAccess.InTheFuture("on");
        if (command.On < on.Days.Max())
            return BeforeTheLast;
        return Decision.On<Candidate>(
            command.CandidateId,
            new CourseFinished(command.CandidateId, command.CourseId, command.On, actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<FinishCourse>("POST", "/api/v1/candidates/{candidateId}/courses/{courseId}/finish", SkillsAccess.Coordinators);
}
