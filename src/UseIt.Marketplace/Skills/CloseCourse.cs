using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Nobody is enrolled any more. Whoever is on it goes on.</summary>
public sealed record CloseCourse(Guid CourseId, CourseEnd Reason) : Message, ICommand;

public static class CloseCourseHandler
{
    public static readonly Refusal Already = new("course-closed", null, "The course has been closed already, for another reason");

    public static Access Authorise(Actor actor, Course course) =>
        course.Offered is { } offered
            ? SkillsAccess.Of(actor, offered.SupportOrganisationId, Roles.Adviser, Roles.ProgrammeManager)
            : Access.NotFound;

    public static Decision Handle(CloseCourse command, Course course, Actor actor) =>
        course.End == command.Reason ? Decision.Nothing
        // A course that was full may not be taught after all.
        : course.End is not (null or CourseEnd.Full) ? Already
        : Decision.On<Course>(
            command.CourseId,
            new CourseClosed(command.CourseId, course.Offered!.SupportOrganisationId, command.Reason, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CloseCourse>("POST", "/api/v1/courses/{courseId}/close", SkillsAccess.Support);
}
