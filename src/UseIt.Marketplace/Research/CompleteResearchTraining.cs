using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A researcher has completed an accredited course: the sessions are attended, and the body that accredits it says so.</summary>
public sealed record CompleteResearchTraining(Guid SupportOrganisationId, Guid ResearcherId, Guid CourseId, DateOnly On) : Message, ICommand
{
    public Guid DeskId => ResearchDesk.IdOf(SupportOrganisationId);
}

public static class CompleteResearchTrainingHandler
{
    public static Refusal TooFewSessions(int attended, int needed) =>
        new(
            "sessions-too-few",
            "courseId",
            $"{attended} of {needed} sessions are recorded. Record the others first",
            new Dictionary<string, object?> { ["attended"] = attended, ["needed"] = needed }
        );

    public static Access Authorise(Actor actor, CompleteResearchTraining command, Researcher researcher) =>
        command.SupportOrganisationId == researcher.SupportOrganisation
            ? ResearchAccess.ForCoordinator(actor, researcher.SupportOrganisation)
            : Access.NotFound;

    public static Decision Handle(CompleteResearchTraining command, ResearchDesk desk, Researcher researcher, DateTimeOffset now)
    {
        if (researcher.Gone)
            return ResearchRefusals.NoResearcher;
        if (!desk.Courses.TryGetValue(command.CourseId, out var course))
            return RecordResearchSessionHandler.NoCourse;
        if (researcher.Completed.Contains(course.CourseId))
            return Decision.Nothing;
        var attended = researcher.Attended.GetValueOrDefault(course.CourseId)?.Count ?? 0;
        return attended < course.SessionsNeeded ? TooFewSessions(attended, course.SessionsNeeded)
            : !ResearchRefusals.HasBeen(command.On, now) ? ResearchRefusals.InTheFuture
            : Decision.On<Researcher>(
                command.ResearcherId,
                new ResearchTrainingCompleted(command.ResearcherId, researcher.SupportOrganisation, course.CourseId, command.On)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CompleteResearchTraining>(
            "POST",
            "/api/v1/research/desks/{supportOrganisationId}/researchers/{researcherId}/training",
            ResearchAccess.Coordinators
        );
}
