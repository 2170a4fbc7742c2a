using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

public sealed record NeedOffer(Guid OfferId, Guid OrganisationId, string What, decimal? Quantity, string? Unit, DateOnly By);

public sealed record NeedAttribution(Guid ContractId, Guid CommitmentId, Guid AttributedFor);

public sealed record NeedResult(DateOnly On, string Words, string? Confirmed, string? NotMet);

/// <summary>A need with its offers; no person is in it.</summary>
public sealed record NeedRow(
    Guid NeedId,
    Guid GroupId,
    string Title,
    string What,
    string PlaceCode,
    DateOnly By,
    string? OnBehalfOf,
    DateTimeOffset PostedAt,
    NeedStage Stage,
    IReadOnlyList<NeedOffer> Offers,
    Guid? AcceptedId,
    NeedAttribution? Attribution,
    NeedResult? Result,
    string? WithdrawnBecause
)
{
    public IReadOnlyList<Guid> Offering => [.. Offers.Select(o => o.OrganisationId)];

    public NeedOffer? Accepted => Offers.FirstOrDefault(o => o.OfferId == AcceptedId);

    /// <summary>Whether everybody sees it: it is looked for, or is being met, or was.</summary>
    public bool IsShown => Stage != NeedStage.Withdrawn;

    public bool IsOpen => Stage == NeedStage.Open;

    /// <summary>
    /// What this actor may know: the group every offer, who offers their own, everybody the accepted one. What it counts towards is the
    /// affair of the contract's parties and the group.
    /// </summary>
    public NeedRow SeenBy(Actor actor) =>
        actor.ActsFor(GroupId)
            ? this
            : this with
            {
                Offers = [.. Offers.Where(o => o.OfferId == AcceptedId || actor.ActsFor(o.OrganisationId))],
                Attribution = actor.ActsFor(Accepted?.OrganisationId) || actor.ActsFor(Attribution?.AttributedFor) ? Attribution : null,
                WithdrawnBecause = null,
            };
}

/// <summary>A piece of evidence that may tell of the same delivery; who is no party of that contract learns no more of it.</summary>
public sealed record NeedOverlap(Guid? ContractId, Guid? CommitmentId, string? Title, decimal? Quantity, string? Unit);

