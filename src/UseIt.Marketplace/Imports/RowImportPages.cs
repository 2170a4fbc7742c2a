using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Imports;

/// <summary>A row that somebody is asked about.</summary>
public sealed record AskedRow(int Row, string Name, IReadOnlyList<Choice> Choices)
{
    public string Field => string.Create(CultureInfo.InvariantCulture, $"Answers[{Row}]");
    public string Id => string.Create(CultureInfo.InvariantCulture, $"answers-{Row}");

    /// <summary>Asks which of those it resembles it is, if any.</summary>
    public static AskedRow Of(int row, string name, string? place, IEnumerable<Resemblance> like, Choice none) =>
        new(
            row,
            place is null ? name : $"{name}, {place}",
            [.. like.Select(a => new Choice(a.Answer, a.Place is null ? a.Name : $"{a.Name}, {a.Place}")), none]
        );

    /// <summary>What was said before, and what is said now of rows that are asked about.</summary>
    public static Dictionary<int, string> Answered(
        IReadOnlyDictionary<int, string> before,
        IEnumerable<AskedRow> asked,
        IReadOnlyDictionary<string, string> said
    )
    {
        var answers = new Dictionary<int, string>(before);
        foreach (var row in asked)
            if (said.TryGetValue(row.Row.ToString(CultureInfo.InvariantCulture), out var answer) && row.Choices.Any(c => c.Value == answer))
                answers[row.Row] = answer;
        return answers;
    }
}

/// <summary>What a sheet comes to in which each row is one thing, as its markup sees it.</summary>
public interface IRowImport
{
    string Here { get; }

    /// <summary>By what it can be taken back when the file is gone.</summary>
    Guid Import { get; }

    int Rows { get; }
    int Ready { get; }
    int Left { get; }
    int Known { get; }
    int? Done { get; }
    int Imported { get; }
    bool Finished { get; }
    IReadOnlyList<RowOutcome> Wrong { get; }
    IReadOnlyList<RowOutcome> Refused { get; }
    IReadOnlyList<AskedRow> Asked { get; }

    /// <summary>What is asked of rows that are like something here.</summary>
    string Question { get; }

    /// <summary>What taking it back does.</summary>
    string Undoing { get; }
}

/// <summary>What a file comes to; then it is taken in, so many rows at a time, and can be taken back.</summary>
public abstract class RowImportPage<TState, TField, TLine>(Actors actors, ImportFiles files, IDocumentStore store)
    : SheetPage<TState>(actors, files, store),
        IRowImport
    where TState : RowFile<TField>, ISheetState
    where TField : struct, Enum
    where TLine : class, IImportLine
{
    /// <summary>So many rows and questions are shown.</summary>
    public const int Shown = 25;

    // What a browser waits for without wondering.
    private const int AtOnce = 100;

    public RowPlan<TLine> Plan { get; private set; } = null!;

    [BindProperty]
    public Dictionary<string, string> Answers { get; set; } = [];

    public string Here => At(FileId);
    public int Rows => Sheet.Rows.Count;
    public int Ready => Plan.Ready.Count();
    public int Left => Plan.Ready.Count(l => l.Row > (State.Done ?? 0));
    public int Known => Plan.Here.Count();
    public int? Done => State.Done;
    public int Imported => State.Imported;
    public bool Finished => State.Finished;
    public IReadOnlyList<RowOutcome> Wrong => [.. Plan.Wrong.Select(l => new RowOutcome(l.Row, l.Wrong))];
    public IReadOnlyList<RowOutcome> Refused => State.Refused;
    public IReadOnlyList<AskedRow> Asked => [.. Plan.Open.Select(r => new AskedRow(r.Line.Row, r.Line.Name, Choices(r)))];
    public abstract Guid Import { get; }
    public abstract string Question { get; }
    public abstract string Undoing { get; }

    protected abstract string At(Guid file);

    /// <summary>Where this goes once it is taken back.</summary>
    protected abstract string Away { get; }

    /// <summary>Where something is said that is not said yet; null where all is.</summary>
    protected abstract string? Unsaid { get; }

    /// <summary>The same file with what has changed about it.</summary>
    protected abstract TState With(
        IReadOnlyDictionary<int, string> answers,
        int? done,
        int imported,
        IReadOnlyList<RowOutcome> refused,
        bool finished
    );

    protected abstract Task<RowPlan<TLine>> PlanAsync(CancellationToken cancel);

    protected abstract Task<IReadOnlyList<RowOutcome>> TakeInAsync(int after, int most, CancellationToken cancel);

    protected abstract Task<TakenBack?> UndoAsync(CancellationToken cancel);

    /// <summary>What is said once it is taken back.</summary>
    protected abstract string Undone(TakenBack back);

    /// <summary>What a file with mistakes says beside a row; null where it says nothing of the row but its number.</summary>
    protected virtual string? NamedInErrors(TLine line) => line.Name;

    public async Task<IActionResult> OnGetAsync(Guid file, CancellationToken cancel) =>
        !await LoadPlanAsync(file, cancel) ? NotFound()
        : Unsaid is { } page ? Redirect(page)
        : Page();

    public async Task<IActionResult> OnGetErrorsAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadPlanAsync(file, cancel) || Unsaid is not null)
            return NotFound();
        return File(RowErrors.Of(Plan, State.Refused, NamedInErrors), "text/csv", "rows-not-taken-in.csv");
    }

    public async Task<IActionResult> OnPostAnswerAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadPlanAsync(file, cancel) || Unsaid is not null || State.Done is not null)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        var answers = AskedRow.Answered(State.Answers, Asked, Answers);
        await Files.SaveAsync(file, With(answers, State.Done, State.Imported, State.Refused, State.Finished), cancel);
        this.Announce("Your answers are saved");
        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadPlanAsync(file, cancel) || Unsaid is not null)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (State.Finished || Ready == 0)
            return Redirect(Here);
        var left = Left;
        var outcomes = await TakeInAsync(State.Done ?? 0, AtOnce, cancel);
        if (outcomes is [{ Row: 0 } not, ..])
            return this.Refused(new Refusal("import-refused", null, not.Wrong[0]));
        if (outcomes is [{ Wrong: [ImportSteps.Busy] }, ..])
            return this.Refused(new Refusal("import-busy", null, ImportSteps.Busy));
        RowOutcome[] refused = [.. outcomes.Where(o => o.Wrong.Count > 0)];
        await Files.SaveAsync(
            file,
            With(
                State.Answers,
                outcomes.Count > 0 ? outcomes[^1].Row : State.Done ?? 0,
                State.Imported + outcomes.Count - refused.Length,
                [.. State.Refused, .. refused],
                outcomes.Count == left
            ),
            cancel
        );
        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostUndoAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadPlanAsync(file, cancel) || State.Done is null)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (await UndoAsync(cancel) is not { } back)
            return NotFound();
        if (!back.Whole)
            return this.Refused(new Refusal("import-busy", null, ImportSteps.Busy));
        // Nothing of it is wanted any more: its bytes go now and not in three days.
        await Files.DropAsync<TState>(Own, file, cancel);
        this.Announce(Undone(back));
        return Redirect(Away);
    }

    private async Task<bool> LoadPlanAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadAsync(file, cancel))
            return false;
        if (Unsaid is null)
            Plan = await PlanAsync(cancel);
        return true;
    }

    private static IReadOnlyList<Choice> Choices(PlannedRow<TLine> asked) =>
        [
            .. asked.Asked.Select(a => new Choice(a.Answer, a.Place is null ? a.Name : $"{a.Name}, {a.Place}")),
            new Choice(CasePlan.Another, "None of these: another one"),
        ];
}
