using System.Text.Json;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>A consortium in its members' lists.</summary>
public sealed record ConsortiumRow(
    Guid ConsortiumId,
    string Name,
    Guid LeadId,
    Guid? TenderId,
    IReadOnlyList<Guid> Partners,
    IReadOnlyList<Guid> Invited,
    int Edition,
    IReadOnlyList<Guid> Accepted,
    bool Agreed,
    bool Dissolved
);

/// <summary>The consortia of an organisation: those it is in and those it is invited to.</summary>
public sealed class MyConsortia : TableView<ConsortiumRow>
{
    public override string Name => "my_consortia";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string>
        {
            ["partners"] = "using gin ((data -> 'partners') jsonb_path_ops)",
            ["invited"] = "using gin ((data -> 'invited') jsonb_path_ops)",
            ["tender"] = "((data ->> 'tenderId'))",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(ConsortiumProposed),
            typeof(PartnerInvited),
            typeof(PartnerJoined),
            typeof(PartnerDeclined),
            typeof(PartnerLeft),
            typeof(TermsProposed),
            typeof(TermsAccepted),
            typeof(ConsortiumAgreed),
            typeof(ConsortiumDissolved),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override ConsortiumRow? Apply(Guid key, ConsortiumRow? row, IEvent e)
    {
        if (e.Data is ConsortiumProposed p)
            return new ConsortiumRow(key, p.Name, p.LeadId, p.TenderId, [p.LeadId], [], 0, [], false, false);
        if (row is null)
            return null;
        return e.Data switch
        {
            PartnerInvited f => row with { Invited = [.. row.Invited.Where(i => i != f.OrganisationId), f.OrganisationId] },
            PartnerJoined f => row with
            {
                Invited = [.. row.Invited.Where(i => i != f.OrganisationId)],
                Partners = [.. row.Partners, f.OrganisationId],
            },
            PartnerDeclined f => row with { Invited = [.. row.Invited.Where(i => i != f.OrganisationId)] },
            PartnerLeft f => row with { Partners = [.. row.Partners.Where(i => i != f.OrganisationId)], Agreed = false },
            TermsProposed f => row with { Edition = f.Edition, Accepted = [], Agreed = false },
            TermsAccepted f => row with { Accepted = [.. row.Accepted.Where(a => a != f.OrganisationId), f.OrganisationId] },
            ConsortiumAgreed => row with { Agreed = true },
            ConsortiumDissolved => row with { Dissolved = true, Agreed = false },
            _ => row,
        };
    }

    /// <summary>The consortia that were brought together for a tender and still stand.</summary>
    public Task<IReadOnlyList<ConsortiumRow>> ForAsync(NpgsqlDataSource database, Guid tender, CancellationToken cancel) =>
        database.RowsAsync<ConsortiumRow>(
            $"select data from {Table} where data ->> 'tenderId' = $1 and data ->> 'dissolved' = 'false'",
            [tender.ToString()],
            cancel
        );

    public async Task<IReadOnlyList<ConsortiumRow>> OfAsync(
        NpgsqlDataSource database,
        Guid organisation,
        Guid after,
        int limit,
        CancellationToken cancel
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select data from {Table}
            where (data -> 'partners' @> to_jsonb($1::text) or data -> 'invited' @> to_jsonb($1::text)) and key > $2
            order by key limit $3
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = organisation.ToString() });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<ConsortiumRow>();
        while (await reader.ReadAsync(cancel))
            rows.Add(JsonSerializer.Deserialize<ConsortiumRow>(reader.GetFieldValue<byte[]>(0), EventJson.Options)!);
        return rows;
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/consortia",
                async (HttpContext http, Actors actors, NpgsqlDataSource database, ReadYourWrite readYourWrite, Guid? after, int? limit) =>
                {
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    if (actor.Organisation is not { } organisation)
                        return Problems.NotFound();
                    await readYourWrite.WaitAsync(http, this);
                    var rows = await OfAsync(
                        database,
                        organisation,
                        after ?? Guid.Empty,
                        Math.Clamp(limit ?? 50, 1, 100),
                        http.RequestAborted
                    );
                    return Results.Json(
                        new { items = rows, next = rows.Count == 0 ? (Guid?)null : rows[^1].ConsortiumId },
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(ConsortiumAccess.Members)
            .WithName("ListConsortia")
            .WithTags("Consortia");
}
