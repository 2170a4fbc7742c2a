using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>What one organisation's research has come to. A count of people is null where it is held back.</summary>
public sealed record ResearchFigure(Guid SupportOrganisationId, int? Trained, int Projects);

/// <param name="PeopleAsAt">Up to which day people were counted; null while nothing of them can be told.</param>
public sealed record ResearchFiguresTable(IReadOnlyList<ResearchFigure> Organisations, int? Trained, int Projects, DateOnly? PeopleAsAt);

/// <summary>
/// Researchers who completed an accredited course, each once, and research carried out, commissioned or their own. People are counted up to
/// the end of a quarter and suppressed where they are few, so that nobody is found by what was told before; projects never are.
/// </summary>
public sealed class ResearchFigures(NpgsqlDataSource database, ResearchTallies tallies)
{
    public async Task<ResearchFiguresTable> ReadAsync(DateOnly today, CancellationToken cancel)
    {
        var all = await tallies.AllAsync(database, cancel);
        var told = all.SelectMany(t => t.RecordedOn).Order().ToArray() is [var first, ..]
            ? SmallNumbers.Told(SmallNumbers.Quarters(first, today).Select(day => (day, TrainedBy(all, day))))
            : null;
        int Trained(ResearchTally tally) => told?.Counts.GetValueOrDefault(tally.SupportOrganisationId!.Value) ?? 0;
        ResearchTally[] counted = [.. all.Where(t => t.Projects > 0 || Trained(t) > 0)];
        var people = SmallNumbers.Suppress([.. counted.Select(Trained)]);
        return new ResearchFiguresTable(
            [
                .. counted.Select(
                    (t, i) => new ResearchFigure(t.SupportOrganisationId!.Value, told is null ? null : people.Counts[i], t.Projects)
                ),
            ],
            told is null ? null : people.Total,
            counted.Sum(t => t.Projects),
            told?.Day
        );
    }

    private static IReadOnlyDictionary<Guid, int> TrainedBy(IReadOnlyList<ResearchTally> all, DateOnly day) =>
        all.ToDictionary(t => t.SupportOrganisationId!.Value, t => t.RecordedOn.Count(on => on <= day));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/research/figures",
                async (
                    HttpContext http,
                    ResearchFigures figures,
                    ResearchTallies tallies,
                    IDocumentStore store,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, tallies);
                    var today = UkTime.DayOf(await store.ClockAsync(http.RequestAborted));
                    return Results.Json(await figures.ReadAsync(today, http.RequestAborted), EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ReadResearchFigures")
            .WithTags("Research");
}
