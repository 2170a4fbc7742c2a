using System.Globalization;
using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <param name="OrganisationId">Who is invited.</param>
/// <param name="Side">On which side of a purchase it is.</param>
/// <param name="Coming">How many of its people come.</param>
/// <param name="Capability">What it says it can do.</param>
/// <param name="Attended">Whether it was there.</param>
/// <param name="Declined">Whether somebody has answered, and nobody comes.</param>
public sealed record InvitedGuest(
    Guid OrganisationId,
    GuestSide Side,
    int Coming,
    string? Capability,
    bool Attended,
    bool Declined = false
);

public sealed record FollowUp(Guid PromisedBy, string What, DateOnly Due, string? Outcome, DateOnly? DoneOn);

/// <summary>An introduction, and what came of it as far as it is told here. Bid and contract stand in their own views.</summary>
public sealed record IntroductionRow(
    Guid IntroductionId,
    Guid BuyerId,
    Guid EnterpriseId,
    string About,
    DateTimeOffset MadeAt,
    IReadOnlyList<FollowUp> FollowUps,
    Guid? TenderId
);

/// <summary>A gathering with its guests and its introductions; who of an organisation comes is a number.</summary>
public sealed record GatheringRow(
    Guid GatheringId,
    Guid SupportOrganisationId,
    Guid? NetworkId,
    GatheringKind Kind,
    string Title,
    string Theme,
    Guid HostId,
    string Venue,
    DateOnly On,
    IReadOnlyList<InvitedGuest> Guests,
    IReadOnlyList<IntroductionRow> Introductions
)
{
    public IReadOnlyList<Guid> GuestIds => [.. Guests.Select(g => g.OrganisationId)];

    public IReadOnlyList<Guid> Attended => [.. Guests.Where(g => g.Attended).Select(g => g.OrganisationId)];

    /// <summary>What everybody may know: who was there and what it can do, how many were introduced, and to whom nobody.</summary>
    public GatheringRow Public() => this with { Guests = [.. Guests.Where(g => g.Attended)], Introductions = [] };

    /// <summary>What this actor may know of it.</summary>
    public GatheringRow SeenBy(Actor actor) =>
        actor.ActsFor(SupportOrganisationId, NetworkAccess.Coordinating)
            ? this
            : this with
            {
                Guests = [.. Guests.Where(g => g.Attended || actor.ActsFor(g.OrganisationId))],
                Introductions = [.. Introductions.Where(i => NetworkAccess.Sees(actor, SupportOrganisationId, i.BuyerId, i.EnterpriseId))],
            };
}

/// <summary>Gatherings with all that came of them, folded from their own streams and from their buyers' market engagement.</summary>
public sealed class GatheringView : TableView<GatheringRow>
{
    public override string Name => "gatherings";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["support"] = "((data ->> 'supportOrganisationId'), key)",
            ["network"] = "((data ->> 'networkId'), key)",
            ["guests"] = "using gin ((data -> 'guestIds') jsonb_path_ops)",
            ["marketplaces"] = "((data ->> 'on') desc, key desc) where data ->> 'kind' = 'Marketplace'",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(GatheringPlanned),
            typeof(OrganisationsInvited),
            typeof(InvitationAnswered),
            typeof(AttendanceRecorded),
            typeof(MarketIntroductionMade),
            typeof(MarketFollowUpPromised),
            typeof(MarketFollowUpDone),
            typeof(MarketIntroductionLedToTender),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        [
            e.Data switch
            {
                MarketIntroductionMade f => f.GatheringId,
                MarketFollowUpPromised f => f.GatheringId,
                MarketFollowUpDone f => f.GatheringId,
                MarketIntroductionLedToTender f => f.GatheringId,
                _ => e.StreamId,
            },
        ];

