using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Who attended one session of a course.</summary>
public sealed record RecordResearchSession(
    Guid SupportOrganisationId,
    Guid CourseId,
    int Session,
    DateOnly On,
    IReadOnlyList<Guid> Researchers
) : Message, ICommand
{
    public Guid DeskId => ResearchDesk.IdOf(SupportOrganisationId);
}

public static class RecordResearchSessionHandler
{
    public static readonly Refusal NoCourse = new("course-unknown", "courseId", "Choose one of your courses");
    public static readonly Refusal SessionWrong = new("session-wrong", "session", "Enter which session of the course it was");
    public static readonly Refusal NobodyThere = new("researchers-missing", "researchers", "Choose who was there");
    public static readonly Refusal OfAnother = new("researcher-unknown", "researchers", "Choose researchers of your own organisation");

    public sealed record Found(IReadOnlyDictionary<Guid, Researcher> Researchers);

    public static Access Authorise(Actor actor, RecordResearchSession command) =>
        ResearchAccess.ForCoordinator(actor, command.SupportOrganisationId);

    public static async Task<Found> Load(RecordResearchSession command, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<Researcher>(command.Researchers, cancel)).ToDictionary(r => r.Id, r => r.State));

    public static Decision Handle(RecordResearchSession command, ResearchDesk desk, Found found, DateTimeOffset now)
    {
        if (!desk.Courses.TryGetValue(command.CourseId, out var course))
            return NoCourse;
        List<Refusal> wrong = [];
        if (command.Session < 1 || command.Session > course.Sessions)
            wrong.Add(SessionWrong);
        if (!ResearchRefusals.HasBeen(command.On, now))
            wrong.Add(ResearchRefusals.InTheFuture);
        if (command.Researchers.Count == 0)
            wrong.Add(NobodyThere);
        else if (found.Researchers.Values.Any(r => r.SupportOrganisation != command.SupportOrganisationId || r.Gone))
            wrong.Add(OfAnother);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var decision = Decision.Nothing;
        foreach (var (id, researcher) in found.Researchers)
            if (researcher.Attended.GetValueOrDefault(course.CourseId)?.Contains(command.Session) != true)
                decision.And<Researcher>(
                    id,
                    new ResearchSessionAttended(id, command.SupportOrganisationId, course.CourseId, command.Session, command.On)
                );
        return decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordResearchSession>(
            "POST",
            "/api/v1/research/desks/{supportOrganisationId}/courses/{courseId}/sessions",
            ResearchAccess.Coordinators
        );
}
