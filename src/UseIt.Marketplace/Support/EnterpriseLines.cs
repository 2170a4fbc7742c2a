using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

public sealed record LineSession(
    Guid SessionId,
    DateOnly Date,
    SessionKind Kind,
    int Minutes,
    IReadOnlyList<string> Topics,
    bool Countersigned,
    bool Disputed,
    bool Declared
)
{
    public DateTimeOffset? Start { get; init; }
    public DateTimeOffset? End { get; init; }

    /// <summary>How many people of the enterprise were there, where that was said.</summary>
    public int? PeoplePresent { get; init; }
}

/// <summary>A review, and what the enterprise says of it; null where it has said nothing.</summary>
public sealed record LineReview(Guid CaseId, int Months, string Findings, DateTimeOffset At, bool? Agreed, string? Remark);

public sealed record LineDiagnostic(
    Guid DiagnosticId,
    string Instrument,
    DateOnly AsAt,
    bool Baseline,
    IReadOnlyList<DiagnosticScore> Scores
);

public sealed record LineObservation(
    Guid ObservationId,
    GrowthMeasure Measure,
    decimal Value,
    string Unit,
    DateOnly AsAt,
    string Source,
    bool Baseline,
    bool Verified,
    bool Corrected
);

/// <summary>A bid on the line. Until it is opened only the enterprise's own people see it.</summary>
public sealed record LineBid(Guid BidId, Guid TenderId, DateTimeOffset At, bool Lead, int Members, bool Opened);

public sealed record LineWin(Guid AwardId, Guid BidId, Guid TenderId, Money Value, int Suppliers, DateTimeOffset At);

public sealed record LineContract(Guid ContractId, Guid TenderId, string Title, Money Value, int Suppliers, DateTimeOffset? SignedAt);

/// <summary>A case an adviser opened, which waits for the enterprise to accept it. Only the enterprise's own people see it.</summary>
public sealed record LineCase(Guid CaseId, Guid SupportOrganisationId);

/// <summary>An enterprise from its first enquiry on: support, diagnoses, growth, bids, wins, contracts.</summary>
public sealed record EnterpriseLine(
    Guid OrganisationId,
    string Name,
    IReadOnlyList<Guid> SupportOrganisations,
    IReadOnlyList<LineSession> Sessions,
    IReadOnlyList<LineDiagnostic> Diagnostics,
    IReadOnlyList<LineObservation> Observations,
    IReadOnlyList<LineBid> Bids,
    IReadOnlyList<LineWin> Wins,
    IReadOnlyList<LineContract> Contracts
)
{
    public IReadOnlyList<LineCase> Asking { get; init; } = [];
    public IReadOnlyList<LineReview> Reviews { get; init; } = [];

    /// <summary>Minutes that count: those the enterprise has countersigned.</summary>
    public int CountedMinutes => Sessions.Where(s => s.Countersigned).Sum(s => s.Minutes);
}

