using JasperFx.Events;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

/// <summary>One saved search: what it looks for, and up to which position of the log its person knows what it found.</summary>
public sealed record SavedSearchRow(
    Guid SearchId,
    Guid PersonId,
    string Name,
    SearchedFor For,
    Told Told,
    long KnownUpTo,
    DateTimeOffset? ToldAt
)
{
    /// <summary>Where it is run, for all it finds or for what is new since a place in the log.</summary>
    public string Address(string? since = null) =>
        QueryHelpers.AddQueryString("/opportunities", For.AsQuery().Append(new("since", since)).Where(part => part.Value is not null));
}

/// <summary>The searches people have saved.</summary>
public sealed class SavedSearches : TableView<SavedSearchRow>
{
    public const int MostShown = 200;

    public override string Name => "saved_searches";
    public override Composite Composite => Composites.Search;

    protected override IReadOnlyList<string> Columns =>
        ["person uuid generated always as ((data ->> 'personId')::uuid) stored", "told text generated always as (data ->> 'told') stored"];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["person"] = "(person, key)", ["told"] = "(key) where told <> 'Never'" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(SearchSaved), typeof(SearchAlertsChanged), typeof(WorkFound), typeof(SearchForgotten) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override SavedSearchRow? Apply(Guid key, SavedSearchRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (_, SearchSaved f) => new SavedSearchRow(key, f.PersonId, f.Name, f.For, f.Told, e.Sequence, null),
            (null, _) => null,
            // Who was not told for a while is told of what comes from now on.
            (_, SearchAlertsChanged f) => row with { Told = f.Told, KnownUpTo = row.Told == Told.Never ? e.Sequence : row.KnownUpTo },
            (_, WorkFound f) => row with { KnownUpTo = f.UpTo, ToldAt = e.Timestamp },
            (_, SearchForgotten) => null,
            _ => row,
        };

    public Task<IReadOnlyList<SavedSearchRow>> OfAsync(NpgsqlDataSource database, Guid person, CancellationToken cancel) =>
        database.RowsAsync<SavedSearchRow>(
            $"select data from {Table} where person = $1::uuid order by key desc limit {MostShown}",
            [person.ToString()],
            cancel
        );

    /// <summary>Those that tell their person, in the order of their ids, from one on.</summary>
    public Task<IReadOnlyList<SavedSearchRow>> TellingAsync(NpgsqlDataSource database, Guid after, int limit, CancellationToken cancel) =>
        database.RowsAsync<SavedSearchRow>(
            $"select data from {Table} where told <> 'Never' and key > $1::uuid order by key limit {limit}",
            [after.ToString()],
            cancel
        );

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/searches",
                async (HttpContext http, Actors actors, SavedSearches searches, NpgsqlDataSource database, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, searches);
                    var person = (await actors.OfAsync(http, http.RequestAborted)).Person;
                    var rows = await searches.OfAsync(database, person, http.RequestAborted);
                    return Results.Json(
                        new
                        {
                            items = rows.Select(r => new
                            {
                                r.SearchId,
                                r.Name,
                                r.For,
                                r.Told,
                            }),
                        },
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithName("ListSavedSearches")
            .WithTags("Opportunities");
        // Where a message leads to: what was new when it was sent.
        routes
            .MapGet(
                "/searches/{id:guid}",
                async (Guid id, string? since, HttpContext http, Actors actors, SavedSearches searches, NpgsqlDataSource database) =>
                    await searches.FindAsync(database, id, http.RequestAborted) is { } found
                    && found.PersonId == (await actors.OfAsync(http, http.RequestAborted)).Person
                        ? Results.LocalRedirect(found.Address(since))
                        : Results.NotFound()
            )
            .AllowedTo(AllowedTo.Person)
            .ExcludeFromDescription();
    }
}
