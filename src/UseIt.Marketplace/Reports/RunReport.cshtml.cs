using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>Runs a report of one kind; who comes without a subject chooses one of those they may run it about.</summary>
[ForPeople]
public sealed class RunReportPage(Commands commands, Actors actors, ReportKinds kinds) : PageModel
{
    public static readonly Refusal NoneChosen = new("subject-missing", "subject", "Choose what the report is about");

    private ReportKind? kind;

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Subject { get; set; }

    public ReportKind Runs => kind!;

    /// <summary>To choose from, where none was named.</summary>
    public IReadOnlyList<Choice> Subjects { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await FindsAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await FindsAsync(cancel))
            return NotFound();
        if (Subject is not { } subject)
            return this.Refused(NoneChosen);
        if (!ModelState.IsValid)
            return this.Refused();
        var actor = await actors.OfAsync(HttpContext, cancel);
        var outcome = await commands.SendAsync(new RunReport(Runs.Name, subject), this.From(actor), cancel);
        return this.NotDone(outcome) ?? Redirect($"/reports/{RunReportHandler.ReportOf((Outcome.Done)outcome)}");
    }

    private async Task<bool> FindsAsync(CancellationToken cancel)
    {
        if ((kind = kinds.Find(Kind ?? "")) is null)
            return false;
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (Subject is { } subject)
            return await Runs.MayAsync(actor, subject, cancel);
        Subjects = [.. (await Runs.OfferedAsync(actor, cancel)).Select(s => new Choice(s.Id.ToString(), s.Title))];
        return true;
    }
}
