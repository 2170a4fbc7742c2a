using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>Who needs an adviser this week, who is stuck, who is ready to bid, and how far each is.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class CaseListPage(
    Actors actors,
    Caseload caseload,
    BidReadinessByEnterprise readiness,
    OrganisationNames organisations,
    EnterpriseLines lines,
    IDocumentStore store,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : PageModel
{
    private const int Usual = 50;
    private const int Quiet = 60;

    // A review is made in the month after it is due.
    private const int Overdue = 31;

    private IReadOnlyDictionary<Guid, OrganisationName> names = new Dictionary<Guid, OrganisationName>();
    private IReadOnlyDictionary<Guid, EnterpriseLine> grown = new Dictionary<Guid, EnterpriseLine>();
    private IReadOnlyDictionary<Guid, BidReadiness> ready = new Dictionary<Guid, BidReadiness>();

    /// <summary>The last case of the page before.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    /// <summary>Only those that are ready to bid.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Ready { get; set; }

    public Rows<CaseRow> Cases { get; private set; } = new([], null);
    public DateOnly Today { get; private set; }

    public string NameOf(CaseRow row) => names.GetValueOrDefault(row.OrganisationId)?.Name ?? "An enterprise";

    /// <summary>How many of all open cases are of enterprises that are ready to bid.</summary>
    public int ReadyCount { get; private set; }

    /// <summary>What the enterprise lacks to bid; nothing when it is ready.</summary>
    public IReadOnlyList<string> Lacks(CaseRow row) =>
        (ready.GetValueOrDefault(row.OrganisationId) ?? BidReadiness.Of(row.OrganisationId)).Missing(Today);

    // Whoever did not accept the case is not looked into.
    public bool IsReady(CaseRow row) => row.Accepted && Lacks(row).Count == 0;

    /// <summary>The first and the latest turnover on record, or else jobs; null where there are no two to compare.</summary>
    public string? Growth(CaseRow row) => row.Accepted && grown.GetValueOrDefault(row.OrganisationId) is { } line ? GrowthOf(line) : null;

    internal static string? GrowthOf(EnterpriseLine line) =>
        GrowthOf(line, GrowthMeasure.Turnover, "Turnover") ?? GrowthOf(line, GrowthMeasure.FullTimeEquivalents, "Jobs");

    private static string? GrowthOf(EnterpriseLine line, GrowthMeasure measure, string what) =>
        line.Observations.Where(o => o.Measure == measure).OrderBy(o => o.AsAt).ToArray() is [var first, .., var latest]
        && first.Unit == latest.Unit
            ? $"{what} from {CaseFiguresPage.Written(first)} to {CaseFiguresPage.Written(latest)}, "
                + $"{UkTime.Display(first.AsAt)} to {UkTime.Display(latest.AsAt)}"
                + (first.Verified && latest.Verified ? "" : " (unverified)")
            : null;

    public static string Stage(CaseRow row) =>
        row switch
        {
            { Eligibility: Eligibility.Signposted } => "Sent elsewhere",
            { Accepted: false } => "Not accepted yet",
            { Eligibility: null } => "Enquiry",
            { HasBaseline: false } => "Eligible",
            { Plan: null } => "Baseline taken",
            _ => "Plan agreed",
        };

    /// <summary>What waits for the adviser, the most pressing alone.</summary>
    public (string? What, string Colour) Needs(CaseRow row) => Needs(row, Today);

    public static (string? What, string Colour) Needs(CaseRow row, DateOnly today) =>
        row switch
        {
            { Disputed.Count: > 0 } => ("A session is disputed", "red"),
            { Contradicted.Count: > 0 } => ("A review is contradicted", "red"),
            { Eligibility: null } => ("Check eligibility", "blue"),
            { Eligibility: Eligibility.Signposted } => (null, "grey"),
            { Accepted: false } => ("Waits for the enterprise", "grey"),
            { HasBaseline: false } => ("Take the baseline", "blue"),
            { Plan: null } => ("Agree a plan", "blue"),
            _ when row.NextAfter(today) is { By: { } by } && by <= today.AddDays(7) => ("Due this week", "yellow"),
            _ when Reviews.AfterMonths.Any(m => !row.Reviews.Contains(m) && Reviews.Day(row.ReceivedAt, m) <= today.AddDays(-Overdue)) => (
                "A review is overdue",
                "red"
            ),
            _ when Reviews.AfterMonths.Any(m => !row.Reviews.Contains(m) && Reviews.Day(row.ReceivedAt, m) <= today) => (
                "A review is due",
                "yellow"
            ),
            _ when (row.LastSession ?? UkTime.DayOf(row.ReceivedAt)) < today.AddDays(-Quiet) => ($"Quiet for {Quiet} days", "orange"),
            { ToCountersign.Count: > 0 } => ("Hours wait to be countersigned", "grey"),
            _ => (null, "grey"),
        };

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/cases");
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (actor.Organisation is not { } support)
            return NotFound();
        await readYourWrite.WaitAsync(HttpContext, caseload);
        Today = UkTime.DayOf(await store.ClockAsync(cancel));
        string[] order = ["red", "yellow", "blue", "orange", "grey"];
        var open = await caseload.OpenAsync(database, support, cancel);
        names = await organisations.FindAsync(database, open.Select(c => c.OrganisationId), cancel);
        ready = await readiness.FindAsync(database, open.Where(c => c.Accepted).Select(c => c.OrganisationId), cancel);
        grown = await lines.FindAsync(database, open.Where(c => c.Accepted).Select(c => c.OrganisationId), cancel);
        ReadyCount = open.Count(IsReady);
        CaseRow[] all =
        [
            .. open.Where(c => !Ready || IsReady(c))
                .OrderBy(c => Needs(c) is { What: not null } needs ? Array.IndexOf(order, needs.Colour) : order.Length)
                .ThenBy(NameOf, StringComparer.Ordinal)
                .ThenBy(c => c.CaseId),
        ];
        if (As is { } format)
            return this.ListAs(
                format,
                "caseload",
                all,
                ("Enterprise", NameOf),
                ("How far", Stage),
                ("Asked for support", c => UkTime.DayOf(c.ReceivedAt)),
                ("Last session", c => c.LastSession),
                ("Next of the plan", c => c.NextAfter(Today)?.Text),
                ("By", c => c.NextAfter(Today)?.By),
                ("Growth", Growth),
                ("Needs", c => Needs(c).What),
                ("Ready to bid", c => IsReady(c)),
                ("Lacks for a bid", c => c.Accepted ? string.Join("; ", Lacks(c)) : null),
                ("Sessions logged late", c => c.LoggedLate.Count),
                ("Sessions before eligibility", c => c.BeforeEligible.Count),
                ("Id", c => c.CaseId.ToString())
            );
        // A case that has moved meanwhile, or is closed, leads back to the first page.
        var from = After is { } last ? Array.FindIndex(all, c => c.CaseId == last) + 1 : 0;
        var shown = all.Skip(from).Take(Usual).ToArray();
        Cases = new Rows<CaseRow>(shown, from + shown.Length < all.Length ? shown[^1].CaseId : null);
        return Page();
    }
}
