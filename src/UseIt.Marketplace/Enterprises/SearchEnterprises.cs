using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Enterprises;

/// <summary>Whom somebody looks for; every part that is given narrows it.</summary>
public sealed record EnterpriseQuery
{
    /// <summary>What it does, as people say it: found by its own words and by the kind of work they mean.</summary>
    public string? Words { get; init; }

    /// <summary>Words one of which an enterprise may have for what it does, beside the kinds of work.</summary>
    public IReadOnlyList<string> AnyOf { get; init; } = [];

    /// <summary>Kinds of work, any of which will do; wider and narrower ones count too.</summary>
    public IReadOnlyList<string> Cpv { get; init; } = [];

    /// <summary>Places, any of which will do; what holds them and what lies in them counts too.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    public Guid? After { get; init; }
    public int Limit { get; init; } = 20;

    /// <summary>
    /// What was chosen, or else what the words mean best. Nothing at all where a place is meant that is not known: everywhere would be no
    /// answer to that.
    /// </summary>
    public static EnterpriseQuery? Of(string? cpv, string? words, string? place, string? placeWords)
    {
        var chosen = !string.IsNullOrEmpty(cpv);
        string[] places =
            !string.IsNullOrEmpty(place) ? [place]
            : Values.Places.Meant(placeWords) is { Count: > 0 } meant ? [.. meant.Select(p => p.Code)]
            : [.. Values.Places.Find(placeWords, 1).Select(p => p.Code)];
        return places.Length == 0 && !string.IsNullOrWhiteSpace(placeWords)
            ? null
            : new EnterpriseQuery
            {
                Cpv = chosen ? [cpv!] : [],
                Words = chosen ? null : words,
                Places = places,
            };
    }
}

/// <summary>Finds enterprises by what they say in public that they do, and where. Only those whose identity is checked.</summary>
public sealed class SearchEnterprises(NpgsqlDataSource database, EnterpriseProfiles view)
{
    private const int MostWords = 200;

    public async Task<Rows<EnterpriseProfile>> FindAsync(EnterpriseQuery query, CancellationToken cancel)
    {
        await using var command = Command(query);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<EnterpriseProfile>();
        while (await reader.ReadAsync(cancel))
            found.Add(JsonSerializer.Deserialize<EnterpriseProfile>(reader.GetFieldValue<byte[]>(0), EventJson.Options)!);
        var more = found.Count > query.Limit;
        if (more)
            found.RemoveAt(query.Limit);
        return new Rows<EnterpriseProfile>(found, more ? found[^1].OrganisationId : null);
    }

    /// <summary>The profile of one, if everybody sees it.</summary>
    public async Task<EnterpriseProfile?> OneAsync(Guid organisation, CancellationToken cancel) =>
        await view.FindAsync(database, organisation, cancel) is { IsPublic: true } profile ? profile : null;

    /// <summary>The command of a query; tests look at its plan.</summary>
    public NpgsqlCommand Command(EnterpriseQuery query)
    {
        var command = database.CreateCommand();
        var where = new StringBuilder("e.registered");
        string[] codes = [.. query.Cpv.SelectMany(Values.Cpv.Around).Distinct()];
        string[] places = [.. query.Places.SelectMany(Values.Places.Around).Distinct()];
        var said = !string.IsNullOrWhiteSpace(query.Words);
        if (said)
            codes = [.. codes, .. CpvSearch.Find(query.Words, 1).SelectMany(Values.Cpv.Around)];
        var (codesAt, placesAt) = (codes.Length > 0 ? Add(codes) : null, places.Length > 0 ? Add(places) : null);
        // Single words, so that "or" between them means what it says.
        var words = said ? query.Words! : string.Join(" or ", query.AnyOf.Take(MostWords));
        if (words.Length > 0)
            where.Append(
                CultureInfo.InvariantCulture,
                $" and (e.words @@ websearch_to_tsquery('english', {Add(words)}){(codesAt is null ? "" : $" or e.cpv ?| {codesAt}")})"
            );
        else if (codesAt is not null)
            where.Append(CultureInfo.InvariantCulture, $" and e.cpv ?| {codesAt}");
        if (placesAt is not null)
            where.Append(CultureInfo.InvariantCulture, $" and e.places ?| {placesAt}");
        // The index finds who does it somewhere and something there; what is wanted is done there.
        if (placesAt is not null && codesAt is not null && !said)
            where.Append(
                CultureInfo.InvariantCulture,
                $"""
                 and exists (select from jsonb_array_elements(e.data -> 'capabilities') c
                  where c -> 'cpv' ?| {codesAt} and jsonb_path_query_array(c, '$.places[*].code') ?| {placesAt})
                """
            );
        if (query.After is { } after)
            where.Append(
                CultureInfo.InvariantCulture,
                $" and (e.name, e.key) > (select name, key from {view.Table} where key = {Add(after)})"
            );
        command.CommandText =
            $"select e.data from {view.Table} e where {where} order by e.name, e.key limit {(query.Limit + 1).ToString(CultureInfo.InvariantCulture)}";
        return command;

        string Add<T>(T value)
        {
            command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
            return $"${command.Parameters.Count}";
        }
    }
}
