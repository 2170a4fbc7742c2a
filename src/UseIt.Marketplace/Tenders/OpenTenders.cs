using System.Text.Json;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

public sealed record OpenLot(
    Guid LotId,
    string Title,
    string Description,
    IReadOnlyList<string> Cpv,
    IReadOnlyList<Place> Places,
    Estimate Estimate
);

/// <summary>A published tender as lists and searches know it; <see cref="PublishedAt"/> is null for what is not public yet.</summary>
public sealed record OpenTender(Guid TenderId, Guid BuyerId, string Title)
{
    public string Description { get; init; } = "";
    public string? Ocid { get; init; }
    public TenderStage Stage { get; init; } = TenderStage.Draft;
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? Deadline { get; init; }
    public Estimate Estimate { get; init; } = new(null, null);
    public IReadOnlyList<string> Cpv { get; init; } = [];
    public IReadOnlyList<Place> Places { get; init; } = [];
    public bool SuitableForVcse { get; init; }
    public string? Reservation { get; init; }
    public IReadOnlyList<OpenLot> Lots { get; init; } = [];
}

/// <summary>
/// What is published here, newest first, and the document a search looks in. Every query must say <c>published_at is not null</c>: rows of
/// drafts wait in the same table.
/// </summary>
public sealed class OpenTenders : TableView<OpenTender>
{
    public override string Name => "open_tender";
    public override Composite Composite => Composites.Search;

    // The stored instants have one form, so that text order is time order.
    protected override IReadOnlyList<string> Columns =>
        [
            "published_at varchar generated always as (data ->> 'publishedAt') stored",
            "deadline varchar generated always as (data ->> 'deadline') stored",
            "stage varchar generated always as (data ->> 'stage') stored",
        ];

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["published"] = "(published_at desc, key desc) where published_at is not null",
            ["open"] = "(published_at desc, key desc) where published_at is not null and stage = 'Published'",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(TenderDrafted),
            typeof(TenderDescribed),
            typeof(LotAdded),
            typeof(LotChanged),
            typeof(LotRemoved),
            typeof(DeadlineSet),
            typeof(TenderPublished),
            typeof(DeadlineExtended),
            typeof(ClosingDeferred),
            typeof(TenderClosed),
            typeof(TenderWithdrawn),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override OpenTender? Apply(Guid key, OpenTender? row, IEvent e) =>
        e.Data switch
        {
            TenderDrafted d => new OpenTender(d.TenderId, d.BuyerId, d.Title),
            TenderWithdrawn when row?.PublishedAt is null => null,
            _ => row is null ? null : After(row, e.Data),
        };

    private static OpenTender After(OpenTender row, object fact) =>
        fact switch
        {
            TenderDescribed e => row with
            {
                Title = e.Title,
                Description = e.Description,
                Cpv = e.Cpv,
                Places = e.Places,
                Estimate = e.Estimate,
                SuitableForVcse = e.SuitableForVcse,
                Reservation = e.Reservation,
            },
            LotAdded e => row with { Lots = [.. row.Lots, new OpenLot(e.LotId, e.Title, e.Description, e.Cpv, e.Places, e.Estimate)] },
            LotChanged e => row with
            {
                Lots =
                [
                    .. row.Lots.Select(l =>
                        l.LotId == e.LotId ? new OpenLot(e.LotId, e.Title, e.Description, e.Cpv, e.Places, e.Estimate) : l
                    ),
                ],
            },
            LotRemoved e => row with { Lots = [.. row.Lots.Where(l => l.LotId != e.LotId)] },
            DeadlineSet e => row with { Deadline = e.Deadline },
            TenderPublished e => row with
            {
                Ocid = e.Ocid,
                PublishedAt = e.PublishedAt,
                Deadline = e.Deadline,
                Stage = TenderStage.Published,
            },
            DeadlineExtended e => row with { Deadline = e.To },
            ClosingDeferred e => row with { Deadline = e.To },
            TenderClosed => row with { Stage = TenderStage.Closed },
            TenderWithdrawn => row with { Stage = TenderStage.Withdrawn },
            _ => row,
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/tenders",
                async (
                    HttpContext http,
                    OpenTenders view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite,
                    string? after,
                    int? limit,
                    bool? open,
                    CancellationToken cancel
                ) =>
                {
                    try
                    {
                        await readYourWrite.WaitAsync(http, view);
                        return Results.Json(
                            await view.PageAsync(database, PlaceInList.From(after), PlaceInList.Limit(limit), open ?? false, cancel),
                            EventJson.Options
                        );
                    }
                    catch (EdgeException e)
                    {
                        return Problems.Malformed(e.Field, e.Message);
                    }
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<TenderPage<OpenTender>>()
            .WithTags("Tenders")
            .WithName("Tenders");

    internal async Task<TenderPage<OpenTender>> PageAsync(
        NpgsqlDataSource database,
        PlaceInList? after,
        int limit,
        bool onlyOpen,
        CancellationToken cancel
    )
    {
        after ??= PlaceInList.Newest;
        await using var read = database.CreateCommand(
            $"""
            select data, published_at, key from {Table}
            where published_at is not null {(onlyOpen ? "and stage = 'Published'" : "")} and (published_at, key) < ($1, $2)
            order by published_at desc, key desc limit $3
            """
        );
        read.Parameters.Add(new NpgsqlParameter<string> { TypedValue = after.At });
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after.Id });
        read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit + 1 });
        return await TenderPage<OpenTender>.ReadAsync(read, limit, cancel);
    }
}

/// <summary>One page of a list, and where the next begins; null at the end.</summary>
public sealed record TenderPage<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>Reads data, sort text and key; one row more than the limit tells that there is a next page.</summary>
    internal static async Task<TenderPage<T>> ReadAsync(NpgsqlCommand read, int limit, CancellationToken cancel)
    {
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var items = new List<T>();
        PlaceInList? last = null;
        while (await reader.ReadAsync(cancel))
        {
            if (items.Count == limit)
                return new TenderPage<T>(items, last!.ToString());
            items.Add(JsonSerializer.Deserialize<T>(reader.GetString(0), EventJson.Options)!);
            last = new PlaceInList(reader.GetString(1), reader.GetGuid(2));
        }
        return new TenderPage<T>(items, null);
    }
}
