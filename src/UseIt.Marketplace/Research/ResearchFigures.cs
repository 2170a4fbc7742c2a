using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>What one organisation's research has come to. A count of people is null where it is held back.</summary>
public sealed record ResearchFigure(Guid SupportOrganisationId, int? Trained, int Projects);

public sealed record ResearchFiguresTable(IReadOnlyList<ResearchFigure> Organisations, int? Trained, int Projects, int FindingsInUse);

/// <summary>
/// Researchers who completed an accredited course, each once, and research carried out, commissioned or their own. People are suppressed
/// where they are few; projects never are.
/// </summary>
public sealed class ResearchFigures(
    NpgsqlDataSource database,
    Researchers researchers,
    ResearchProjects projects,
    ResearchFindings findings
)
{
    public async Task<ResearchFiguresTable> ReadAsync(CancellationToken cancel)
    {
        await using var ask = database.CreateCommand(
            $"""
            select organisation::uuid, sum(trained)::int, sum(projects)::int
            from (
              select data ->> 'supportOrganisationId' as organisation, count(*) as trained, 0 as projects from {researchers.Table}
              where data ->> 'trainedOn' is not null group by 1
              union all
              select data ->> 'supportOrganisationId', 0, count(*) from {projects.Table}
              where data ->> 'completedOn' is not null group by 1
            ) counted
            group by 1 order by 1
            """
        );
        List<(Guid Organisation, int Trained, int Projects)> counted = [];
        await using (var reader = await ask.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                counted.Add((reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2)));
        await using var used = database.CreateCommand(
            $"""
            select count(*)::int from {findings.Table}
            where data ->> 'publishedAt' is not null and jsonb_path_exists(data, '$.uses[*] ? (@.confirmed == true)')
            """
        );
        var people = SmallNumbers.Suppress([.. counted.Select(c => c.Trained)]);
        return new ResearchFiguresTable(
            [.. counted.Select((c, i) => new ResearchFigure(c.Organisation, people.Counts[i], c.Projects))],
            people.Total,
            counted.Sum(c => c.Projects),
            (int)(await used.ExecuteScalarAsync(cancel))!
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/research/figures",
                async (
                    HttpContext http,
                    ResearchFigures figures,
                    Researchers researchers,
                    ResearchProjects projects,
                    ReadYourWrite fresh
                ) =>
                {
                    await fresh.WaitAsync(http, researchers);
                    await fresh.WaitAsync(http, projects);
                    return Results.Json(await figures.ReadAsync(http.RequestAborted), EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ReadResearchFigures")
            .WithTags("Research");
}
