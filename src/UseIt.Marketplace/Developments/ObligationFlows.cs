using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>A delivery of what was passed on; confirmed, sent back, or nothing said yet.</summary>
public sealed record FlowDelivery(Guid DeliveryId, decimal Quantity, DateOnly On, string Proof, bool? Confirmed, string? Reason);

/// <summary>Part of an obligation on its way down: an agreement between two, which their developer and council see too.</summary>
public sealed record FlowRow(
    Guid FlowId,
    Guid DevelopmentId,
    Guid ObligationId,
    Guid FromId,
    Guid ToId,
    decimal Quantity,
    string Agreement,
    DateOnly On,
    bool Accepted,
    IReadOnlyList<FlowDelivery> Deliveries
)
{
    /// <summary>What was delivered and confirmed.</summary>
    public decimal Proved => Deliveries.Where(d => d.Confirmed == true).Sum(d => d.Quantity);
}

/// <summary>What was passed on of obligations. An agreement between firms is not public.</summary>
public sealed class ObligationFlows : TableView<FlowRow>
{
    public override string Name => "obligation_flows";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["development"] = "((data ->> 'developmentId'), key)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(ObligationPassedOn),
            typeof(PassedOnAccepted),
            typeof(PassedOnDelivered),
            typeof(PassedOnConfirmed),
            typeof(PassedOnRejected),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        [
            e.Data switch
            {
                ObligationPassedOn f => f.FlowId,
                PassedOnAccepted f => f.FlowId,
                PassedOnDelivered f => f.FlowId,
                PassedOnConfirmed f => f.FlowId,
                PassedOnRejected f => f.FlowId,
                _ => e.StreamId,
            },
        ];

    public override FlowRow? Apply(Guid key, FlowRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, ObligationPassedOn f) => new FlowRow(
                f.FlowId,
                f.DevelopmentId,
                f.ObligationId,
                f.FromId,
                f.ToId,
                f.Quantity,
                f.Agreement,
                f.On,
                false,
                []
            ),
            (null, _) => null,
            (_, PassedOnAccepted) => row with { Accepted = true },
            (_, PassedOnDelivered f) => row with
            {
                Deliveries = [.. row.Deliveries, new FlowDelivery(f.DeliveryId, f.Quantity, f.On, f.Proof, null, null)],
            },
            (_, PassedOnConfirmed f) => With(row, f.DeliveryId, d => d with { Confirmed = true }),
            (_, PassedOnRejected f) => With(row, f.DeliveryId, d => d with { Confirmed = false, Reason = f.Reason }),
            _ => row,
        };

    private static FlowRow With(FlowRow row, Guid delivery, Func<FlowDelivery, FlowDelivery> change) =>
        row with
        {
            Deliveries = [.. row.Deliveries.Select(d => d.DeliveryId == delivery ? change(d) : d)],
        };

    /// <summary>What this actor may see of a development: developer and council all of it, others what they are a side of.</summary>
    public async Task<IReadOnlyList<FlowRow>> OfAsync(NpgsqlDataSource database, Actor actor, DevelopmentRow row, CancellationToken cancel)
    {
        if (actor.Organisation is not { } own)
            return [];
        var all = await database.RowsAsync<FlowRow>(
            $"select data from {Table} where data ->> 'developmentId' = $1 order by key limit {ViewRows.LargestPage}",
            [row.DevelopmentId.ToString()],
            cancel
        );
        return own == row.DeveloperId || own == row.CouncilId ? all : [.. all.Where(f => f.FromId == own || f.ToId == own)];
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/developments/{developmentId:guid}/flows",
                async (
                    Guid developmentId,
                    HttpContext http,
                    Actors actors,
                    DevelopmentView developments,
                    ObligationFlows view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    if (await developments.FindAsync(database, developmentId, http.RequestAborted) is not { } row)
                        return Problems.NotFound();
                    var seen = await view.OfAsync(database, actor, row, http.RequestAborted);
                    return seen.Count > 0 || row.Parties.Any(p => actor.ActsFor(p))
                        ? Results.Json(seen, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<IReadOnlyList<FlowRow>>()
            .WithName("ListObligationFlows")
            .WithTags("Developments");
}