    public override GatheringRow? Apply(Guid key, GatheringRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, GatheringPlanned f) => new GatheringRow(
                key,
                f.SupportOrganisationId,
                f.NetworkId,
                f.Kind,
                f.Title,
                f.Theme,
                f.HostId,
                f.Venue,
                f.On,
                [],
                []
            ),
            (null, _) => null,
            (_, OrganisationsInvited f) => row with
            {
                Guests = [.. row.Guests, .. f.Guests.Select(g => new InvitedGuest(g.OrganisationId, g.Side, 0, null, Attended: false))],
            },
            (_, InvitationAnswered f) => row with
            {
                Guests =
                [
                    .. row.Guests.Select(g =>
                        g.OrganisationId == f.OrganisationId
                            ? g with
                            {
                                Coming = f.ComingNow,
                                Declined = f.ComingNow == 0,
                                Capability = f.Coming ? f.Capability ?? g.Capability : g.Capability,
                            }
                            : g
                    ),
                ],
            },
            (_, AttendanceRecorded f) => row with
            {
                Guests = [.. row.Guests.Select(g => g with { Attended = f.Organisations.Contains(g.OrganisationId) })],
            },
            (_, MarketIntroductionMade f) => row with
            {
                Introductions =
                [
                    .. row.Introductions,
                    new IntroductionRow(f.IntroductionId, f.BuyerId, f.EnterpriseId, f.About, e.Timestamp, [], null),
                ],
            },
            (_, MarketFollowUpPromised f) => With(
                row,
                f.IntroductionId,
                i => i with { FollowUps = [.. i.FollowUps, new FollowUp(f.PromisedBy, f.What, f.Due, null, null)] }
            ),
            (_, MarketFollowUpDone f) => With(
                row,
                f.IntroductionId,
                i =>
                    i with
                    {
                        FollowUps = [.. i.FollowUps.Select(p => p.DoneOn is null ? p with { Outcome = f.Outcome, DoneOn = f.On } : p)],
                    }
            ),
            (_, MarketIntroductionLedToTender f) => With(row, f.IntroductionId, i => i with { TenderId = f.TenderId }),
            _ => row,
        };

    private static GatheringRow With(GatheringRow row, Guid id, Func<IntroductionRow, IntroductionRow> change) =>
        row with
        {
            Introductions = [.. row.Introductions.Select(i => i.IntroductionId == id ? change(i) : i)],
        };

    public Task<Rows<GatheringRow>> KeptByAsync(ViewRows rows, Guid support, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'supportOrganisationId' = $1", [support.ToString()], after, limit, cancel);

    public Task<Rows<GatheringRow>> OfNetworkAsync(ViewRows rows, Guid network, Guid? after, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'networkId' = $1", [network.ToString()], after, ViewRows.LargestPage, cancel);

    /// <summary>Gatherings that were, of which nobody has recorded yet who was there.</summary>
    public Task<IReadOnlyList<GatheringRow>> UnrecordedAsync(
        NpgsqlDataSource database,
        Guid support,
        DateOnly today,
        CancellationToken cancel
    ) =>
        database.RowsAsync<GatheringRow>(
            $"""
            select data from {Table}
            where data ->> 'supportOrganisationId' = $1 and data ->> 'on' < $2 and data -> 'attended' = '[]' and data -> 'guests' <> '[]'
            order by key desc limit {ViewRows.LargestPage}
            """,
            [support.ToString(), today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
            cancel
        );

    /// <summary>What an organisation is invited to, or was.</summary>
    public Task<IReadOnlyList<GatheringRow>> OfGuestAsync(NpgsqlDataSource database, Guid guest, CancellationToken cancel) =>
        database.RowsAsync<GatheringRow>(
            $"""
            select data from {Table} where data -> 'guestIds' @> to_jsonb($1)
            order by data ->> 'on' desc, key limit {ViewRows.LargestPage}
            """,
            [guest.ToString()],
            cancel
        );

    /// <summary>Marketplaces, the newest first.</summary>
    public async Task<Rows<GatheringRow>> MarketplacesAsync(NpgsqlDataSource database, Guid? after, int? limit, CancellationToken cancel)
    {
        var size = Math.Clamp(limit ?? 20, 1, ViewRows.LargestPage);
        const string Which = "data ->> 'kind' = 'Marketplace'";
        const string Place = "data ->> 'on' desc, key desc";
        var rows = await database.RowsAsync<GatheringRow>(
            after is null
                ? $"select data from {Table} where {Which} order by {Place} limit {size + 1}"
                : $"""
                select data from {Table}
                where {Which} and (data ->> 'on', key) < (select data ->> 'on', key from {Table} where key = $1::uuid)
                order by {Place} limit {size + 1}
                """,
            after is { } last ? [last.ToString()] : [],
            cancel
        );
        return rows.Count > size
            ? new Rows<GatheringRow>([.. rows.Take(size)], rows[size - 1].GatheringId)
            : new Rows<GatheringRow>(rows, null);
    }

    /// <summary>Everybody sees a marketplace; a meeting its network's coordinator and the members who were invited.</summary>
    public async Task<GatheringRow?> SeenByAsync(Actor actor, Guid gathering, NpgsqlDataSource database, CancellationToken cancel) =>
        await this.FindAsync(database, gathering, cancel) is { } row
        && (
            row.Kind == GatheringKind.Marketplace
            || actor.ActsFor(row.SupportOrganisationId, NetworkAccess.Coordinating)
            || actor.Organisation is { } own && row.GuestIds.Contains(own)
        )
            ? row.SeenBy(actor)
            : null;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/gatherings",
                async (
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    GatheringView view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var page = await view.MarketplacesAsync(database, after, limit, http.RequestAborted);
                    return Results.Json(page with { Items = [.. page.Items.Select(g => g.Public())] }, EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<Rows<GatheringRow>>()
            .WithName("ListMarketplaces")
            .WithTags("Networks");
        routes
            .MapGet(
                "/api/v1/gatherings/{gatheringId:guid}",
                async (
                    Guid gatheringId,
                    HttpContext http,
                    Actors actors,
                    GatheringView view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await view.SeenByAsync(actor, gatheringId, database, http.RequestAborted) is { } row
                        ? Results.Json(row, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<GatheringRow>()
            .WithName("ReadGathering")
            .WithTags("Networks");
    }
}
