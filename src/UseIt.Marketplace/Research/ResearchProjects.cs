using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

public enum ResearchStage
{
    Asked,
    Declined,
    Preparing,
    InReview,
    Approved,
    Fieldwork,
    Completed,
}

/// <summary>A researcher's part in a project: what was offered, and what has been paid of it.</summary>
public sealed record ProjectResearcher(Guid ResearcherId, ResearchPay? Kind, Money? Offered, Money Paid);

/// <summary>Where the ethics of a project stand: what was last asked for, and what was decided about it.</summary>
public sealed record EthicsState(
    EthicsPlan Plan,
    int Version,
    DateTimeOffset SubmittedAt,
    EthicsOutcome? Outcome,
    string? Reference,
    string? Reason,
    Guid? DecidedBy
);

/// <summary>
/// One piece of research as the project and its commissioner see it. People are numbers here; how many take part is null for others where
/// they are few.
/// </summary>
public sealed record ResearchRow(
    Guid ProjectId,
    Guid SupportOrganisationId,
    Guid? CommissionerId,
    string Title,
    string Question,
    string Method,
    Money? Budget,
    DateOnly By,
    int EmbargoDays,
    DateTimeOffset AskedAt,
    ResearchStage Stage,
    IReadOnlyList<Guid> Team,
    Guid? AdvertisedTo,
    IReadOnlyList<ProjectResearcher> Researchers,
    EthicsState? Ethics,
    DateOnly? FieldworkSince,
    int? Participants,
    int Withdrawn,
    IReadOnlyList<Guid> Findings,
    DateOnly? CompletedOn,
    string? DeclinedBecause
)
{
    /// <summary>The day on which each participant was recorded, for what others are told up to the end of a quarter.</summary>
    public IReadOnlyList<DateOnly> RecordedOn { get; init; } = [];

    /// <summary>How many took part as others are told: up to the end of a quarter, and only where it tells of nobody.</summary>
    public int? ParticipantsTold(DateOnly today) =>
        RecordedOn.Count == 0 ? 0
        : SmallNumbers.Told(
            SmallNumbers
                .Quarters(RecordedOn.Min(), today)
                .Select(day =>
                    (day, (IReadOnlyDictionary<Guid, int>)new Dictionary<Guid, int> { [ProjectId] = RecordedOn.Count(on => on <= day) })
                )
                .Where(cut => cut.Item2[ProjectId] >= SmallNumbers.Limit)
        )
            is (_, var told)
            ? told[ProjectId]
        : null;

    /// <summary>Whether somebody has to decide about its ethics.</summary>
    public bool EthicsWaiting => Ethics is { Outcome: null } && Stage != ResearchStage.Completed;

    public bool IsOpen => Stage is not (ResearchStage.Declined or ResearchStage.Completed);
}

/// <summary>Research by project.</summary>
public sealed class ResearchProjects : TableView<ResearchRow>
{
    public override string Name => "research_projects";
    public override Composite Composite => Composites.Strands;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string>
        {
            ["support"] = "((data ->> 'supportOrganisationId'), key)",
            ["commissioner"] = "((data ->> 'commissionerId'), key)",
            ["advertised"] = "((data ->> 'advertisedTo'), key) where data ->> 'advertisedTo' is not null",
            ["asked"] = "((data ->> 'supportOrganisationId'), key) where data ->> 'stage' = 'Asked'",
            ["ethics"] = "((data ->> 'supportOrganisationId'), key) where data ->> 'ethicsWaiting' = 'true'",
        };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(ResearchCommissioned),
            typeof(ResearchProposed),
            typeof(ResearchTakenOn),
            typeof(ResearchDeclined),
            typeof(ResearchAdvertised),
            typeof(ResearcherAssigned),
            typeof(ResearchPayOffered),
            typeof(ResearcherPaid),
            typeof(ResearchEthicsSubmitted),
            typeof(ResearchEthicsDecided),
            typeof(ResearchFieldworkStarted),
            typeof(ResearchParticipantRecorded),
            typeof(ResearchParticipantWithdrew),
            typeof(ResearchReported),
            typeof(ResearchCompleted),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        [
            e.Data switch
            {
                ResearchParticipantRecorded f => f.ProjectId,
                ResearchParticipantWithdrew f => f.ProjectId,
                _ => e.StreamId,
            },
        ];

