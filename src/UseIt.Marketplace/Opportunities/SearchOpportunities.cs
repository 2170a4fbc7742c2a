using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

public enum OpportunityOrder
{
    Newest,
    Closing,
}

/// <summary>What somebody looks for; every part that is given narrows it.</summary>
public sealed record OpportunityQuery
{
    public string? Words { get; init; }
    public string? Cpv { get; init; }
    public string? Place { get; init; }
    public decimal? ValueFrom { get; init; }
    public decimal? ValueTo { get; init; }
    public DateTimeOffset? ClosingBefore { get; init; }
    public DateTimeOffset? OpenAt { get; init; }
    public bool ForVcse { get; init; }

    /// <summary>A publisher's name; "here" means the marketplace's own.</summary>
    public string? Source { get; init; }

    /// <summary>Only what could be seen here first after this position of the log.</summary>
    public long? SeenFrom { get; init; }

    /// <summary>And not after this one.</summary>
    public long? SeenUpTo { get; init; }
    public OpportunityOrder Order { get; init; }
    public string? After { get; init; }
    public int Limit { get; init; } = 20;

    /// <summary>What a saved search asks for now.</summary>
    public static OpportunityQuery Of(SearchedFor saved, DateTimeOffset now) =>
        new()
        {
            Words = saved.Words,
            Cpv = saved.Cpv,
            Place = saved.Place,
            ValueFrom = saved.ValueFrom,
            ValueTo = saved.ValueTo,
            ForVcse = saved.ForVcse,
            Source = saved.Source,
            OpenAt = now,
        };
}

public sealed record OpportunityBuyer(Guid? Id, string? Name);

public sealed record CpvTerm(string Code, string? Title);

/// <summary>An opportunity as it is answered.</summary>
public sealed record OpportunityAnswer(
    Guid Id,
    string Ocid,
    string Title,
    string Description,
    OpportunityBuyer Buyer,
    IReadOnlyList<CpvTerm> Cpv,
    IReadOnlyList<Place> Places,
    Money? Value,
    DateTimeOffset? Deadline,
    DateOnly? ClosesOn,
    DateTimeOffset? PublishedAt,
    OpportunityStatus Status,
    bool? SuitableForVcse,
    string? ReservedFor,
    IReadOnlyList<OpportunityLot> Lots,
    string? Publisher,
    string? Link,
    JsonObject? Notice = null
);

/// <summary>What a search finds, counted by answers that would narrow it.</summary>
public sealed record OpportunityCounts(
    int All,
    int ForVcse,
    IReadOnlyDictionary<string, int> Publishers,
    IReadOnlyDictionary<string, int> Divisions
);

public sealed record OpportunityPage(IReadOnlyList<OpportunityAnswer> Items, string? Next);

/// <summary>The questions people ask of the search, as SQL; each is answered from an index.</summary>
public sealed class SearchOpportunities(NpgsqlDataSource database, OpportunitySearch search, OrganisationNames names)
{
    public const int Most = 100;
    public const string Here = "here";
    private const int Now = 3;

    /// <summary>Nobody needs to know more exactly; it keeps a search of one common word cheap.</summary>
    public const int MostCounted = 5000;

    /// <exception cref="EdgeException">The place to go on from was not given by an earlier answer.</exception>
    public async Task<OpportunityPage> FindAsync(OpportunityQuery query, CancellationToken cancel)
    {
        await using var command = Command(query);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<(OpportunityAnswer Answer, string? Sort)>();
        while (await reader.ReadAsync(cancel))
            found.Add((Read(reader, withNotice: false), reader.IsDBNull(Now + 1) ? null : reader.GetString(Now + 1)));
        var more = found.Count > query.Limit;
        if (more)
            found.RemoveAt(found.Count - 1);
        return new OpportunityPage([.. found.Select(f => f.Answer)], more ? Token(found[^1].Sort!, found[^1].Answer.Id) : null);
    }

