using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

/// <summary>What a buyer said at a gathering about a coming purchase, and to which tenders it belongs.</summary>
public sealed record MarketStatementRow(
    Guid StatementId,
    Guid BuyerId,
    Guid GatheringId,
    Guid SupportOrganisationId,
    string Statement,
    DateTimeOffset RecordedAt,
    IReadOnlyList<Guid> AttachedTo,
    IReadOnlyList<Guid> SetApartFrom
)
{
    /// <summary>The one stream of a buyer's market engagement.</summary>
    public static Guid EngagementOf(Guid buyer) => MarketEngagement.IdOf(buyer);

    /// <summary>Whether this tender need not wait for it: all bidders read it somewhere, or it is not about this one.</summary>
    public bool IsPlaced(Guid tender) => AttachedTo.Count > 0 || SetApartFrom.Contains(tender);
}

/// <summary>What all bidders read of a statement.</summary>
public sealed record ToldStatement(Guid StatementId, string Statement, DateTimeOffset RecordedAt);

/// <summary>Statements of market engagement; what is attached to a published tender everybody reads on its page.</summary>
public sealed class MarketStatements : TableView<MarketStatementRow>
{
    public override string Name => "market_statements";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["buyer"] = "((data ->> 'buyerId'), key)",
            ["gathering"] = "((data ->> 'gatheringId'), key)",
            ["attached"] = "using gin ((data -> 'attachedTo') jsonb_path_ops)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type> { typeof(MarketStatementRecorded), typeof(MarketStatementAttached), typeof(MarketStatementSetApart) };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        [
            e.Data switch
            {
                MarketStatementRecorded f => f.StatementId,
                MarketStatementAttached f => f.StatementId,
                MarketStatementSetApart f => f.StatementId,
                _ => e.StreamId,
            },
        ];

    public override MarketStatementRow? Apply(Guid key, MarketStatementRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, MarketStatementRecorded f) => new MarketStatementRow(
                key,
                f.BuyerId,
                f.GatheringId,
                f.SupportOrganisationId,
                f.Statement,
                e.Timestamp,
                [],
                []
            ),
            (null, _) => null,
            (_, MarketStatementAttached f) when f.BuyerId == row.BuyerId => row with
            {
                AttachedTo = [.. row.AttachedTo.Append(f.TenderId).Distinct()],
                SetApartFrom = [.. row.SetApartFrom.Where(t => t != f.TenderId)],
            },
            (_, MarketStatementSetApart f) when f.BuyerId == row.BuyerId => row with
            {
                AttachedTo = [.. row.AttachedTo.Where(t => t != f.TenderId)],
                SetApartFrom = [.. row.SetApartFrom.Append(f.TenderId).Distinct()],
            },
            _ => row,
        };

    public Task<Rows<MarketStatementRow>> OfBuyerAsync(ViewRows rows, Guid buyer, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'buyerId' = $1", [buyer.ToString()], after, limit, cancel);

    public Task<Rows<MarketStatementRow>> OfGatheringAsync(ViewRows rows, Guid gathering, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'gatheringId' = $1", [gathering.ToString()], null, ViewRows.LargestPage, cancel);

    /// <summary>What is attached to a tender. Whether everybody may read it yet is the tender's to say.</summary>
    public Task<IReadOnlyList<MarketStatementRow>> AttachedToAsync(NpgsqlDataSource database, Guid tender, CancellationToken cancel) =>
        database.RowsAsync<MarketStatementRow>(
            $"select data from {Table} where data -> 'attachedTo' @> to_jsonb($1) order by key limit {ViewRows.LargestPage}",
            [tender.ToString()],
            cancel
        );

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/market-engagements/{buyerId:guid}/statements",
                async (
                    Guid buyerId,
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    Actors actors,
                    MarketStatements view,
                    ViewRows rows,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return actor.ActsFor(buyerId, Roles.Author, Roles.Approver)
                        ? Results.Json(await view.OfBuyerAsync(rows, buyerId, after, limit, http.RequestAborted), EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Role("the buyer's author or approver", Roles.Author, Roles.Approver))
            .Produces<Rows<MarketStatementRow>>()
            .WithName("ListMarketStatements")
            .WithTags("Networks");
        routes
            .MapGet(
                "/api/v1/tenders/{tenderId:guid}/market-engagement",
                async (
                    Guid tenderId,
                    HttpContext http,
                    TenderReader tenders,
                    MarketStatements view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    return await tenders.PublicAsync(http, tenderId, http.RequestAborted) is null
                        ? Problems.NotFound()
                        : Results.Json(
                            (await view.AttachedToAsync(database, tenderId, http.RequestAborted)).Select(s => new ToldStatement(
                                s.StatementId,
                                s.Statement,
                                s.RecordedAt
                            )),
                            EventJson.Options
                        );
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<IReadOnlyList<ToldStatement>>()
            .WithName("MarketEngagementOfTender")
            .WithTags("Networks");
    }
}