    public override ResearchRow? Apply(Guid key, ResearchRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, ResearchCommissioned f) => new ResearchRow(
                key,
                f.SupportOrganisationId,
                f.CommissionerId,
                f.Title,
                f.Question,
                f.Method,
                f.Budget,
                f.By,
                f.EmbargoDays,
                e.Timestamp,
                ResearchStage.Asked,
                [f.AskedBy],
                null,
                [],
                null,
                null,
                0,
                0,
                [],
                null,
                null
            ),
            (null, ResearchProposed f) => new ResearchRow(
                key,
                f.SupportOrganisationId,
                null,
                f.Title,
                f.Question,
                f.Method,
                f.Budget,
                f.By,
                0,
                e.Timestamp,
                ResearchStage.Preparing,
                [f.ProposedBy],
                null,
                [],
                null,
                null,
                0,
                0,
                [],
                null,
                null
            ),
            (null, _) => null,
            (_, ResearchTakenOn f) => row with { Stage = ResearchStage.Preparing, Team = [.. row.Team.Append(f.Coordinator).Distinct()] },
            (_, ResearchDeclined f) => row with { Stage = ResearchStage.Declined, DeclinedBecause = f.Reason },
            (_, ResearchAdvertised f) => row with { AdvertisedTo = f.EnterpriseId },
            (_, ResearcherAssigned f) => row with
            {
                Researchers = [.. row.Researchers, new ProjectResearcher(f.ResearcherId, null, null, Money.Zero)],
            },
            (_, ResearchPayOffered f) => Part(row, f.ResearcherId, p => p with { Kind = f.Kind, Offered = f.Amount }),
            (_, ResearcherPaid f) => Part(row, f.ResearcherId, p => p with { Paid = p.Paid + f.Amount }),
            (_, ResearchEthicsSubmitted f) => row with
            {
                Stage = row.FieldworkSince is null ? ResearchStage.InReview : row.Stage,
                Team = [.. row.Team.Append(f.By).Distinct()],
                Ethics = new EthicsState(f.Plan, f.Version, e.Timestamp, null, null, null, null),
            },
            (_, ResearchEthicsDecided f) => row with
            {
                Stage =
                    row.FieldworkSince is not null ? row.Stage
                    : f.Outcome == EthicsOutcome.Approved ? ResearchStage.Approved
                    : ResearchStage.Preparing,
                Ethics = row.Ethics! with { Outcome = f.Outcome, Reference = f.Reference, Reason = f.Reason, DecidedBy = f.By },
            },
            (_, ResearchFieldworkStarted f) => row with { Stage = ResearchStage.Fieldwork, FieldworkSince = f.On },
            (_, ResearchParticipantRecorded) => row with
            {
                Participants = row.Participants + 1,
                RecordedOn = [.. row.RecordedOn, UkTime.DayOf(e.Timestamp)],
            },
            (_, ResearchParticipantWithdrew) => row with { Withdrawn = row.Withdrawn + 1 },
            (_, ResearchReported f) => row with { Findings = [.. row.Findings, f.FindingId] },
            (_, ResearchCompleted f) => row with { Stage = ResearchStage.Completed, CompletedOn = f.On },
            _ => row,
        };

    private static ResearchRow Part(ResearchRow row, Guid researcher, Func<ProjectResearcher, ProjectResearcher> change) =>
        row with
        {
            Researchers = [.. row.Researchers.Select(p => p.ResearcherId == researcher ? change(p) : p)],
        };

    /// <summary>The projects a support organisation coordinates.</summary>
    public Task<Rows<ResearchRow>> CoordinatedAsync(ViewRows rows, Guid support, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'supportOrganisationId' = $1", [support.ToString()], after, limit, cancel);

    public Task<Rows<ResearchRow>> CommissionedAsync(ViewRows rows, Guid commissioner, Guid? after, int? limit, CancellationToken cancel) =>
        rows.PageAsync(this, "data ->> 'commissionerId' = $1", [commissioner.ToString()], after, limit, cancel);

    /// <summary>What an enterprise of researchers could do.</summary>
    public Task<Rows<ResearchRow>> AdvertisedToAsync(ViewRows rows, Guid enterprise, CancellationToken cancel) =>
        rows.PageAsync(
            this,
            "data ->> 'advertisedTo' = $1 and data ->> 'advertisedTo' is not null",
            [enterprise.ToString()],
            null,
            ViewRows.LargestPage,
            cancel
        );

    /// <summary>Commissions nobody has answered yet.</summary>
    public Task<Rows<ResearchRow>> AskedOfAsync(ViewRows rows, Guid support, CancellationToken cancel) =>
        rows.PageAsync(
            this,
            "data ->> 'supportOrganisationId' = $1 and data ->> 'stage' = 'Asked'",
            [support.ToString()],
            null,
            ViewRows.LargestPage,
            cancel
        );

    /// <summary>What waits for ethics review.</summary>
    public Task<Rows<ResearchRow>> ToReviewAsync(ViewRows rows, Guid support, CancellationToken cancel) =>
        rows.PageAsync(
            this,
            "data ->> 'supportOrganisationId' = $1 and data ->> 'ethicsWaiting' = 'true'",
            [support.ToString()],
            null,
            ViewRows.LargestPage,
            cancel
        );

    /// <summary>The project as this actor may see it; null when it is not theirs.</summary>
    public async Task<ResearchRow?> SeenByAsync(
        Actor actor,
        Guid project,
        DateOnly today,
        NpgsqlDataSource database,
        CancellationToken cancel
    ) =>
        await this.FindAsync(database, project, cancel) is { } row
            ? actor.ActsFor(row.SupportOrganisationId, ResearchAccess.Coordinating)
                ? row
                : actor.ActsFor(row.CommissionerId, ResearchAccess.Commissioning)
                    ? ForOthers(row, today)
                    : row.AdvertisedTo is not null && ResearchAccess.Reads(actor, Guid.Empty, null, row.AdvertisedTo)
                        ? ForOthers(row, today) with
                        {
                            Ethics = null,
                            Findings = [],
                        }
                        : null
            : null;

    // Who does the work, and for what, is between the support organisation and the researchers; few participants could be told apart.
    private static ResearchRow ForOthers(ResearchRow row, DateOnly today) =>
        row with
        {
            Researchers = [],
            Team = [],
            Ethics = row.Ethics is { } ethics ? ethics with { DecidedBy = null } : null,
            Participants = row.ParticipantsTold(today),
            RecordedOn = [],
            Withdrawn = 0,
        };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/research/projects",
                async (
                    Guid? after,
                    int? limit,
                    HttpContext http,
                    Actors actors,
                    ResearchProjects view,
                    ViewRows rows,
                    IDocumentStore store,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    var own = actor.Organisation ?? Guid.Empty;
                    var today = UkTime.DayOf(await store.ClockAsync(http.RequestAborted));
                    var page = actor.ActsFor(own, ResearchAccess.Coordinating)
                        ? await view.CoordinatedAsync(rows, own, after, limit, http.RequestAborted)
                        : await view.CommissionedAsync(rows, own, after, limit, http.RequestAborted);
                    return Results.Json(
                        actor.ActsFor(own, ResearchAccess.Coordinating)
                            ? page
                            : page with
                            {
                                Items = [.. page.Items.Select(r => ForOthers(r, today))],
                            },
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(ResearchAccess.Both)
            .WithName("ListResearchProjects")
            .WithTags("Research");
        routes
            .MapGet(
                "/api/v1/research/projects/{projectId:guid}",
                async (
                    Guid projectId,
                    HttpContext http,
                    Actors actors,
                    ResearchProjects view,
                    NpgsqlDataSource database,
                    IDocumentStore store,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return
                        await view.SeenByAsync(
                            actor,
                            projectId,
                            UkTime.DayOf(await store.ClockAsync(http.RequestAborted)),
                            database,
                            http.RequestAborted
                        )
                            is { } row
                        ? Results.Json(row, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithName("ReadResearchProject")
            .WithTags("Research");
        routes
            .MapGet(
                "/api/v1/research/ethics",
                async (HttpContext http, Actors actors, ResearchProjects view, ViewRows rows, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, http.RequestAborted);
                    return Results.Json(
                        await view.ToReviewAsync(rows, actor.Organisation ?? Guid.Empty, http.RequestAborted),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(ResearchAccess.Coordinators)
            .WithName("ListResearchToReview")
            .WithTags("Research");
    }
}
