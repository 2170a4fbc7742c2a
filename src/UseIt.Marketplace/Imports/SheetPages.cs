using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Imports;

/// <summary>Where a spreadsheet of one kind comes in.</summary>
public abstract class NewSheetPage<TState>(Actors actors, ImportFiles files) : PageModel
    where TState : class, ISheetState, new()
{
    public static readonly Refusal NotChosen = new("sheet-missing", "spreadsheet", "Choose a file");

    [BindProperty]
    public IFormFile? Spreadsheet { get; set; }

    /// <summary>Where a file that has come in is looked at.</summary>
    protected abstract string At(Guid file);

    public IActionResult OnGet() => Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var who = await actors.OfAsync(HttpContext, cancel);
        if (who.Organisation is not { } own)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (Spreadsheet is null || Spreadsheet.Length == 0)
            return this.Refused(NotChosen);
        if (Spreadsheet.Length > Sheet.MostBytes)
            return this.Refused(Sheet.TooLarge);
        using var bytes = new MemoryStream((int)Spreadsheet.Length);
        await Spreadsheet.CopyToAsync(bytes, cancel);
        if (Sheet.Read(bytes.ToArray()).Refusal is { } wrong)
            return this.Refused(wrong);
        var id = await files.KeepAsync<TState>(own, who.Person, bytes.ToArray(), cancel);
        return Redirect($"{At(id)}/columns");
    }
}

/// <summary>A page about one file on its way in, for those of its organisation who take such in.</summary>
public abstract class SheetPage<TState>(Actors actors, ImportFiles files, IDocumentStore store) : PageModel
    where TState : class, ISheetState
{
    public Guid FileId { get; private set; }
    public Sheet Sheet { get; private set; } = null!;
    public TState State { get; protected set; } = null!;

    protected Actor Who { get; private set; } = Actor.Anonymous;
    protected ImportFiles Files => files;
    protected IDocumentStore Store => store;
    protected Guid Own => Who.Organisation!.Value;

    protected async Task<bool> LoadAsync(Guid file, CancellationToken cancel)
    {
        Who = await actors.OfAsync(HttpContext, cancel);
        if (Who.Organisation is not { } own || await files.FindAsync<TState>(own, file, cancel) is not var (bytes, state))
            return false;
        // What is kept was read before it was kept.
        (FileId, Sheet, State) = (file, Sheet.Read(bytes).Sheet!, state);
        return true;
    }

    protected async Task<DateOnly> TodayAsync(CancellationToken cancel) => UkTime.DayOf(await store.ClockAsync(cancel));
}

/// <summary>A page that asks what each column says, as its markup sees it.</summary>
public interface IColumnsAsked
{
    Sheet Sheet { get; }
    IReadOnlyList<Choice> Fields { get; }

    /// <summary>Whether what is chosen is proposed again.</summary>
    bool Remembers { get; }

    string? Chosen(int column);
}

/// <summary>What each column says; proposed by the words of its heading, and by what was said of such a heading before.</summary>
public abstract class SheetColumnsPage<TState, TField>(Actors actors, ImportFiles files, IDocumentStore store, SheetColumns<TField> known)
    : SheetPage<TState>(actors, files, store),
        IColumnsAsked
    where TState : class, ISheetState
    where TField : struct, Enum
{
    public IReadOnlyList<Choice> Fields { get; } = [.. Enum.GetValues<TField>().Select(f => new Choice(f.ToString(), known.Called(f)))];

    [BindProperty]
    public Dictionary<string, string?> Columns { get; set; } = [];

    public string? Chosen(int column) => Columns.GetValueOrDefault(Key(column));

    protected abstract string At(Guid file);

    /// <summary>Whether it is too late to say anything else.</summary>
    protected abstract bool IsUnderWay { get; }

    /// <summary>Whether headings are kept: not of sheets whose first row may be somebody's.</summary>
    public virtual bool Remembers => true;

    /// <summary>What was said of this file before.</summary>
    protected abstract IReadOnlyList<TField?>? Said { get; }

    protected abstract TState With(IReadOnlyList<TField?> columns);

    /// <summary>What no sheet can be without, and what to say where it is.</summary>
    protected abstract IEnumerable<(TField Field, Refusal Missing)> Needed { get; }

    public async Task<IActionResult> OnGetAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadAsync(file, cancel))
            return NotFound();
        if (IsUnderWay)
            return Redirect(At(file));
        var columns = Said ?? known.Match(Sheet.Headings, Remembers ? await Files.HeadingsAsync<TState, TField>(Own, cancel) : null);
        Columns = columns.Index().ToDictionary(c => Key(c.Index), c => c.Item?.ToString());
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadAsync(file, cancel))
            return NotFound();
        if (IsUnderWay)
            return Redirect(At(file));
        if (!ModelState.IsValid)
            return this.Refused();
        var wrong = new List<Refusal>();
        var columns = new TField?[Sheet.Headings.Count];
        for (var i = 0; i < columns.Length; i++)
            if (Enum.TryParse<TField>(Columns.GetValueOrDefault(Key(i)), out var field) && Enum.IsDefined(field))
                if (columns.Contains(field))
                    wrong.Add(Twice(i, known.Called(field)));
                else
                    columns[i] = field;
        wrong.AddRange(Needed.Where(n => !columns.Contains(n.Field)).Select(n => n.Missing));
        if (wrong.Count > 0)
            return this.Refused([.. wrong]);
        if (Remembers)
            await Files.RememberAsync<TState, TField>(Own, Sheet.Headings, columns, cancel);
        await Files.SaveAsync(file, With(columns), cancel);
        return Redirect(At(file));
    }

    private static Refusal Twice(int column, string called) =>
        new("column-twice", $"columns[{column}]", $"“{called}” is chosen for two columns. Choose one of them");

    private static string Key(int column) => column.ToString(CultureInfo.InvariantCulture);
}
