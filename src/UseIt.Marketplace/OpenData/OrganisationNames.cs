using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.OpenData;

/// <summary>What everybody may know of an organisation.</summary>
public sealed record OrganisationName(
    Guid OrganisationId,
    string Name,
    IReadOnlyList<OrganisationKind> Kinds,
    IReadOnlyList<Identifier> Identifiers,
    Address? Address,
    Uri? Website,
    bool Demo,
    Guid? MergedInto = null
)
{
    public static IReadOnlySet<Type> Facts { get; } =
        new HashSet<Type>
        {
            typeof(OrganisationRegistered),
            typeof(OrganisationRenamed),
            typeof(OrganisationMoved),
            typeof(OrganisationIdentified),
            typeof(OrganisationMerged),
        };

    public static OrganisationName? After(OrganisationName? organisation, object fact) =>
        fact switch
        {
            OrganisationRegistered e => new OrganisationName(
                e.OrganisationId,
                e.Name,
                e.Kinds,
                e.Identifiers,
                e.Address,
                e.Website,
                e.Demo
            ),
            OrganisationRenamed e when organisation is not null => organisation with { Name = e.Name },
            OrganisationMoved e when organisation is not null => organisation with { Address = e.Address },
            OrganisationIdentified e when organisation is not null => organisation with
            {
                Identifiers = [.. organisation.Identifiers, e.Identifier],
            },
            OrganisationMerged e when organisation is not null => organisation with { MergedInto = e.Into },
            _ => organisation,
        };
}

/// <summary>Names of organisations by id, for every page, search and release that speaks of them.</summary>
public sealed class OrganisationNames : TableView<OrganisationName>
{
    private const int Most = 20;

    public override string Name => "organisation_names";
    public override Composite Composite => Composites.OpenData;

    protected override IReadOnlyList<string> Columns =>
        ["words tsvector generated always as (to_tsvector('english', coalesce(data ->> 'name', ''))) stored"];

    protected override IReadOnlyDictionary<string, string> Indexes => new Dictionary<string, string> { ["words"] = "using gin (words)" };

    public override IReadOnlySet<Type> Handles => OrganisationName.Facts;

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override OrganisationName? Apply(Guid key, OrganisationName? row, IEvent e) => OrganisationName.After(row, e.Data);

    /// <summary>
    /// Organisations by words of their names, of one of these kinds, or of any. Those left out take the place of nobody who is wanted.
    /// </summary>
    public Task<IReadOnlyList<OrganisationName>> NamedAsync(
        NpgsqlDataSource database,
        string words,
        IReadOnlyList<OrganisationKind> kinds,
        IEnumerable<Guid> but,
        CancellationToken cancel
    ) =>
        database.RowsAsync<OrganisationName>(
            $"""
            select data from {Table} where words @@ websearch_to_tsquery('english', $1) and data ->> 'mergedInto' is null
            and (cardinality($2) = 0 or data -> 'kinds' ?| $2) and key <> all($3::uuid[])
            order by data ->> 'name' collate "C", key limit {Most}
            """,
            [words, kinds.Select(k => k.ToString()).ToArray(), but.Select(o => o.ToString()).ToArray()],
            cancel
        );

    /// <summary>The same, to choose from.</summary>
    public async Task<IReadOnlyList<Choice>> ChoicesAsync(
        NpgsqlDataSource database,
        string? words,
        IReadOnlyList<OrganisationKind> kinds,
        IEnumerable<Guid> but,
        CancellationToken cancel
    ) =>
        string.IsNullOrWhiteSpace(words)
            ? []
            : [.. (await NamedAsync(database, words, kinds, but, cancel)).Select(o => new Choice(o.OrganisationId.ToString(), o.Name))];
}