/// <summary>The line of every enterprise, by organisation.</summary>
public sealed class EnterpriseLines : TableView<EnterpriseLine>
{
    public override string Name => "enterprise_lines";
    public override Composite Composite => Composites.Ledger;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["support"] = "using gin ((data -> 'supportOrganisations') jsonb_path_ops)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(OrganisationRegistered),
            typeof(OrganisationRenamed),
            typeof(EnquiryReceived),
            typeof(CaseAccepted),
            typeof(EnterpriseDiagnosed),
            typeof(CaseReviewed),
            typeof(CaseReviewAnswered),
            typeof(SessionLogged),
            typeof(SessionTimed),
            typeof(SessionCountersigned),
            typeof(SessionDisputed),
            typeof(SessionCorrected),
            typeof(SessionWithdrawn),
            typeof(GrowthObserved),
            typeof(GrowthObservationVerified),
            typeof(GrowthObservationCorrected),
            typeof(BidSubmitted),
            typeof(EvaluationStarted),
            typeof(AwardConfirmed),
            typeof(ContractPrepared),
            typeof(ContractSigned),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        e.Data switch
        {
            OrganisationRegistered f => f.Kinds.Contains(OrganisationKind.Enterprise) ? [f.OrganisationId] : [],
            OrganisationRenamed f => [f.OrganisationId],
            EnquiryReceived f => [f.OrganisationId],
            CaseAccepted f => [f.OrganisationId],
            EnterpriseDiagnosed f => [f.OrganisationId],
            CaseReviewed f => [f.OrganisationId],
            CaseReviewAnswered f => [f.OrganisationId],
            SessionLogged f => [f.OrganisationId],
            SessionTimed f => [f.OrganisationId],
            SessionCountersigned f => [f.OrganisationId],
            SessionDisputed f => [f.OrganisationId],
            SessionCorrected f => [f.OrganisationId],
            SessionWithdrawn f => [f.OrganisationId],
            GrowthObserved f => [f.OrganisationId],
            GrowthObservationVerified f => [f.OrganisationId],
            GrowthObservationCorrected f => [f.OrganisationId],
            BidSubmitted f => f.Members.Append(f.LeadId).Distinct(),
            EvaluationStarted f => f.Bidders.SelectMany(b => b.Members.Append(b.LeadId)).Distinct(),
            AwardConfirmed f => f.Suppliers.Distinct(),
            ContractPrepared f => f.Suppliers.Distinct(),
            ContractSigned f => f.Suppliers.Distinct(),
            _ => [],
        };

    public override EnterpriseLine? Apply(Guid key, EnterpriseLine? row, IEvent e) =>
        (row, e.Data) switch
        {
            (_, OrganisationRegistered f) => new EnterpriseLine(key, f.Name, [], [], [], [], [], [], []),
            (null, _) => null,
            (_, OrganisationRenamed f) => row with { Name = f.Name },
            (_, EnquiryReceived f) => row with { Asking = [.. row.Asking, new LineCase(f.CaseId, f.SupportOrganisationId)] },
            (_, CaseAccepted f) => row with
            {
                Asking = [.. row.Asking.Where(c => c.CaseId != f.CaseId)],
                SupportOrganisations = [.. row.SupportOrganisations.Append(f.SupportOrganisationId).Distinct()],
            },
            (_, EnterpriseDiagnosed f) => row with
            {
                Diagnostics = [.. row.Diagnostics, new LineDiagnostic(f.DiagnosticId, f.Instrument, f.AsAt, f.Baseline, f.Scores)],
            },
            (_, CaseReviewed f) => row with
            {
                Reviews =
                [
                    .. row.Reviews.Where(r => (r.CaseId, r.Months) != (f.CaseId, f.Months)),
                    new LineReview(f.CaseId, f.Months, f.Findings, e.Timestamp, null, null),
                ],
            },
            (_, CaseReviewAnswered f) => row with
            {
                Reviews =
                [
                    .. row.Reviews.Select(r =>
                        (r.CaseId, r.Months) == (f.CaseId, f.Months) ? r with { Agreed = f.Agreed, Remark = f.Remark } : r
                    ),
                ],
            },
            (_, SessionLogged f) => row with
            {
                Sessions =
                [
                    .. row.Sessions,
                    new LineSession(f.SessionId, f.Date, f.Kind, f.Minutes, f.Topics, false, false, f.ImportId is not null),
                ],
            },
            (_, SessionTimed f) => row with
            {
                Sessions =
                [
                    .. row.Sessions.Select(s =>
                        s.SessionId == f.SessionId ? s with { Start = f.Start, End = f.End, PeoplePresent = f.PeoplePresent } : s
                    ),
                ],
            },
            (_, SessionCountersigned f) => row with
            {
                Sessions =
                [
                    .. row.Sessions.Select(s => s.SessionId == f.SessionId ? s with { Countersigned = true, Disputed = false } : s),
                ],
            },
            (_, SessionDisputed f) => row with
            {
                Sessions = [.. row.Sessions.Select(s => s.SessionId == f.SessionId ? s with { Disputed = true } : s)],
            },
            (_, SessionCorrected f) => row with
            {
                Sessions =
                [
                    .. row.Sessions.Select(s =>
                        s.SessionId == f.SessionId ? s with { Minutes = f.Minutes, Countersigned = false, Disputed = false } : s
                    ),
                ],
            },
            (_, SessionWithdrawn f) => row with { Sessions = [.. row.Sessions.Where(s => s.SessionId != f.SessionId)] },
            (_, GrowthObserved f) => row with
            {
                Observations =
                [
                    .. row.Observations,
                    new LineObservation(f.ObservationId, f.Measure, f.Value, f.Unit, f.AsAt, f.Source, f.Baseline, false, false),
                ],
            },
            (_, GrowthObservationVerified f) => row with
            {
                Observations = [.. row.Observations.Select(o => o.ObservationId == f.ObservationId ? o with { Verified = true } : o)],
            },
            (_, GrowthObservationCorrected f) => row with
            {
                Observations =
                [
                    .. row.Observations.Select(o =>
                        o.ObservationId == f.ObservationId ? o with { Value = f.Value, Verified = false, Corrected = true } : o
                    ),
                ],
            },
            (_, BidSubmitted f) => row with
            {
                Bids =
                [
                    .. row.Bids.Where(b => b.BidId != f.BidId),
                    new LineBid(f.BidId, f.TenderId, f.ReceivedAt, f.LeadId == key, f.Members.Count, false),
                ],
            },
            (_, EvaluationStarted f) => row with
            {
                Bids = [.. row.Bids.Select(b => f.Bidders.Any(o => o.BidId == b.BidId) ? b with { Opened = true } : b)],
            },
            (_, AwardConfirmed f) => row with
            {
                Wins = [.. row.Wins, new LineWin(f.AwardId, f.BidId, f.TenderId, f.Value, f.Suppliers.Count, e.Timestamp)],
            },
            (_, ContractPrepared f) => row with
            {
                Contracts = [.. row.Contracts, new LineContract(f.ContractId, f.TenderId, f.Title, f.Value, f.Suppliers.Count, null)],
            },
            (_, ContractSigned f) => row with
            {
                Contracts = [.. row.Contracts.Select(c => c.ContractId == f.ContractId ? c with { SignedAt = f.At } : c)],
            },
            _ => row,
        };