/// <summary>The needs board.</summary>
public sealed class NeedsBoard : TableView<NeedRow>
{
    public override string Name => "needs";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["shown"] = "((data ->> 'postedAt') desc, key desc) where data ->> 'isShown' = 'true'",
            ["group"] = "((data ->> 'groupId'), key)",
            ["offering"] = "using gin ((data -> 'offering') jsonb_path_ops)",
            ["commitment"] = "((data #>> '{attribution,commitmentId}'), key) where data ->> 'attribution' is not null",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(NeedPosted),
            typeof(NeedWithdrawn),
            typeof(NeedOfferMade),
            typeof(NeedOfferWithdrawn),
            typeof(NeedOfferAccepted),
            typeof(NeedOfferAttributed),
            typeof(NeedDone),
            typeof(NeedConfirmed),
            typeof(NeedNotMet),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override NeedRow? Apply(Guid key, NeedRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, NeedPosted f) => new NeedRow(
                key,
                f.GroupId,
                f.Title,
                f.What,
                f.PlaceCode,
                f.By,
                f.OnBehalfOf,
                e.Timestamp,
                NeedStage.Open,
                [],
                null,
                null,
                null,
                null
            ),
            (null, _) => null,
            (_, NeedWithdrawn f) => row with { Stage = NeedStage.Withdrawn, WithdrawnBecause = f.Reason },
            (_, NeedOfferMade f) => row with
            {
                Offers = [.. row.Offers, new NeedOffer(f.OfferId, f.OrganisationId, f.What, f.Quantity, f.Unit, f.By)],
            },
            (_, NeedOfferWithdrawn f) => (row.AcceptedId == f.OfferId ? row with { AcceptedId = null, Stage = NeedStage.Open } : row) with
            {
                Offers = [.. row.Offers.Where(o => o.OfferId != f.OfferId)],
            },
            (_, NeedOfferAccepted f) => row with { AcceptedId = f.OfferId, Stage = NeedStage.Accepted },
            (_, NeedOfferAttributed f) => row with { Attribution = new NeedAttribution(f.ContractId, f.CommitmentId, f.AttributedFor) },
            (_, NeedDone f) => row with { Stage = NeedStage.Done, Result = new NeedResult(f.On, f.Words, null, null) },
            (_, NeedNotMet f) => row with { Stage = NeedStage.Accepted, Result = row.Result! with { NotMet = f.Reason } },
            (_, NeedConfirmed f) => row with { Stage = NeedStage.Confirmed, Result = row.Result! with { Confirmed = f.Words } },
            _ => row,
        };

    /// <summary>What everybody sees, the newest first.</summary>
    public async Task<Rows<NeedRow>> ShownAsync(NpgsqlDataSource database, Guid? after, int? limit, CancellationToken cancel)
    {
        var size = Math.Clamp(limit ?? 20, 1, ViewRows.LargestPage);
        const string Which = "data ->> 'isShown' = 'true'";
        var rows = await database.RowsAsync<NeedRow>(
            after is null
                ? $"select data from {Table} where {Which} order by data ->> 'postedAt' desc, key desc limit {size + 1}"
                : $"""
                select data from {Table}
                where {Which} and (data ->> 'postedAt', key) < (select data ->> 'postedAt', key from {Table} where key = $1::uuid)
                order by data ->> 'postedAt' desc, key desc limit {size + 1}
                """,
            after is { } last ? [last.ToString()] : [],
            cancel
        );
        return rows.Count > size ? new Rows<NeedRow>([.. rows.Take(size)], rows[size - 1].NeedId) : new Rows<NeedRow>(rows, null);
    }

    public Task<Rows<NeedRow>> OfGroupAsync(ViewRows rows, Guid group, Guid? after, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'groupId' = $1", [group.ToString()], after, null, cancel);

    /// <summary>What waits for a group's word: an open need that somebody has offered for, or one that is told to be done.</summary>
    public Task<IReadOnlyList<NeedRow>> WaitingForAsync(NpgsqlDataSource database, Guid group, CancellationToken cancel) =>
        database.RowsAsync<NeedRow>(
            $"""
            select data from {Table}
            where data ->> 'groupId' = $1 and (data ->> 'stage' = 'Done' or data ->> 'stage' = 'Open' and data -> 'offers' <> '[]')
            order by key desc limit {ViewRows.LargestPage}
            """,
            [group.ToString()],
            cancel
        );

    /// <summary>What an organisation offered for.</summary>
    public Task<IReadOnlyList<NeedRow>> OfferedByAsync(NpgsqlDataSource database, Guid organisation, CancellationToken cancel) =>
        database.RowsAsync<NeedRow>(
            $"select data from {Table} where data -> 'offering' @> to_jsonb($1) order by key desc limit {ViewRows.LargestPage}",
            [organisation.ToString()],
            cancel
        );

    /// <summary>The needs that count towards a commitment.</summary>
    public Task<IReadOnlyList<NeedRow>> CountedTowardsAsync(NpgsqlDataSource database, Guid commitment, CancellationToken cancel) =>
        database.RowsAsync<NeedRow>(
            $$"""
            select data from {{Table}}
            where data ->> 'attribution' is not null and data #>> '{attribution,commitmentId}' = $1 and data ->> 'stage' <> 'Withdrawn'
            order by key limit {{ViewRows.LargestPage}}
            """,
            [commitment.ToString()],
            cancel
        );

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/needs",
                async (
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    NeedsBoard view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var page = await view.ShownAsync(database, after, limit, http.RequestAborted);
                    return Results.Json(page with { Items = [.. page.Items.Select(n => n.SeenBy(Actor.Anonymous))] }, EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<Rows<NeedRow>>()
            .WithName("ListNeeds")
            .WithTags("Needs");
        routes
            .MapGet(
                "/api/v1/needs/{needId:guid}",
                async (
                    Guid needId,
                    HttpContext http,
                    Actors actors,
                    NeedsBoard view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return
                        await view.FindAsync(database, needId, http.RequestAborted) is { } row
                        && (row.IsShown || actor.ActsFor(row.GroupId))
                        ? Results.Json(row.SeenBy(actor), EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<NeedRow>()
            .WithName("ReadNeed")
            .WithTags("Needs");
        routes
            .MapGet(
                "/api/v1/needs/{needId:guid}/overlaps",
                async (
                    Guid needId,
                    HttpContext http,
                    Actors actors,
                    NeedsBoard view,
                    NeedOverlaps overlaps,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await view.FindAsync(database, needId, http.RequestAborted) is { } row && NeedOverlaps.MayBeSeenBy(actor, row)
                        ? Results.Json(await overlaps.OfAsync(actor, row, http.RequestAborted), EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(NeedAccess.Parties)
            .Produces<IReadOnlyList<NeedOverlap>>()
            .WithName("NeedOverlaps")
            .WithTags("Needs");
    }
}
