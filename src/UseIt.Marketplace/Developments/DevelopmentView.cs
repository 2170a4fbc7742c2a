using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

public sealed record PhaseRow(Guid PhaseId, string Name, DateOnly Start, DateOnly End);

public sealed record ObligationDelivery(decimal Quantity, DateOnly On, string Words);

/// <summary>What is owed and what was done of it.</summary>
public sealed record ObligationRow(
    Guid ObligationId,
    string Title,
    decimal Quantity,
    string Unit,
    ObligationDue Due,
    IReadOnlyList<ObligationDelivery> Deliveries,
    DateOnly? DischargedOn,
    string? DischargeReference
)
{
    public decimal Delivered => Deliveries.Sum(d => d.Quantity);
}

public sealed record PackageRow(
    Guid PackageId,
    Guid ContractorId,
    string Title,
    DateOnly Opens,
    DateOnly Starts,
    Guid? SupplierId,
    DateOnly? LetOn
)
{
    public SetAsideFor? SetAside { get; init; }

    /// <summary>What the supplier was when it was let.</summary>
    public bool? SocialEnterprise { get; init; }
    public bool? Local { get; init; }

    /// <summary>Why it went to another than it was set aside for.</summary>
    public string? NotKept { get; init; }
}

public sealed record ShareRow(SetAsideFor For, decimal Percent);

/// <summary>What share of packages was to go there, and of those let whose supplier is known, how many did.</summary>
public sealed record ShareReached(SetAsideFor For, decimal Percent, int SetAside, int Let, int Reached)
{
    public decimal? ReachedPercent => Let == 0 ? null : 100m * Reached / Let;
}

/// <summary>A development as everybody may know it: planning obligations are public, prices of packages are not asked for.</summary>
public sealed record DevelopmentRow(
    Guid DevelopmentId,
    Guid DeveloperId,
    Guid CouncilId,
    string Name,
    string Site,
    string PlaceCode,
    int Homes,
    string PlanningReference,
    DateOnly? CommencedOn,
    IReadOnlyList<Occupation> Occupations,
    Guid? ContractorId,
    IReadOnlyList<PhaseRow> Phases,
    IReadOnlyList<ObligationRow> Obligations,
    IReadOnlyList<PackageRow> Packages
)
{
    public IReadOnlyList<ShareRow> Shares { get; init; } = [];

    public IReadOnlyList<ShareReached> Reached =>
        [
            .. Shares.Select(s => new ShareReached(
                s.For,
                s.Percent,
                Packages.Count(p => p.SetAside == s.For),
                Packages.Count(p => p.SocialEnterprise is not null),
                Packages.Count(p => p.SocialEnterprise is { } social && SetAsides.Fits(s.For, social, p.Local))
            )),
        ];

    /// <summary>Whoever has something to do about it.</summary>
    public IReadOnlyList<Guid> Parties => [.. new[] { DeveloperId, CouncilId }.Concat(ContractorId is { } c ? [c] : []).Distinct()];

    public DateOnly? LastDay(ObligationRow obligation) => ObligationDays.LastDay(obligation.Due, CommencedOn, Occupations);

    public ObligationState State(ObligationRow obligation, DateOnly today) =>
        ObligationDays.Of(LastDay(obligation), obligation.DischargedOn is not null, today);
}

