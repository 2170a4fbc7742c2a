using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

public sealed record ReachedStage(BridgeStage Stage, DateOnly On);

public sealed record UnintendedSuccess(string What, DateOnly On);

public sealed record BridgeOutcome(bool NeedMet, string Words, DateOnly On);

/// <summary>A bridge with all that came of it.</summary>
public sealed record BridgeRow(
    Guid BridgeId,
    Guid SupportOrganisationId,
    Guid MacroAssetId,
    Guid MicroAssetId,
    string Need,
    DateOnly? By,
    Guid? Broker,
    DateTimeOffset ProposedAt,
    IReadOnlyList<ReachedStage> Stages,
    BridgeOutcome? Outcome,
    IReadOnlyList<UnintendedSuccess> Successes
)
{
    public BridgeStage Stage => Stages.Count == 0 ? BridgeStage.Proposed : Stages[^1].Stage;
}

/// <summary>Bridges between assets.</summary>
public sealed class Bridges : TableView<BridgeRow>
{
    public override string Name => "bridges";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["support"] = "((data ->> 'supportOrganisationId'), key)",
            ["macro"] = "((data ->> 'macroAssetId'))",
            ["micro"] = "((data ->> 'microAssetId'))",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(BridgeProposed),
            typeof(BridgeStageReached),
            typeof(BridgeOutcomeRecorded),
            typeof(UnintendedSuccessRecorded),
            typeof(BridgeHandedOver),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override BridgeRow? Apply(Guid key, BridgeRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, BridgeProposed f) => new BridgeRow(
                key,
                f.SupportOrganisationId,
                f.MacroAssetId,
                f.MicroAssetId,
                f.Need,
                f.By,
                f.Broker,
                e.Timestamp,
                [],
                null,
                []
            ),
            (null, _) => null,
            (_, BridgeStageReached f) => row with { Stages = [.. row.Stages, new ReachedStage(f.Stage, f.On)] },
            (_, BridgeOutcomeRecorded f) => row with { Outcome = new BridgeOutcome(f.NeedMet, f.Outcome, f.On) },
            (_, UnintendedSuccessRecorded f) => row with { Successes = [.. row.Successes, new UnintendedSuccess(f.What, f.On)] },
            (_, BridgeHandedOver f) => row with { Broker = f.Broker },
            _ => row,
        };

    public Task<Rows<BridgeRow>> KeptByAsync(ViewRows rows, Guid support, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'supportOrganisationId' = $1", [support.ToString()], after, limit, cancel);

    /// <summary>Bridges that are to be built by a day and are not yet, all of them.</summary>
    public Task<IReadOnlyList<BridgeRow>> DueAsync(NpgsqlDataSource database, Guid support, DateOnly until, CancellationToken cancel) =>
        database.RowsAsync<BridgeRow>(
            $"""
            select data from {Table} where data ->> 'supportOrganisationId' = $1
            and data ->> 'by' <= $2 and data ->> 'stage' not in ('{BridgeStage.Built}', '{BridgeStage.Ended}') order by key
            """,
            [support.ToString(), until.ToString("O", null)],
            cancel
        );

    /// <summary>The bridges that begin or end at one of these assets.</summary>
    public async Task<IReadOnlyList<BridgeRow>> AtAsync(NpgsqlDataSource database, IEnumerable<Guid> assets, CancellationToken cancel)
    {
        string[] ids = [.. assets.Select(a => a.ToString())];
        return ids.Length == 0
            ? []
            : await database.RowsAsync<BridgeRow>(
                $"""
                select data from {Table} where data ->> 'macroAssetId' = any($1)
                union
                select data from {Table} where data ->> 'microAssetId' = any($1)
                """,
                [ids],
                cancel
            );
    }

    /// <summary>The bridge as this actor may see it: everybody where both its assets are public, without the broker.</summary>
    public async Task<BridgeRow?> SeenByAsync(Actor actor, Guid bridge, Assets assets, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (await this.FindAsync(database, bridge, cancel) is not { } row)
            return null;
        if (actor.ActsFor(row.SupportOrganisationId, AssetAccess.Keeping))
            return row;
        var ends = await assets.FindAsync(database, [row.MacroAssetId, row.MicroAssetId], cancel);
        return ends.Count == 2 && ends.Values.All(a => a.IsPublic) ? row with { Broker = null } : null;
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/bridges",
                async (
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    Actors actors,
                    Bridges view,
                    ViewRows rows,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return Results.Json(
                        await view.KeptByAsync(rows, actor.Organisation ?? Guid.Empty, after, limit, http.RequestAborted),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(AssetAccess.Keepers)
            .WithName("ListBridges")
            .WithTags("CommunityAssets");
        routes
            .MapGet(
                "/api/v1/bridges/{bridgeId:guid}",
                async (
                    Guid bridgeId,
                    HttpContext http,
                    Actors actors,
                    Bridges view,
                    Assets assets,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await view.SeenByAsync(actor, bridgeId, assets, database, http.RequestAborted) is { } row
                        ? Results.Json(row, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ReadBridge")
            .WithTags("CommunityAssets");
    }
}
