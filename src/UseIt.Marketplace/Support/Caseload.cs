using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Support;

/// <summary>One case as its advisers see it in their list: how far it is, and what is to be done next.</summary>
public sealed record CaseRow(
    Guid CaseId,
    Guid SupportOrganisationId,
    Guid OrganisationId,
    string Need,
    DateTimeOffset ReceivedAt,
    bool Accepted,
    Guid? Adviser,
    Eligibility? Eligibility,
    bool HasBaseline,
    IReadOnlyList<PlannedAction>? Plan,
    DateOnly? LastSession,
    IReadOnlyList<Guid> ToCountersign,
    IReadOnlyList<Guid> Disputed,
    IReadOnlyList<string> Projects,
    IReadOnlyList<int> Reviews,
    string? Exit
)
{
    /// <summary>What an adviser's list says of the enterprise.</summary>
    public string? LegalForm { get; init; }

    public DateOnly? RegisteredOn { get; init; }

    /// <summary>The reviews the enterprise has agreed to, by months.</summary>
    public IReadOnlyList<int> Agreed { get; init; } = [];

    /// <summary>The reviews of which the enterprise says that something is different.</summary>
    public IReadOnlyList<int> Contradicted { get; init; } = [];

    /// <summary>Since when it is known to be eligible.</summary>
    public DateOnly? EligibleOn { get; init; }

    /// <summary>Sessions written down long after they were.</summary>
    public IReadOnlyList<Guid> LoggedLate { get; init; } = [];

    /// <summary>Sessions from before the enterprise was known to be eligible.</summary>
    public IReadOnlyList<Guid> BeforeEligible { get; init; } = [];

    /// <summary>The next day something of the plan is due, from a day on.</summary>
    public PlannedAction? NextAfter(DateOnly day) => Plan?.Where(a => a.By >= day).MinBy(a => a.By);
}

/// <summary>The cases of a support organisation.</summary>
public sealed class Caseload : TableView<CaseRow>
{
    private const int ProjectsKept = 10;

    /// <summary>A session is logged within so many days; later, it is marked. What a file brings is marked as declared instead.</summary>
    public const int DaysToLog = 14;

    // More than an organisation can look after.
    private const int MostOpen = 5000;

    public override string Name => "caseload";
    public override Composite Composite => Composites.Ledger;

    protected override IReadOnlyDictionary<string, string> Indexes =>
        new Dictionary<string, string> { ["support"] = "((data ->> 'supportOrganisationId'), key)" };

    public override IReadOnlySet<Type> Handles { get; } =
        new HashSet<Type>
        {
            typeof(EnquiryReceived),
            typeof(CaseAccepted),
            typeof(AdviserAssigned),
            typeof(EligibilityChecked),
            typeof(EnterpriseDiagnosed),
            typeof(EnterpriseDeclared),
            typeof(ActionPlanAgreed),
            typeof(SessionLogged),
            typeof(SessionCountersigned),
            typeof(SessionDisputed),
            typeof(SessionCorrected),
            typeof(SessionWithdrawn),
            typeof(CaseReviewed),
            typeof(CaseReviewAnswered),
            typeof(CaseExited),
        };

    public override IEnumerable<Guid> Keys(IEvent e) =>
        [
            e.Data switch
            {
                SessionLogged f => f.CaseId,
                SessionCountersigned f => f.CaseId,
                SessionDisputed f => f.CaseId,
                SessionCorrected f => f.CaseId,
                SessionWithdrawn f => f.CaseId,
                _ => e.StreamId,
            },
        ];

