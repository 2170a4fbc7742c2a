using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

public sealed record NetworkMember(Guid OrganisationId, IReadOnlyList<string> Sectors, DateOnly JoinedOn, DateOnly? LeftOn);

public sealed record Cluster(Guid ClusterId, string Name, string Purpose, IReadOnlyList<Guid> Members, DateOnly FormedOn);

/// <summary>A network as everybody may know it: organisations, sectors and days, no person.</summary>
public sealed record NetworkRow(
    Guid NetworkId,
    Guid SupportOrganisationId,
    string Name,
    string Purpose,
    IReadOnlyList<string> Sectors,
    DateOnly FormedOn,
    IReadOnlyList<NetworkMember> Members,
    IReadOnlyList<Cluster> Clusters
)
{
    /// <summary>Who belongs to it now.</summary>
    public IReadOnlyList<Guid> MemberIds => [.. Members.Where(m => m.LeftOn is null).Select(m => m.OrganisationId)];

    /// <summary>How many belonged to it on a day.</summary>
    public int SizeOn(DateOnly day) =>
        Members.Where(m => m.JoinedOn <= day && (m.LeftOn is null || m.LeftOn > day)).Select(m => m.OrganisationId).Distinct().Count();

    /// <summary>The sectors of those who belong to it now, the most frequent first.</summary>
    public IReadOnlyList<(string Sector, int Members)> SectorsNow =>
        [
            .. Members
                .Where(m => m.LeftOn is null)
                .SelectMany(m => m.Sectors)
                .GroupBy(s => s, StringComparer.OrdinalIgnoreCase)
                .Select(g => (g.First(), g.Count()))
                .OrderByDescending(g => g.Item2)
                .ThenBy(g => g.Item1, StringComparer.Ordinal),
        ];
}

/// <summary>All networks.</summary>
public sealed class NetworkView : TableView<NetworkRow>
{
    public override string Name => "networks";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["support"] = "((data ->> 'supportOrganisationId'), key)",
            ["members"] = "using gin ((data -> 'memberIds') jsonb_path_ops)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(NetworkFormed),
            typeof(NetworkMemberJoined),
            typeof(NetworkMemberLeft),
            typeof(ClusterFormed),
            typeof(ClusterMembersChanged),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override NetworkRow? Apply(Guid key, NetworkRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, NetworkFormed f) => new NetworkRow(key, f.SupportOrganisationId, f.Name, f.Purpose, f.Sectors, f.On, [], []),
            (null, _) => null,
            (_, NetworkMemberJoined f) => row with
            {
                Members = [.. row.Members, new NetworkMember(f.OrganisationId, f.Sectors, f.On, null)],
            },
            (_, NetworkMemberLeft f) => row with
            {
                Members =
                [
                    .. row.Members.Select(m => m.OrganisationId == f.OrganisationId && m.LeftOn is null ? m with { LeftOn = f.On } : m),
                ],
                Clusters = [.. row.Clusters.Select(c => c with { Members = [.. c.Members.Where(m => m != f.OrganisationId)] })],
            },
            (_, ClusterFormed f) => row with { Clusters = [.. row.Clusters, new Cluster(f.ClusterId, f.Name, f.Purpose, f.Members, f.On)] },
            (_, ClusterMembersChanged f) => row with
            {
                Clusters = [.. row.Clusters.Select(c => c.ClusterId == f.ClusterId ? c with { Members = f.Members } : c)],
            },
            _ => row,
        };

    public Task<Rows<NetworkRow>> AllAsync(ViewRows rows, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "true", [], after, limit, cancel);

    public Task<Rows<NetworkRow>> KeptByAsync(ViewRows rows, Guid support, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'supportOrganisationId' = $1", [support.ToString()], after, limit, cancel);

    /// <summary>The networks an organisation belongs to now.</summary>
    public Task<IReadOnlyList<NetworkRow>> OfMemberAsync(NpgsqlDataSource database, Guid member, CancellationToken cancel) =>
        database.RowsAsync<NetworkRow>(
            $"select data from {Table} where data -> 'memberIds' @> to_jsonb($1) order by key limit {ViewRows.LargestPage}",
            [member.ToString()],
            cancel
        );

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/networks",
                async (Guid? after, int? limit, HttpContext http, NetworkView view, ViewRows rows, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    return Results.Json(await view.AllAsync(rows, after, limit, http.RequestAborted), EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<Rows<NetworkRow>>()
            .WithName("ListNetworks")
            .WithTags("Networks");
        routes
            .MapGet(
                "/api/v1/networks/{networkId:guid}",
                async (Guid networkId, HttpContext http, NetworkView view, NpgsqlDataSource database, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    return await view.FindAsync(database, networkId, http.RequestAborted) is { } row
                        ? Results.Json(row, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<NetworkRow>()
            .WithName("ReadNetwork")
            .WithTags("Networks");
    }
}
