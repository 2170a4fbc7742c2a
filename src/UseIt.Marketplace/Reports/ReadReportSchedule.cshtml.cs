using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>One schedule: when next, what was sent to whom, and a way to stop it.</summary>
[ForPeople]
public sealed class ReadReportSchedulePage(
    Acting acting,
    Actors actors,
    ReportSchedules view,
    ReportKinds kinds,
    IDocumentStore store,
    NpgsqlDataSource database,
    Colleagues colleagues,
    ReadYourWrite readYourWrite
) : PageModel
{
    private const int MostShown = 24;

    private IReadOnlyDictionary<Guid, string> names = new Dictionary<Guid, string>();

    public ReportScheduleRow Row { get; private set; } = null!;
    public string Title => $"{kinds.Find(Row.Kind)?.Title ?? Row.Kind}: {Row.SubjectTitle}";

    /// <summary>The newest first.</summary>
    public IReadOnlyList<SentReport> Sent { get; private set; } = [];

    public string NameOf(Guid person) => names.GetValueOrDefault(person, "somebody");

    public async Task<IActionResult> OnGetAsync(Guid schedule, CancellationToken cancel) =>
        await LoadAsync(schedule, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid schedule, CancellationToken cancel)
    {
        if (!await LoadAsync(schedule, cancel))
            return NotFound();
        if (await acting.TryAsync(this, new StopReportSchedule(schedule)) is { } refused)
            return refused;
        this.Announce("No further report is made by itself");
        return Redirect($"/reports/schedules/{schedule}");
    }

    private async Task<bool> LoadAsync(Guid schedule, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, view);
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (
            await view.FindAsync(database, schedule, cancel) is not { } row
            || !await StopReportScheduleHandler.MayAsync(actor, row.OrganisationId, row.Kind, row.SubjectId, kinds, cancel)
        )
            return false;
        Row = row;
        Sent =
        [
            .. (await store.ReadStreamAsync(schedule, cancel: cancel))
                .Where(e => e.Data is ScheduledReportSent)
                .Select(e => ((ScheduledReportSent)e.Data, e.Timestamp))
                .Select(s => new SentReport(s.Item1.Due, s.Item1.ReportId, s.Item1.SentTo, s.Item1.NotSentTo, s.Timestamp))
                .Reverse()
                .Take(MostShown),
        ];
        names = await colleagues.NamesAsync([.. row.ReaderIds], cancel);
        return true;
    }
}