    public async Task<OpportunityAnswer?> ByIdAsync(Guid id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select o.key, o.data, n.data ->> 'name', events.clock() from {search.Table} o
            left join {names.Table} n on n.key = o.buyer where o.key = $1 and o.is_public
            """
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Read(reader, withNotice: true) : null;
    }

    /// <summary>Every publisher there is a notice of, found by hopping through the index.</summary>
    public async Task<IReadOnlyList<string>> PublishersAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            with recursive publisher(name) as (
              (select publisher from {search.Table} where is_public and publisher is not null order by publisher limit 1)
              union all
              select (select o.publisher from {search.Table} o where o.is_public and o.publisher > p.name order by o.publisher limit 1)
              from publisher p where p.name is not null)
            select name from publisher where name is not null limit 100
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var names = new List<string>();
        while (await reader.ReadAsync(cancel))
            names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>How many there are, and under which answers, up to a limit; one pass over what the search finds.</summary>
    public async Task<OpportunityCounts> CountAsync(OpportunityQuery query, CancellationToken cancel)
    {
        await using var command = CountCommand(query);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var counts = new OpportunityCounts(0, 0, new Dictionary<string, int>(), new Dictionary<string, int>());
        var (publishers, divisions) = (
            new Dictionary<string, int>(StringComparer.Ordinal),
            new Dictionary<string, int>(StringComparer.Ordinal)
        );
        while (await reader.ReadAsync(cancel))
        {
            var number = (int)reader.GetInt64(2);
            switch (reader.GetString(0))
            {
                case "all":
                    counts = counts with { All = number };
                    break;
                case "vcse":
                    counts = counts with { ForVcse = number };
                    break;
                case "publisher":
                    publishers[reader.IsDBNull(1) ? Here : reader.GetString(1)] = number;
                    break;
                case "division":
                    divisions[reader.GetString(1)] = number;
                    break;
            }
        }
        return counts with { Publishers = publishers, Divisions = divisions };
    }

    /// <summary>How many a search finds, a hundred at most; for what is new in it.</summary>
    public async Task<int> CountNewAsync(OpportunityQuery query, CancellationToken cancel)
    {
        await using var command = database.CreateCommand();
        var where = Where(query, command);
        command.CommandText = $"select count(*) from (select from {search.Table} o where {where} limit {Most}) as found";
        return (int)(long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>The command that counts; tests look at its plan.</summary>
    public NpgsqlCommand CountCommand(OpportunityQuery query)
    {
        var command = database.CreateCommand();
        var where = Where(query with { After = null }, command);
        command.CommandText = $"""
            with found as materialized (select o.for_vcse, o.publisher, o.cpv from {search.Table} o where {where} limit {MostCounted})
            select 'all', null, count(*) from found
            union all select 'vcse', null, count(*) from found where for_vcse
            union all select 'publisher', publisher, count(*) from found group by publisher
            union all select 'division', code, count(*) from found, jsonb_array_elements_text(cpv) code where length(code) = 2 group by code
            """;
        return command;
    }

    /// <summary>The command of a query; tests look at its plan.</summary>
    public NpgsqlCommand Command(OpportunityQuery query)
    {
        var command = database.CreateCommand();
        var where = Where(query, command);
        var (column, direction, _) = Order(query);
        command.CommandText = $"""
            select o.key, o.data - 'notice', n.data ->> 'name', events.clock(), {column}
            from {search.Table} o left join {names.Table} n on n.key = o.buyer
            where {where} order by {column} {direction}, o.key {direction} limit {query.Limit + 1}
            """;
        return command;
    }

    private static (string Column, string Direction, string Comparison) Order(OpportunityQuery query) =>
        query.Order == OpportunityOrder.Closing ? ("o.deadline", "", ">") : ("o.published_at", "desc", "<");

    private StringBuilder Where(OpportunityQuery query, NpgsqlCommand command)
    {
        // A notice that another publisher carries of a tender of ours is found once, as ours.
        var where = new StringBuilder(
            $"o.is_public and (o.buyer is not null or not exists (select from {search.Table} own where own.ocid = o.ocid and own.buyer is not null and own.is_public))"
        );
        if (!string.IsNullOrWhiteSpace(query.Words))
        {
            var words = Add(query.Words);
            where.Append(
                CultureInfo.InvariantCulture,
                $" and (o.words @@ websearch_to_tsquery('english', {words}) or o.buyer = any(array(select key from {names.Table} where words @@ websearch_to_tsquery('english', {words})))"
            );
            // "Cleaner" finds what is bought as cleaning, whatever its words are.
            if (CpvSearch.Meant(query.Words) is { Count: > 0 } codes)
                where.Append(CultureInfo.InvariantCulture, $" or o.cpv ?| {Add(codes.Select(Values.Cpv.Prefix).ToArray())}");
            where.Append(CultureInfo.InvariantCulture, $" or o.ocid = {Add(query.Words.Trim())})");
        }
        if (query.Cpv is { Length: > 0 })
            where.Append(CultureInfo.InvariantCulture, $" and o.cpv ? {Add(Values.Cpv.Prefix(query.Cpv))}");
        if (query.Place is { Length: > 0 })
            where.Append(CultureInfo.InvariantCulture, $" and o.places ?| {Add(PlaceWords.TermsAround(query.Place))}");
        if (query.ValueFrom is { } from)
            where.Append(CultureInfo.InvariantCulture, $" and o.value >= {Add(from)}");
        if (query.ValueTo is { } to)
            where.Append(CultureInfo.InvariantCulture, $" and o.value <= {Add(to)}");
        if (query.ClosingBefore is { } before)
            where.Append(CultureInfo.InvariantCulture, $" and o.deadline < {Add(Instant(before))}");
        if (query.OpenAt is { } now)
            where.Append(CultureInfo.InvariantCulture, $" and o.status = 'Open' and o.deadline > {Add(Instant(now))}");
        if (query.ForVcse)
            where.Append(" and o.for_vcse");
        if (query.SeenFrom is { } since)
            where.Append(CultureInfo.InvariantCulture, $" and o.since > {Add(since)}");
        if (query.SeenUpTo is { } upTo)
            where.Append(CultureInfo.InvariantCulture, $" and o.since <= {Add(upTo)}");
        if (query.Source is { Length: > 0 } source)
            where.Append(source == Here ? " and o.publisher is null" : $" and o.publisher = {Add(source)}");
        var (column, _, comparison) = Order(query);
        if (query.Order == OpportunityOrder.Closing)
            where.Append(" and o.deadline is not null");
        if (query.After is { Length: > 0 } after)
        {
            var (sort, key) = FromToken(after);
            where.Append(CultureInfo.InvariantCulture, $" and ({column}, o.key) {comparison} ({Add(sort)}, {Add(key)})");
        }
        return where;

        string Add<T>(T value)
        {
            command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
            return $"${command.Parameters.Count}";
        }
    }

    // As stored: UTC with six decimals.
    private static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private static OpportunityAnswer Read(NpgsqlDataReader reader, bool withNotice)
    {
        var row = JsonSerializer.Deserialize<OpportunityRow>(reader.GetFieldValue<byte[]>(1), EventJson.Options)!;
        var buyer = new OpportunityBuyer(row.BuyerId, row.BuyerName ?? (reader.IsDBNull(2) ? null : reader.GetString(2)));
        return new OpportunityAnswer(
            reader.GetGuid(0),
            row.Ocid,
            row.Title,
            row.Description,
            buyer,
            [.. row.Cpv.Select(c => new CpvTerm(c, Values.Cpv.Title(c)))],
            row.Places,
            row.Value,
            row.Deadline,
            row.ClosesOn,
            row.PublishedAt,
            // Publishers leave a notice as it is when its time is over.
            row.Status == OpportunityStatus.Open
            && row.Deadline <= reader.GetFieldValue<DateTimeOffset>(Now)
                ? OpportunityStatus.Closed
                : row.Status,
            row.SuitableForVcse,
            row.ReservedFor,
            row.Lots,
            row.Publisher,
            row.Link,
            withNotice ? row.Notice : null
        );
    }

    private static string Token(string sort, Guid key) => $"{sort}_{key:N}";

    private static (string Sort, Guid Key) FromToken(string token) =>
        token.Split('_') is [var sort, var key] && UkDate.Read(sort) is not null && Guid.TryParseExact(key, "N", out var id)
            ? (sort, id)
            : throw new EdgeException("after", "after must be the value of next from an earlier answer.");

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/api/v1/opportunities", ListAsync)
            .AllowedTo(AllowedTo.Anyone)
            .Produces<OpportunityPage>()
            .WithName("SearchOpportunities")
            .WithMetadata(new CountsAsAttribute(Counted.Search))
            .WithTags("Opportunities");
        routes
            .MapGet("/api/v1/opportunities/{id:guid}", OneAsync)
            .AllowedTo(AllowedTo.Anyone)
            .Produces<OpportunityAnswer>()
            .WithName("ReadOpportunity")
            .WithTags("Opportunities");
    }

    private static async Task<IResult> ListAsync(
        HttpContext http,
        SearchOpportunities opportunities,
        OpportunitySearch view,
        IDocumentStore store,
        ReadYourWrite readYourWrite,
        string? q,
        string? cpv,
        string? place,
        string? valueFrom,
        string? valueTo,
        string? closingBefore,
        bool? open,
        bool? vcse,
        string? source,
        string? sort,
        string? after,
        int? limit
    )
    {
        try
        {
            var query = new OpportunityQuery
            {
                Words = q,
                Cpv =
                    cpv is null || Values.Cpv.Digits(cpv) is { Length: >= 2 and <= 8 } digits && digits.All(char.IsAsciiDigit)
                        ? cpv
                        : throw new EdgeException("cpv", "cpv must be two to eight digits, such as 85 or 85312310."),
                Place = place,
                ValueFrom = Amount(valueFrom, "valueFrom"),
                ValueTo = Amount(valueTo, "valueTo"),
                ClosingBefore = closingBefore is null
                    ? null
                    : UkDate.Read(closingBefore)
                        ?? throw new EdgeException("closingBefore", "closingBefore must be a date such as 2026-06-26, or a date and time."),
                OpenAt = open == true ? await store.ClockAsync(http.RequestAborted) : null,
                ForVcse = vcse == true,
                Source = source,
                Order = sort switch
                {
                    null or "" or "newest" => OpportunityOrder.Newest,
                    "closing" => OpportunityOrder.Closing,
                    _ => throw new EdgeException("sort", "sort must be newest or closing."),
                },
                After = after,
                Limit = limit is null or (>= 1 and <= Most)
                    ? limit ?? 20
                    : throw new EdgeException("limit", $"limit must be between 1 and {Most}."),
            };
            foreach (var (field, text) in new[] { ("q", q), ("place", place), ("source", source) })
                Edge.Check(text, field);
            await readYourWrite.WaitAsync(http, view);
            return Results.Json(await opportunities.FindAsync(query, http.RequestAborted), EventJson.Options);
        }
        catch (EdgeException e)
        {
            return Problems.Malformed(e.Field, e.Message);
        }
    }

    private static async Task<IResult> OneAsync(
        Guid id,
        HttpContext http,
        SearchOpportunities opportunities,
        OpportunitySearch view,
        ReadYourWrite readYourWrite
    )
    {
        await readYourWrite.WaitAsync(http, view);
        return await opportunities.ByIdAsync(id, http.RequestAborted) is { } found
            ? Results.Json(found, EventJson.Options)
            : Problems.NotFound();
    }

    private static decimal? Amount(string? text, string field) =>
        text is null ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount
        : throw new EdgeException(field, $"{field} must be a number such as 25000.");
}
