using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>One thing the research found. The commissioner sees it, and has the agreed days to answer.</summary>
public sealed record RecordFinding(
    [property: NewId] Guid FindingId,
    Guid ProjectId,
    string Title,
    string Summary,
    string Licence,
    string? Recommendation = null
) : Message, ICommand;

public static class RecordFindingHandler
{
    public static readonly Refusal SummaryMissing = new("summary-missing", "summary", "Say what was found");
    public static readonly Refusal LicenceMissing = new(
        "licence-missing",
        "licence",
        "Say under which licence others may use it, for example CC BY 4.0"
    );
    public static readonly Refusal NoFieldwork = new(
        "finding-without-fieldwork",
        null,
        "There are no findings before fieldwork. Start the fieldwork first"
    );

    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static Decision Handle(RecordFinding command, Stream<ResearchFinding> finding, ResearchProject project, DateTimeOffset now)
    {
        if (finding.Exists)
            return Decision.Nothing;
        if (project.WhyNot() is { } no)
            return no;
        if (project.FieldworkSince is null)
            return NoFieldwork;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Title))
            wrong.Add(ResearchRefusals.TitleMissing);
        if (string.IsNullOrWhiteSpace(command.Summary))
            wrong.Add(SummaryMissing);
        if (string.IsNullOrWhiteSpace(command.Licence))
            wrong.Add(LicenceMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision
                .On<ResearchFinding>(
                    command.FindingId,
                    new FindingRecorded(
                        command.FindingId,
                        command.ProjectId,
                        project.SupportOrganisation,
                        project.Commissioner,
                        command.Title.Trim(),
                        command.Summary.Trim(),
                        string.IsNullOrWhiteSpace(command.Recommendation) ? null : command.Recommendation.Trim(),
                        command.Licence.Trim(),
                        UkTime.DayOf(now).AddDays(project.EmbargoDays)
                    )
                )
                .And<ResearchProject>(
                    command.ProjectId,
                    new ResearchReported(command.ProjectId, project.SupportOrganisation, command.FindingId)
                );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordFinding>(
            "POST",
            "/api/v1/research/projects/{projectId}/findings",
            ResearchAccess.Coordinators,
            creates: "findingId"
        );
}
