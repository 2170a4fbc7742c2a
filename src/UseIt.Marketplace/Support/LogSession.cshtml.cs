using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>A session in a minute: the day, the kind and the project are filled in as they were last time.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class LogSessionPage(Actors actors, Acting acting, IDocumentStore store, Caseload caseload, NpgsqlDataSource database)
    : CaseStepPage(actors, acting, store)
{
    public static readonly Refusal DayMissing = new("date-missing", "date", "Enter the day of the session");

    [BindProperty]
    public Guid SessionId { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Date { get; set; }

    [BindProperty]
    public string? Start { get; set; }

    [BindProperty]
    public string? End { get; set; }

    [BindProperty]
    public SessionMode Mode { get; set; }

    [BindProperty]
    public string? PeoplePresent { get; set; }

    [BindProperty]
    public SessionKind Kind { get; set; }

    [BindProperty]
    public string? Minutes { get; set; }

    [BindProperty]
    public string? Topics { get; set; }

    [BindProperty]
    public string? FunderProject { get; set; }

    [BindProperty]
    public string? Note { get; set; }

    public IReadOnlyList<string> Projects { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        await ProjectsAsync(cancel);
        (SessionId, Date, FunderProject) = (Guid.CreateVersion7(), Today, Projects.Count > 0 ? Projects[0] : null);
        PeoplePresent = "1";
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid @case, CancellationToken cancel)
    {
        if (!await LoadAsync(@case, cancel))
            return NotFound();
        await ProjectsAsync(cancel);
        List<Refusal> unread = [];
        if (ModelState.IsValid && Date is null)
            unread.Add(DayMissing);
        var (start, end) = (SessionTimes.Read(Date, Start, nameof(Start), unread), SessionTimes.Read(Date, End, nameof(End), unread));
        var minutes = (int)Math.Max(0, (end - start).TotalMinutes);
        if (!string.IsNullOrWhiteSpace(Minutes) && (!Whole(Minutes, out minutes) || minutes == 0))
            unread.Add(LogSessionHandler.MinutesWrong);
        if (!Whole(PeoplePresent, out var people))
            unread.Add(LogSessionHandler.PeopleWrong);
        if (string.IsNullOrWhiteSpace(FunderProject))
            unread.Add(LogSessionHandler.ProjectMissing);
        if (unread.Count > 0)
            return this.Refused(unread);
        return await DoAsync(
            new LogSession(
                @case,
                SessionId,
                Date ?? default,
                Kind,
                minutes,
                (Topics ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                FunderProject ?? "",
                Note,
                start,
                end,
                Mode,
                people
            ),
            "The session is logged. It counts once the enterprise has countersigned it"
        );
    }

    private static bool Whole(string? typed, out int number) =>
        int.TryParse(typed?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private async Task ProjectsAsync(CancellationToken cancel) =>
        Projects = (await caseload.FindAsync(database, CaseId, cancel))?.Projects ?? [];
}
