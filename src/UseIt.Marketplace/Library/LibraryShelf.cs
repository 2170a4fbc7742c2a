using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>An item of the library. Of a withdrawn one nothing is left but its title and why.</summary>
public sealed record LibraryRow(
    Guid ItemId,
    Guid OrganisationId,
    LibraryKind Kind,
    LibraryText Text,
    IReadOnlyList<LinkedFigure> Figures,
    LibraryStage Stage,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? PublishedAt,
    string? WithdrawnBecause
)
{
    public bool IsPublic => Stage == LibraryStage.Published;

    /// <summary>Whether its address leads somewhere for everybody: it is published, or was.</summary>
    public bool IsKnown => PublishedAt is not null;
}

/// <summary>The library: what is published, and the drafts of its writers.</summary>
public sealed class LibraryShelf : TableView<LibraryRow>
{
    public override string Name => "library";
    public override Composite Composite => Composites.Strands;

    // Stemmed where it is English, word by word in other languages.
    protected override IReadOnlyList<string> Columns =>
        [
            """
                words tsvector generated always as (
                  case when data #>> '{text,language}' = 'en' then
                    setweight(to_tsvector('english', data #>> '{text,title}'), 'A')
                    || setweight(to_tsvector('english', data #>> '{text,summary}'), 'B')
                    || setweight(to_tsvector('english', data #>> '{text,body}'), 'C')
                  else
                    setweight(to_tsvector('simple', data #>> '{text,title}'), 'A')
                    || setweight(to_tsvector('simple', data #>> '{text,summary}'), 'B')
                    || setweight(to_tsvector('simple', data #>> '{text,body}'), 'C')
                  end)
                  stored
                """,
            "published_at text collate \"C\" generated always as (data ->> 'publishedAt') stored",
            "is_public boolean not null generated always as (coalesce((data ->> 'isPublic')::boolean, false)) stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["words"] = "using gin (words) where is_public",
            ["published"] = "(published_at desc, key desc) where is_public",
            ["kind"] = "((data ->> 'kind'), published_at desc, key desc) where is_public",
            ["own"] = "((data ->> 'organisationId'), key)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(LibraryItemDrafted),
            typeof(LibraryItemRevised),
            typeof(LibraryFigureLinked),
            typeof(LibraryFigureUnlinked),
            typeof(LibraryItemPublished),
            typeof(LibraryItemWithdrawn),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override LibraryRow? Apply(Guid key, LibraryRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, LibraryItemDrafted f) => new LibraryRow(
                key,
                f.OrganisationId,
                f.Kind,
                f.Text,
                [],
                LibraryStage.Draft,
                e.Timestamp,
                null,
                null
            ),
            (null, _) => null,
            (_, LibraryItemRevised f) => row with { Text = f.Text, UpdatedAt = e.Timestamp },
            (_, LibraryFigureLinked f) => row with { Figures = [.. row.Figures, f.Figure], UpdatedAt = e.Timestamp },
            (_, LibraryFigureUnlinked f) => row with
            {
                Figures = [.. row.Figures.Where(x => x.ReportId != f.ReportId || x.FigureKey != f.FigureKey)],
                UpdatedAt = e.Timestamp,
            },
            (_, LibraryItemPublished) => row with { Stage = LibraryStage.Published, PublishedAt = e.Timestamp, UpdatedAt = e.Timestamp },
            (_, LibraryItemWithdrawn f) => row with
            {
                Stage = LibraryStage.Withdrawn,
                Text = row.Text with { Summary = "", Body = "" },
                Figures = [],
                UpdatedAt = e.Timestamp,
                WithdrawnBecause = f.Reason,
            },
            _ => row,
        };

    /// <summary>What is published, the newest first; with words or a kind only what has them.</summary>
    public Task<Rows<LibraryRow>> PublishedAsync(
        ViewRows rows,
        string? words,
        LibraryKind? kind,
        Guid? after,
        int? limit,
        CancellationToken cancel
    )
    {
        List<string?> texts = [];
        var which = "is_public";
        if (!string.IsNullOrWhiteSpace(words))
        {
            texts.Add(words);
            which += " and words @@ (websearch_to_tsquery('english', $1) || websearch_to_tsquery('simple', $1))";
        }
        if (kind is { } wanted)
        {
            texts.Add(wanted.ToString());
            which += $" and data ->> 'kind' = ${texts.Count}";
        }
        return rows.NewestAsync(this, which, "published_at", texts, after, limit, cancel);
    }

    public Task<Rows<LibraryRow>> OfAsync(ViewRows rows, Guid organisation, Guid? after, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'organisationId' = $1", [organisation.ToString()], after, null, cancel);

    /// <summary>The item as this actor may see it: everybody what is published or was, its writers the draft too.</summary>
    public async Task<LibraryRow?> SeenByAsync(Actor actor, Guid item, NpgsqlDataSource database, CancellationToken cancel) =>
        await this.FindAsync(database, item, cancel) is { } row && (row.IsKnown || actor.ActsFor(row.OrganisationId, LibraryAccess.Writing))
            ? row
            : null;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/library",
                async (
                    string? q,
                    LibraryKind? kind,
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    LibraryShelf view,
                    ViewRows rows,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    if (q is { Length: > 300 } || q?.Contains('\0', StringComparison.Ordinal) == true)
                        return Problems.Malformed("q", "Look for at most 300 characters.");
                    await readYourWrite.WaitAsync(http, view);
                    return Results.Json(await view.PublishedAsync(rows, q, kind, after, limit, http.RequestAborted), EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<Rows<LibraryRow>>()
            .WithName("SearchLibrary")
            .WithTags("Library");
        routes
            .MapGet(
                "/api/v1/library/{itemId:guid}",
                async (
                    Guid itemId,
                    HttpContext http,
                    Actors actors,
                    LibraryShelf view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await view.SeenByAsync(actor, itemId, database, http.RequestAborted) is { } row
                        ? Results.Json(
                            row,
                            EventJson.Options,
                            statusCode: row.Stage == LibraryStage.Withdrawn ? StatusCodes.Status410Gone : StatusCodes.Status200OK
                        )
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<LibraryRow>()
            .WithName("ReadLibraryItem")
            .WithTags("Library");
    }
}
