using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>What one organisation's research has come to. A count of people is null where it is held back.</summary>
public sealed record ResearchFigure(Guid SupportOrganisationId, int? Trained, int Projects);

public sealed record ResearchFiguresTable(IReadOnlyList<ResearchFigure> Organisations, int? Trained, int Projects);

/// <summary>
/// Researchers who completed an accredited course, each once, and research carried out, commissioned or their own. People are suppressed
/// where they are few; projects never are.
/// </summary>
public sealed class ResearchFigures(NpgsqlDataSource database, ResearchTallies tallies)
{
    public async Task<ResearchFiguresTable> ReadAsync(CancellationToken cancel)
    {
        ResearchTally[] counted = [.. (await tallies.AllAsync(database, cancel)).Where(c => c.Trained + c.Projects > 0)];
        var people = SmallNumbers.Suppress([.. counted.Select(c => c.Trained)]);
        return new ResearchFiguresTable(
            [.. counted.Select((c, i) => new ResearchFigure(c.SupportOrganisationId!.Value, people.Counts[i], c.Projects))],
            people.Total,
            counted.Sum(c => c.Projects)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/research/figures",
                async (HttpContext http, ResearchFigures figures, ResearchTallies tallies, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, tallies);
                    return Results.Json(await figures.ReadAsync(http.RequestAborted), EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ReadResearchFigures")
            .WithTags("Research");
}
