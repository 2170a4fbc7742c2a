using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>An accredited course for researchers, and how many of its sessions count as having attended it.</summary>
public sealed record OfferResearchCourse(
    Guid SupportOrganisationId,
    [property: NewId] Guid CourseId,
    string Title,
    string AccreditedBy,
    int Sessions,
    int SessionsNeeded
) : Message, ICommand
{
    public Guid DeskId => ResearchDesk.IdOf(SupportOrganisationId);
}

public static class OfferResearchCourseHandler
{
    public const int MostSessions = 100;

    public static readonly Refusal AccreditedByMissing = new("accredited-by-missing", "accreditedBy", "Enter who accredits the course");
    public static readonly Refusal SessionsWrong = new(
        "sessions-wrong",
        "sessions",
        $"Enter how many sessions it has, from 1 to {MostSessions}"
    );
    public static readonly Refusal NeededWrong = new(
        "sessions-needed-wrong",
        "sessionsNeeded",
        "Enter how many sessions somebody has to attend, from 1 to all of them"
    );

    public static Access Authorise(Actor actor, OfferResearchCourse command) =>
        ResearchAccess.ForCoordinator(actor, command.SupportOrganisationId);

    public static Decision Handle(OfferResearchCourse command, ResearchDesk desk)
    {
        if (desk.Courses.ContainsKey(command.CourseId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Title))
            wrong.Add(ResearchRefusals.TitleMissing);
        if (string.IsNullOrWhiteSpace(command.AccreditedBy))
            wrong.Add(AccreditedByMissing);
        if (command.Sessions is < 1 or > MostSessions)
            wrong.Add(SessionsWrong);
        else if (command.SessionsNeeded < 1 || command.SessionsNeeded > command.Sessions)
            wrong.Add(NeededWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ResearchDesk>(
                command.DeskId,
                new ResearchCourseOffered(
                    command.DeskId,
                    command.SupportOrganisationId,
                    command.CourseId,
                    command.Title.Trim(),
                    command.AccreditedBy.Trim(),
                    command.Sessions,
                    command.SessionsNeeded
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<OfferResearchCourse>(
            "POST",
            "/api/v1/research/desks/{supportOrganisationId}/courses",
            ResearchAccess.Coordinators,
            creates: "courseId"
        );
}
