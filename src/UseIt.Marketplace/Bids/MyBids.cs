using System.Text.Json;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

public enum BidStatus
{
    Started,
    Received,
    Submitted,
    Late,
    Withdrawn,
    Excluded,
    Opened,

    /// <summary>Of a consortium the reader's organisation has left: how it goes on is no longer told.</summary>
    Left,
}

/// <summary>A bid in its members' lists.</summary>
public sealed record BidRow(
    Guid BidId,
    Guid TenderId,
    Guid LeadId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Members,
    IReadOnlyList<Guid> Lots,
    BidStatus Status,
    int? Version,
    DateTimeOffset? ReceivedAt
);

/// <summary>The bids of an organisation, for its own eyes.</summary>
public sealed class MyBids(MyConsortia consortia) : TableView<BidRow>
{
    public override string Name => "my_bids";
    public override Composite Composite => Composites.Work;

    protected override IReadOnlyDictionary<string, string> Indexes { get; } =
        new Dictionary<string, string> { ["members"] = "using gin ((data -> 'members') jsonb_path_ops)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(BidStarted),
            typeof(BidLotDropped),
            typeof(BidReceived),
            typeof(BidSubmitted),
            typeof(LateBidRefused),
            typeof(LateBidAdmitted),
            typeof(BidWithdrawn),
            typeof(BidExcluded),
            typeof(BidOpened),
            typeof(BidMemberJoined),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override BidRow? Apply(Guid key, BidRow? row, IEvent e)
    {
        if (e.Data is BidStarted s)
            return new BidRow(key, s.TenderId, s.LeadId, s.ConsortiumId, s.Members, s.Lots, BidStatus.Started, null, null);
        if (row is null)
            return null;
        return e.Data switch
        {
            BidLotDropped f => row with { Lots = [.. row.Lots.Where(l => l != f.LotId)] },
            BidReceived when row.Status == BidStatus.Submitted => row,
            BidReceived f => row with { Status = BidStatus.Received, Version = f.Version, ReceivedAt = f.ReceivedAt },
            BidSubmitted f => row with { Status = BidStatus.Submitted, Version = f.Version, ReceivedAt = f.ReceivedAt },
            LateBidRefused f when row.Status != BidStatus.Submitted => row with
            {
                Status = BidStatus.Late,
                Version = f.Version,
                ReceivedAt = f.ReceivedAt,
            },
            LateBidAdmitted f => row with { Status = BidStatus.Submitted, Version = f.Version },
            BidWithdrawn => row with { Status = BidStatus.Withdrawn },
            BidExcluded => row with { Status = BidStatus.Excluded },
            BidMemberJoined f => row with { Members = [.. row.Members.Where(m => m != f.OrganisationId), f.OrganisationId] },
            BidOpened => row with { Status = BidStatus.Opened },
            _ => row,
        };
    }

    public async Task<IReadOnlyList<BidRow>> OfAsync(
        NpgsqlDataSource database,
        Guid organisation,
        Guid after,
        int limit,
        CancellationToken cancel
    )
    {
        await using var command = database.CreateCommand(
            $"""
            select b.data, exists
            (select from {consortia.Table} c
            where c.key = (b.data ->> 'consortiumId')::uuid and not c.data -> 'partners' @> to_jsonb($1::text))
            from {Table} b where b.data -> 'members' @> to_jsonb($1::text) and b.key > $2 order by b.key limit $3
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = organisation.ToString() });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<BidRow>();
        while (await reader.ReadAsync(cancel))
        {
            var row = JsonSerializer.Deserialize<BidRow>(reader.GetFieldValue<byte[]>(0), EventJson.Options)!;
            rows.Add(reader.GetBoolean(1) ? row with { Status = BidStatus.Left, Version = null, ReceivedAt = null } : row);
        }
        return rows;
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/bids",
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
                    http.Response.Headers.CacheControl = "no-store";
                    return Results.Json(
                        new
                        {
                            Sealing = BidAccess.SealingNotice,
                            items = rows,
                            next = rows.Count == 0 ? (Guid?)null : rows[^1].BidId,
                        },
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(BidAccess.Team)
            .WithName("ListBids")
            .WithTags("Bids");
}
