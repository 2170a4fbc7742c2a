using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>When a report is to be made by itself, and who is to be told.</summary>
[ForPeople]
public sealed class ScheduleReportPage(Acting acting, Actors actors, ReportKinds kinds, ReportReaders readers, Colleagues colleagues)
    : PageModel
{
    public static readonly Refusal RhythmMissing = new("rhythm-missing", "rhythm", "Choose when the report is to be made");

    private ReportKind? kind;

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Subject { get; set; }

    [BindProperty]
    public Guid Schedule { get; set; } = Guid.CreateVersion7();

    [BindProperty]
    public ReportRhythm? Rhythm { get; set; }

    [BindProperty]
    public DateOnly? Day { get; set; }

    [BindProperty]
    public string? DaysBefore { get; set; }

    [BindProperty]
    public Guid[] ReaderIds { get; set; } = [];

    public ReportKind Runs => kind!;
    public IReadOnlyList<Choice> Subjects { get; private set; } = [];
    public IReadOnlyList<Choice> Readers { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        List<Refusal> wrong = [];
        if (Subject is null)
            wrong.Add(RunReportPage.NoneChosen);
        if (Rhythm is null)
            wrong.Add(RhythmMissing);
        int? days = int.TryParse(DaysBefore?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (wrong.Count > 0)
            return this.Refused(wrong);
        var command = new ScheduleReport(Schedule, Runs.Name, Subject!.Value, Rhythm!.Value, ReaderIds, Day, days);
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce("The report will be made by itself");
        return Redirect($"/reports/schedules/{Schedule}");
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if ((kind = kinds.Find(Kind ?? "")) is null || actor.Organisation is not { } own)
            return false;
        var offered = await Runs.OfferedAsync(actor, cancel);
        if (Subject is null && offered is [var only])
            Subject = only.Id;
        if (Subject is { } about && !await Runs.MayAsync(actor, about, cancel))
            return false;
        if (Subject is null)
            Subjects = [.. offered.Select(s => new Choice(s.Id.ToString(), s.Title))];
        // Without a subject chosen yet: whoever may read the first is offered, and the command asks of the one that is chosen.
        var may = (Subject ?? offered.FirstOrDefault()?.Id) is { } subject ? await readers.OfAsync(Runs, subject, own, cancel) : [];
        var names = await colleagues.NamesAsync([.. may.Select(a => a.Person)], cancel);
        Readers = [.. names.OrderBy(n => n.Value, StringComparer.Ordinal).Select(n => new Choice(n.Key.ToString(), n.Value))];
        return offered.Count > 0 || Subject is not null;
    }
}