/// <summary>All developments.</summary>
public sealed class DevelopmentView : TableView<DevelopmentRow>
{
    public override string Name => "developments";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["parties"] = "using gin ((data -> 'parties') jsonb_path_ops)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(DevelopmentRegistered),
            typeof(DevelopmentPhaseAdded),
            typeof(PlanningObligationAgreed),
            typeof(DevelopmentCommenced),
            typeof(HomesOccupied),
            typeof(PlanningObligationDelivered),
            typeof(PlanningObligationDischarged),
            typeof(MainContractorAppointed),
            typeof(WorksPackageExpected),
            typeof(WorksPackageLet),
            typeof(DevelopmentShareDeclared),
            typeof(WorksPackageSetAside),
            typeof(PackageSupplierKnown),
            typeof(SetAsideNotKept),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override DevelopmentRow? Apply(Guid key, DevelopmentRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, DevelopmentRegistered f) => new DevelopmentRow(
                key,
                f.DeveloperId,
                f.CouncilId,
                f.Name,
                f.Site,
                f.PlaceCode,
                f.Homes,
                f.PlanningReference,
                null,
                [],
                null,
                [],
                [],
                []
            ),
            (null, _) => null,
            (_, DevelopmentPhaseAdded f) => row with { Phases = [.. row.Phases, new PhaseRow(f.PhaseId, f.Name, f.Start, f.End)] },
            (_, PlanningObligationAgreed f) => row with
            {
                Obligations = [.. row.Obligations, new ObligationRow(f.ObligationId, f.Title, f.Quantity, f.Unit, f.Due, [], null, null)],
            },
            (_, DevelopmentCommenced f) => row with { CommencedOn = f.On },
            (_, HomesOccupied f) => row with { Occupations = [.. row.Occupations, new Occupation(f.Total, f.On)] },
            (_, PlanningObligationDelivered f) => With(
                row,
                f.ObligationId,
                o => o with { Deliveries = [.. o.Deliveries, new ObligationDelivery(f.Quantity, f.On, f.Words)] }
            ),
            (_, PlanningObligationDischarged f) => With(
                row,
                f.ObligationId,
                o => o with { DischargedOn = f.On, DischargeReference = f.Reference }
            ),
            (_, MainContractorAppointed f) => row with { ContractorId = f.ContractorId },
            (_, WorksPackageExpected f) => row with
            {
                Packages = [.. row.Packages, new PackageRow(f.PackageId, f.ContractorId, f.Title, f.Opens, f.Starts, null, null)],
            },
            (_, WorksPackageLet f) => Package(row, f.PackageId, p => p with { SupplierId = f.SupplierId, LetOn = f.On }),
            (_, WorksPackageSetAside f) => Package(row, f.PackageId, p => p with { SetAside = f.For }),
            (_, PackageSupplierKnown f) => Package(
                row,
                f.PackageId,
                p => p with { SocialEnterprise = f.SocialEnterprise, Local = f.Local }
            ),
            (_, SetAsideNotKept f) => Package(row, f.PackageId, p => p with { NotKept = f.Reason }),
            (_, DevelopmentShareDeclared f) => row with
            {
                Shares = [.. row.Shares.Where(s => s.For != f.For), new ShareRow(f.For, f.Percent)],
            },
            _ => row,
        };

    private static DevelopmentRow Package(DevelopmentRow row, Guid id, Func<PackageRow, PackageRow> change) =>
        row with
        {
            Packages = [.. row.Packages.Select(p => p.PackageId == id ? change(p) : p)],
        };

    private static DevelopmentRow With(DevelopmentRow row, Guid id, Func<ObligationRow, ObligationRow> change) =>
        row with
        {
            Obligations = [.. row.Obligations.Select(o => o.ObligationId == id ? change(o) : o)],
        };

    public Task<Rows<DevelopmentRow>> AllAsync(ViewRows rows, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "true", [], after, limit, cancel);

    /// <summary>The developments an organisation builds, lets or discharges obligations of.</summary>
    public Task<IReadOnlyList<DevelopmentRow>> OfAsync(NpgsqlDataSource database, Guid party, CancellationToken cancel) =>
        database.RowsAsync<DevelopmentRow>(
            $"select data from {Table} where data -> 'parties' @> to_jsonb($1) order by key limit {ViewRows.LargestPage}",
            [party.ToString()],
            cancel
        );

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/developments",
                async (Guid? after, int? limit, HttpContext http, DevelopmentView view, ViewRows rows, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    return Results.Json(await view.AllAsync(rows, after, limit, http.RequestAborted), EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<Rows<DevelopmentRow>>()
            .WithName("ListDevelopments")
            .WithTags("Developments");
        routes
            .MapGet(
                "/api/v1/developments/{developmentId:guid}",
                async (
                    Guid developmentId,
                    HttpContext http,
                    DevelopmentView view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    return await view.FindAsync(database, developmentId, http.RequestAborted) is { } row
                        ? Results.Json(row, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .Produces<DevelopmentRow>()
            .WithName("ReadDevelopment")
            .WithTags("Developments");
    }
}
