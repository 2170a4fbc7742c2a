using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The person does not go on with a course, and why. Its place is free again.</summary>
public sealed record StopCourse(Guid CandidateId, Guid CourseId, CourseStop Reason, DateOnly On) : Message, ICommand;

public static class StopCourseHandler
{
    public static readonly Refusal BeforeTheLast = new(
        "stopped-before-attended",
        "on",
        "Enter a day that is not before the last one recorded of this course"
    );

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(StopCourse command, Candidate candidate, Stream<Course> course, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (candidate.Courses.Any(c => c.CourseId == command.CourseId && c.Stopped == command.Reason && c.StoppedOn == command.On))
            return Decision.Nothing;
        if (AttendCourseHandler.Going(candidate, command.CourseId) is not { } on)
            return AttendCourseHandler.NotEnrolled;
        if (command.On == default)
            return SkillsAccess.DayMissing("on");
        if (command.On > UkTime.DayOf(now))
            return SkillsAccess.InTheFuture("on");
        if (command.On < on.Last)
            return BeforeTheLast;
        return Decision
            .On<Candidate>(
                command.CandidateId,
                new CourseStopped(command.CandidateId, command.CourseId, command.Reason, command.On, actor.Person)
            )
            .Freeing(command.CandidateId, [course]);
    }

    /// <summary>Gives the places back that somebody has on courses.</summary>
    internal static Decision Freeing(this Decision decision, Guid candidate, IEnumerable<Stream<Course>> courses)
    {
        foreach (var course in courses)
            if (Course.PlaceOf(course.Id, candidate) is var place && course.State.Taken.Contains(place))
                decision.And<Course>(course.Id, new CoursePlaceFreed(course.Id, place));
        return decision;
    }

    /// <summary>The courses somebody is on, to give their places back.</summary>
    internal static Task<IReadOnlyList<Stream<Course>>> HeldAsync(Candidate candidate, Streams streams, CancellationToken cancel) =>
        streams.FetchAsync<Course>(candidate.Courses.Where(c => c.Goes).Select(c => c.CourseId), cancel);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StopCourse>("POST", "/api/v1/candidates/{candidateId}/courses/{courseId}/stop", SkillsAccess.Coordinators);
}
