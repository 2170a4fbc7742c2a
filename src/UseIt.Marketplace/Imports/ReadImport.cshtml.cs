using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Imports;

/// <summary>What a file comes to; then it is taken in, so many rows at a time, and can be taken back.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class ReadImportPage(Actors actors, ImportFiles files, IDocumentStore store, CaseImport imports, ImportUndoing undoing)
    : SheetPage<FileState>(actors, files, store)
{
    /// <summary>So many rows and questions are shown.</summary>
    public const int Shown = 25;

    // What a browser waits for without wondering.
    private const int AtOnce = 100;

    public CasePlan Plan { get; private set; } = null!;
    public int Ready { get; private set; }
    public int Left { get; private set; }

    [BindProperty]
    public Dictionary<string, string> Answers { get; set; } = [];

    public IEnumerable<AskedRow> Asked =>
        Plan.Open.Select(e =>
            AskedRow.Of(e.First.Row, e.First.Name, e.First.Town, e.Asked, new(CasePlan.Another, "None of these: another enterprise"))
        );

    public async Task<IActionResult> OnGetAsync(Guid file, CancellationToken cancel) =>
        !await PlanAsync(file, cancel) ? NotFound()
        : State.Columns is null ? Redirect($"/cases/import/{file}/columns")
        : Page();

    public async Task<IActionResult> OnGetErrorsAsync(Guid file, CancellationToken cancel) =>
        await PlanAsync(file, cancel) && State.Columns is not null
            ? File(RowErrors.Of(Plan, State.Refused), "text/csv", "rows-not-taken-in.csv")
            : NotFound();

    public async Task<IActionResult> OnPostAnswerAsync(Guid file, CancellationToken cancel)
    {
        if (!await PlanAsync(file, cancel) || State.Columns is null || State.Done is not null)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        var answers = AskedRow.Answered(State.Answers, Asked, Answers);
        await Files.SaveAsync(file, State with { Answers = answers }, cancel);
        this.Announce("Your answers are saved");
        return Redirect($"/cases/import/{file}");
    }

    public async Task<IActionResult> OnPostAsync(Guid file, CancellationToken cancel)
    {
        if (!await PlanAsync(file, cancel) || State.Columns is null)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (State.Finished || Ready == 0)
            return Redirect($"/cases/import/{file}");
        var outcomes = await imports.TakeInAsync(Who, Own, Sheet, Plan, State.Done ?? 0, AtOnce, null, cancel);
        if (outcomes is [{ Row: 0 } not, ..])
            return this.Refused(new Refusal("import-refused", null, not.Wrong[0]));
        if (outcomes is [{ Wrong: [ImportSteps.Busy] }, ..])
            return this.Refused(new Refusal("import-busy", null, ImportSteps.Busy));
        RowOutcome[] refused = [.. outcomes.Where(o => o.Wrong.Count > 0)];
        var state = State with
        {
            Done = outcomes.Count > 0 ? outcomes[^1].Row : State.Done ?? 0,
            Imported = State.Imported + outcomes.Count - refused.Length,
            Refused = [.. State.Refused, .. refused],
            Finished = outcomes.Count == Left,
        };
        if (state.Finished)
            await imports.FinishAsync(Who, Import.IdOf(Own, Sheet.Sha256), state.Imported, Sheet.Rows.Count - state.Imported);
        await Files.SaveAsync(file, state, cancel);
        return Redirect($"/cases/import/{file}");
    }

    public async Task<IActionResult> OnPostUndoAsync(Guid file, CancellationToken cancel)
    {
        if (!await PlanAsync(file, cancel) || State.Done is null)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (await undoing.UndoAsync(Who, Import.IdOf(Own, Sheet.Sha256), null, cancel) is var (withdrawn, kept, whole))
        {
            if (!whole)
                return this.Refused(new Refusal("import-busy", null, ImportSteps.Busy));
            this.Announce(
                kept == 0
                    ? "The import is taken back"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{withdrawn:N0} sessions and cases are taken back; {kept:N0} stay, as enterprises have accepted or signed them"
                    )
            );
        }
        await Files.SaveAsync(file, State with { Finished = true, Undone = true }, cancel);
        return Redirect($"/cases/import/{file}");
    }

    private async Task<bool> PlanAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadAsync(file, cancel))
            return false;
        if (State.Columns is not { } columns)
            return true;
        Plan = CasePlan.Of(
            CaseLine.Of(Sheet, columns, await TodayAsync(cancel)),
            await imports.KnownAsync(Own, Sheet, cancel),
            State.Answers
        );
        Ready = Plan.Ready.Count();
        Left = Plan.Ready.Count(r => r.Line.Row > (State.Done ?? 0));
        return true;
    }
}
