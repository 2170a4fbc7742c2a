using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>What a file of paid invoices comes to; then it goes into the ledger, whole.</summary>
[ForRoles(SpendAccess.Who, Roles.ContractManager)]
public sealed class ReadInvoicesPage(
    Actors actors,
    ImportFiles files,
    IDocumentStore store,
    SpendReading reading,
    PageUploads uploads,
    Acting acting
) : SheetPage<InvoiceFile>(actors, files, store)
{
    /// <summary>So many rows and questions are shown.</summary>
    public const int Shown = 25;

    public static readonly Refusal TwiceUnanswered = new(
        "paid-twice-unanswered",
        "twice",
        "Say what shall become of the rows that look like payments that are there already"
    );

    public InvoicePlan Plan { get; private set; } = null!;

    /// <summary>The file of the ledger with the very same bytes.</summary>
    public PaidInvoicesTakenIn? InLedger { get; private set; }

    public decimal Net => Plan.Ready.Where(l => l.Net.Currency == Money.Pounds).Sum(l => l.Net.Amount);
    public int NotInPounds => Plan.Ready.Count(l => l.Net.Currency != Money.Pounds);

    [BindProperty]
    public Dictionary<string, string> Answers { get; set; } = [];

    [BindProperty]
    public TwiceAnswer? Twice { get; set; }

    [BindProperty]
    public int[] Others { get; set; } = [];

    public IEnumerable<AskedRow> Asked =>
        Plan.Open.Select(s =>
            AskedRow.Of(s.First.Row, s.First.Supplier, s.First.Postcode, s.Asked, new(InvoicePlan.Nobody, "None of these"))
        );

    public IEnumerable<Choice> TwiceChoices() =>
        Plan
            .Twice.Take(Shown)
            .Select(l => new Choice(
                l.Row.ToString(CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"Row {l.Row}: {l.Supplier}, {l.Net.WithPence()}")
            ));

    public async Task<IActionResult> OnGetAsync(Guid file, CancellationToken cancel)
    {
        if (!await PlanAsync(file, cancel))
            return NotFound();
        if (State.Columns is null)
            return Redirect($"/spend/new/{file}/columns");
        if (State.Document is { } document && InLedger?.DocumentId == document)
            return Redirect($"/spend/files/{document}");
        (Twice, Others) = (State.Twice, [.. State.Others]);
        return Page();
    }

    public async Task<IActionResult> OnGetErrorsAsync(Guid file, CancellationToken cancel) =>
        await PlanAsync(file, cancel) && State.Columns is not null
            ? File(RowErrors.Csv(Plan.Wrong.Select(r => (r.Row, r.Supplier, r.Wrong)), "Supplier"), "text/csv", "rows-not-taken-in.csv")
            : NotFound();

    public async Task<IActionResult> OnPostAnswerAsync(Guid file, CancellationToken cancel)
    {
        if (!await PlanAsync(file, cancel) || State.Columns is null)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        var answers = AskedRow.Answered(State.Answers, Asked, Answers);
        var twice = Twice is { } t && Enum.IsDefined(t) ? t : State.Twice;
        await Files.SaveAsync(file, State with { Answers = answers, Twice = twice, Others = [.. Others.Distinct().Order()] }, cancel);
        this.Announce("Your answers are saved");
        return Redirect($"/spend/new/{file}");
    }

    public async Task<IActionResult> OnPostAsync(Guid file, CancellationToken cancel)
    {
        if (!await PlanAsync(file, cancel) || State.Columns is null)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (Plan.Twice.Count > 0 && State.Twice is null)
            return this.Refused(TwiceUnanswered);
        if (Plan.Ready.Count == 0)
            return Redirect($"/spend/new/{file}");
        if (await StoredAsync(file, cancel) is not { Document: { } document } stored)
            return Page();
        State = stored;
        if (await acting.TryAsync(this, new TakeInPaidInvoices(Own, document, Sheet.Sha256)) is { } refused)
        {
            // What was refused is decided anew, and its lines with it.
            await Files.SaveAsync(file, State with { Document = null }, cancel);
            return refused;
        }
        this.Announce("The payments are in the ledger");
        return Redirect($"/spend/files/{document}");
    }

    // The lines as a document; sent again, the same one.
    private async Task<InvoiceFile?> StoredAsync(Guid file, CancellationToken cancel)
    {
        if (State.Document is not null)
            return State;
        var bytes = PaidLines.Write(Plan.Ready);
        var (document, refusal) = await uploads.TakeAsync(
            new FormFile(new MemoryStream(bytes), 0, bytes.Length, "lines", "paid-invoices.txt"),
            "spreadsheet",
            Who,
            Classification.Restricted,
            cancel
        );
        if (refusal is not null)
        {
            this.Refused(refusal);
            return null;
        }
        var stored = State with { Document = document };
        await Files.SaveAsync(file, stored, cancel);
        return stored;
    }

    private async Task<bool> PlanAsync(Guid file, CancellationToken cancel)
    {
        if (!await LoadAsync(file, cancel) || await ShowSpend.FindAsync(Store, Who, Own, cancel) is not { } ledger)
            return false;
        InLedger = ledger.Live.FirstOrDefault(f => f.Sha256 == Sheet.Sha256);
        if (State.Columns is not { } columns)
            return true;
        var rows = InvoiceLine.Of(Sheet, columns, await TodayAsync(cancel));
        Plan = InvoicePlan.Of(
            rows,
            await reading.KnownAsync(cancel),
            InLedger is null && InvoicePlan.Days(rows) is var (first, last)
                ? await reading.MarksAsync(ledger, first, last, cancel)
                : new HashSet<string>(),
            State.Answers,
            State.Twice,
            State.Others
        );
        return true;
    }
}
