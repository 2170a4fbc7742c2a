using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Where a finding was used, and whether whoever used it says so.</summary>
public sealed record FindingUse(
    Guid UseId,
    FindingUseKind Kind,
    Guid? SubjectId,
    string Words,
    Guid OrganisationId,
    DateTimeOffset ReportedAt,
    bool Confirmed,
    string? Denied
);

/// <summary>A finding with its uses; before it is published the project and its commissioner alone see it.</summary>
public sealed record FindingRow(
    Guid FindingId,
    Guid ProjectId,
    Guid SupportOrganisationId,
    Guid? CommissionerId,
    string Title,
    string Summary,
    string? Recommendation,
    string Licence,
    DateTimeOffset RecordedAt,
    DateOnly ReservedUntil,
    bool Cleared,
    DateOnly? EmbargoUntil,
    string? EmbargoReason,
    DateTimeOffset? PublishedAt,
    IReadOnlyList<FindingUse> Uses
)
{
    /// <summary>Those who have not said yet whether they used it.</summary>
    public IReadOnlyList<Guid> WaitingFor =>
        [.. Uses.Where(u => !u.Confirmed && u.Denied is null).Select(u => u.OrganisationId).Distinct()];

    /// <summary>Whether the commissioner has said neither yes nor until when.</summary>
    public bool ToAnswer => CommissionerId is not null && PublishedAt is null && !Cleared && EmbargoUntil is null;

    public DateOnly? PublishableFrom => CommissionerId is null || Cleared ? null : EmbargoUntil ?? ReservedUntil;
}

/// <summary>What research has found, and what came of it.</summary>
public sealed class ResearchFindings : TableView<FindingRow>
{
    public override string Name => "research_findings";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["published"] = "((data ->> 'publishedAt'), key) where data ->> 'publishedAt' is not null",
            ["project"] = "((data ->> 'projectId'), key)",
            ["answer"] = "((data ->> 'commissionerId'), key) where data ->> 'toAnswer' = 'true'",
            ["waiting"] = "using gin ((data -> 'waitingFor') jsonb_path_ops)",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(FindingRecorded),
            typeof(FindingCleared),
            typeof(FindingEmbargoed),
            typeof(FindingPublished),
            typeof(FindingUseReported),
            typeof(FindingUseConfirmed),
            typeof(FindingUseDenied),
        };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override FindingRow? Apply(Guid key, FindingRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, FindingRecorded f) => new FindingRow(
                key,
                f.ProjectId,
                f.SupportOrganisationId,
                f.CommissionerId,
                f.Title,
                f.Summary,
                f.Recommendation,
                f.Licence,
                e.Timestamp,
                f.ReservedUntil,
                false,
                null,
                null,
                null,
                []
            ),
            (null, _) => null,
            (_, FindingCleared) => row with { Cleared = true },
            (_, FindingEmbargoed f) => row with { EmbargoUntil = f.Until, EmbargoReason = f.Reason },
            (_, FindingPublished) => row with { PublishedAt = e.Timestamp },
            (_, FindingUseReported f) => row with
            {
                Uses = [.. row.Uses, new FindingUse(f.UseId, f.Kind, f.SubjectId, f.Words, f.OrganisationId, e.Timestamp, false, null)],
            },
            (_, FindingUseConfirmed f) => Use(row, f.UseId, u => u with { Confirmed = true, Denied = null }),
            (_, FindingUseDenied f) => Use(row, f.UseId, u => u with { Confirmed = false, Denied = f.Reason }),
            _ => row,
        };

    private static FindingRow Use(FindingRow row, Guid use, Func<FindingUse, FindingUse> change) =>
        row with
        {
            Uses = [.. row.Uses.Select(u => u.UseId == use ? change(u) : u)],
        };

    /// <summary>Published findings, the newest first.</summary>
    public Task<Rows<FindingRow>> PublishedAsync(ViewRows rows, Guid? after, int? limit, CancellationToken cancel) =>
        rows.NewestAsync(this, "data ->> 'publishedAt' is not null", "(data ->> 'publishedAt')", [], after, limit, cancel);

    /// <summary>Findings a commissioner has not answered yet.</summary>
    public Task<Rows<FindingRow>> ToAnswerAsync(ViewRows rows, Guid commissioner, CancellationToken cancel) =>
        rows.PageAsync(
            this,
            "data ->> 'commissionerId' = $1 and data ->> 'toAnswer' = 'true'",
            [commissioner.ToString()],
            null,
            ViewRows.LargestPage,
            cancel
        );

    /// <summary>Uses an organisation has not confirmed or denied yet.</summary>
    public Task<IReadOnlyList<FindingRow>> WaitingForAsync(NpgsqlDataSource database, Guid organisation, CancellationToken cancel) =>
        database.RowsAsync<FindingRow>(
            $"select data from {Table} where data -> 'waitingFor' @> to_jsonb($1) order by key limit {ViewRows.LargestPage}",
            [organisation.ToString()],
            cancel
        );

    /// <summary>The finding as this actor may see it: all of it, or what is public of it; null when it is not theirs.</summary>
    public async Task<FindingRow?> SeenByAsync(Actor actor, Guid finding, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (await this.FindAsync(database, finding, cancel) is not { } row)
            return null;
        if (ResearchAccess.Reads(actor, row.SupportOrganisationId, row.CommissionerId, null))
            return row;
        // Asked whether it used it, an organisation sees what it is asked about.
        if (actor.Organisation is { } own && actor.ActsFor(own, ResearchAccess.Using) && row.Uses.Any(u => u.OrganisationId == own))
            return Public(row) with { Uses = [.. row.Uses.Where(u => u.Confirmed || u.OrganisationId == own)] };
        return row.PublishedAt is null ? null : Public(row);
    }

    public static FindingRow Public(FindingRow row) => row with { EmbargoReason = null, Uses = [.. row.Uses.Where(u => u.Confirmed)] };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/research/findings",
                async (Guid? after, int? limit, HttpContext http, ResearchFindings view, ViewRows rows, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var page = await view.PublishedAsync(rows, after, limit, http.RequestAborted);
                    return Results.Json(page with { Items = [.. page.Items.Select(Public)] }, EventJson.Options);
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ListFindings")
            .WithTags("Research");
        routes
            .MapGet(
                "/api/v1/research/findings/{findingId:guid}",
                async (
                    Guid findingId,
                    HttpContext http,
                    Actors actors,
                    ResearchFindings view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return await view.SeenByAsync(actor, findingId, database, http.RequestAborted) is { } row
                        ? Results.Json(row, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Anyone)
            .WithName("ReadFinding")
            .WithTags("Research");
    }
}