    public override CaseRow? Apply(Guid key, CaseRow? row, IEvent e) =>
        (row, e.Data) switch
        {
            (null, EnquiryReceived f) => new CaseRow(
                key,
                f.SupportOrganisationId,
                f.OrganisationId,
                f.Need,
                e.Timestamp,
                false,
                null,
                null,
                false,
                null,
                null,
                [],
                [],
                [],
                [],
                null
            ),
            (null, _) => null,
            (_, CaseAccepted) => row with { Accepted = true },
            (_, AdviserAssigned f) => row with { Adviser = f.Adviser },
            (_, EligibilityChecked f) => row with
            {
                Eligibility = f.Result,
                EligibleOn = f.Result == Support.Eligibility.Eligible ? row.EligibleOn ?? UkTime.DayOf(e.Timestamp) : null,
            },
            (_, EnterpriseDiagnosed) => row with { HasBaseline = true },
            (_, EnterpriseDeclared f) => row with { LegalForm = f.LegalForm, RegisteredOn = f.RegisteredOn },
            (_, ActionPlanAgreed f) => row with { Plan = f.Actions },
            (_, SessionLogged f) => row with
            {
                LastSession = row.LastSession > f.Date ? row.LastSession : f.Date,
                ToCountersign = [.. row.ToCountersign, f.SessionId],
                LoggedLate =
                    f.ImportId is null && UkTime.DayOf(e.Timestamp).DayNumber - f.Date.DayNumber > DaysToLog
                        ? [.. row.LoggedLate, f.SessionId]
                        : row.LoggedLate,
                BeforeEligible = row.EligibleOn is { } since && f.Date >= since ? row.BeforeEligible : [.. row.BeforeEligible, f.SessionId],
                Projects = [.. row.Projects.Prepend(f.FunderProject).Distinct().Take(ProjectsKept)],
            },
            (_, SessionCountersigned f) => row with
            {
                ToCountersign = [.. row.ToCountersign.Where(s => s != f.SessionId)],
                Disputed = [.. row.Disputed.Where(s => s != f.SessionId)],
            },
            (_, SessionDisputed f) => row with { Disputed = [.. row.Disputed.Where(s => s != f.SessionId), f.SessionId] },
            (_, SessionCorrected f) => row with
            {
                ToCountersign = [.. row.ToCountersign.Where(s => s != f.SessionId), .. f.Minutes > 0 ? new[] { f.SessionId } : []],
                Disputed = [.. row.Disputed.Where(s => s != f.SessionId)],
            },
            (_, SessionWithdrawn f) => row with
            {
                LoggedLate = [.. row.LoggedLate.Where(s => s != f.SessionId)],
                BeforeEligible = [.. row.BeforeEligible.Where(s => s != f.SessionId)],
                ToCountersign = [.. row.ToCountersign.Where(s => s != f.SessionId)],
                Disputed = [.. row.Disputed.Where(s => s != f.SessionId)],
            },
            (_, CaseReviewed f) => row with
            {
                Reviews = [.. row.Reviews.Append(f.Months).Distinct()],
                Agreed = [.. row.Agreed.Where(m => m != f.Months)],
                Contradicted = [.. row.Contradicted.Where(m => m != f.Months)],
            },
            (_, CaseReviewAnswered f) => row with
            {
                Agreed = [.. row.Agreed.Where(m => m != f.Months), .. f.Agreed ? new[] { f.Months } : []],
                Contradicted = [.. row.Contradicted.Where(m => m != f.Months), .. f.Agreed ? [] : new[] { f.Months }],
            },
            (_, CaseExited f) => row with { Exit = f.Reason },
            _ => row,
        };

    /// <summary>An enterprise's cases with these support organisations, also those that are closed.</summary>
    public Task<IReadOnlyList<CaseRow>> OfEnterpriseAsync(
        NpgsqlDataSource database,
        IEnumerable<Guid> support,
        Guid enterprise,
        CancellationToken cancel
    ) =>
        database.RowsAsync<CaseRow>(
            $"select data from {Table} where data ->> 'supportOrganisationId' = any($1) and data ->> 'organisationId' = $2 order by key",
            [support.Select(s => s.ToString()).ToArray(), enterprise.ToString()],
            cancel
        );

    /// <summary>Every open case of a support organisation: who needs somebody first is found among all of them.</summary>
    public Task<IReadOnlyList<CaseRow>> OpenAsync(NpgsqlDataSource database, Guid support, CancellationToken cancel) =>
        database.RowsAsync<CaseRow>(
            $"""
            select data from {Table} where data ->> 'supportOrganisationId' = $1 and data ->> 'exit' is null order by key limit {MostOpen}
            """,
            [support.ToString()],
            cancel
        );

    public async Task<Rows<CaseRow>> OfAsync(NpgsqlDataSource database, Guid support, Guid? after, int limit, CancellationToken cancel)
    {
        var rows = await database.RowsAsync<CaseRow>(
            $"""
            select data from {Table}
            where data ->> 'supportOrganisationId' = $1 and data ->> 'exit' is null and key > $2::uuid order by key limit {limit + 1}
            """,
            [support.ToString(), (after ?? Guid.Empty).ToString()],
            cancel
        );
        return rows.Count > limit ? new Rows<CaseRow>([.. rows.Take(limit)], rows[limit - 1].CaseId) : new Rows<CaseRow>(rows, null);
    }
}
