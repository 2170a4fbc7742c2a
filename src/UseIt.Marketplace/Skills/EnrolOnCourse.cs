using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>An adviser takes a place on a course for a person. Until its last day, while there is one.</summary>
public sealed record EnrolOnCourse(Guid CandidateId, Guid CourseId) : Message, ICommand;

public static class EnrolOnCourseHandler
{
    public static readonly Refusal Unknown = new("course-unknown", "courseId", "Choose a course of your organisation");
    public static readonly Refusal Closed = new("course-closed", "courseId", "Nobody is taken on this course any more");
    public static readonly Refusal Over = new("course-over", "courseId", "This course is over");
    public static readonly Refusal Full = new("course-full", "courseId", "All places of this course are taken");
    public static readonly Refusal AnotherPathway = new("course-of-another-pathway", "courseId", "This course is for another pathway");
    public static readonly Refusal Finished = new("course-finished", null, "The person has finished this course");

    public static Access Authorise(Actor actor, Candidate candidate) => SkillsAccess.ToCoordinate(actor, candidate);

    public static Decision Handle(EnrolOnCourse command, Candidate candidate, Course course, Actor actor, DateTimeOffset now)
    {
        if (!candidate.IsOpen)
            return SkillsAccess.Gone;
        if (course.Offered is not { } offered || offered.SupportOrganisationId != candidate.SupportOrganisation)
            return Unknown;
        if (candidate.Courses.FirstOrDefault(c => c.CourseId == command.CourseId) is { Stopped: null } on)
            return on.FinishedOn is null ? Decision.Nothing : Finished;
        var today = UkTime.DayOf(now);
        if (course.End is not null)
            return Closed;
        if (offered.Until < today)
            return Over;
        if (offered.PathwayId is { } pathway && pathway != candidate.PathwayId)
            return AnotherPathway;
        if (course.Taken.Count >= offered.Places)
            return Full;
        return Decision
            .On<Candidate>(command.CandidateId, new CourseEnrolled(command.CandidateId, command.CourseId, today, actor.Person))
            .And<Course>(command.CourseId, new CoursePlaceTaken(command.CourseId, Course.PlaceOf(command.CourseId, command.CandidateId)));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EnrolOnCourse>("POST", "/api/v1/candidates/{candidateId}/courses/{courseId}", SkillsAccess.Coordinators);
}