    /// <summary>The enterprises that a support organisation works with, by name.</summary>
    public Task<IReadOnlyList<EnterpriseLine>> SupportedByAsync(
        Guid support,
        NpgsqlDataSource database,
        int limit,
        CancellationToken cancel
    ) =>
        database.RowsAsync<EnterpriseLine>(
            $"select data from {Table} where data -> 'supportOrganisations' @> $1::jsonb order by data ->> 'name' limit {limit}",
            [$"[\"{support}\"]"],
            cancel
        );

    /// <summary>The line as this actor may see it; null when it is not theirs.</summary>
    public async Task<EnterpriseLine?> SeenByAsync(Actor actor, Guid organisation, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (await this.FindAsync(database, organisation, cancel) is not { } line)
            return null;
        if (actor.ActsFor(organisation))
            return line;
        return
            actor.Organisation is { } support
            && line.SupportOrganisations.Contains(support)
            && (actor.Has(Roles.Adviser) || actor.Has(Roles.ProgrammeManager))
            ? line with
            {
                Bids = [.. line.Bids.Where(b => b.Opened)],
                Asking = [],
            }
            : null;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/enterprises/{organisationId:guid}/line",
                async (
                    Guid organisationId,
                    HttpContext http,
                    Actors actors,
                    EnterpriseLines view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    return
                        await view.SeenByAsync(
                            await actors.OfAsync(http, http.RequestAborted),
                            organisationId,
                            database,
                            http.RequestAborted
                        )
                            is { } line
                        ? Results.Json(line, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .WithTags("Support");
}
