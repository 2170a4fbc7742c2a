using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>One payment as it is typed.</summary>
public sealed class SpendTyped
{
    public string? Line { get; set; }

    [Display(Name = "The day")]
    public DateOnly? PaidOn { get; set; }

    public string? Amount { get; set; }
    public string? Match { get; set; }
    public string? Document { get; set; }

    public bool IsEmpty => string.IsNullOrWhiteSpace($"{Line}{Amount}{Match}{Document}") && PaidOn is null;
}

/// <summary>A partner's return for a quarter: to write and sign for the partner, to check for the lead.</summary>
[ForPeople]
public sealed class PartnerReturnPage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    private const int AtFirst = 3;

    public static readonly Refusal NotDecided = new("decision-missing", "accepted", "Choose whether it is in order");

    public Partner Partner { get; private set; } = null!;
    public string Period { get; private set; } = "";
    public PartnerReturn Return { get; private set; } = PartnerReturn.Empty;
    public string At => $"/programmes/{Id}/partners/{Partner.PartnerId}/returns/{Period}";
    public IReadOnlyList<Indicator> Indicators => [.. Programme.Indicators];
    public IReadOnlyList<Choice> Lines =>
        [new("", "Choose one"), .. Programme.Budget.Select(b => new Choice(b.Line, $"{b.Line}: {b.Title}"))];

    public bool Writes => Return.State != ReturnState.Accepted && Speaks;

    private bool Speaks => ProgrammeAccess.ForPartner(Who, Programme, Partner.PartnerId, orLeft: true) == Access.Granted;

    [BindProperty]
    public List<string?> Outputs { get; set; } = [];

    [BindProperty]
    public List<SpendTyped> Spend { get; set; } = [];

    [BindProperty]
    public string? Capacity { get; set; }

    [BindProperty]
    public bool? Accepted { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid programme, Guid partner, string quarter, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, partner, quarter, cancel))
            return NotFound();
        Outputs =
        [
            .. Indicators.Select(i =>
                Return.Said?.Outputs.FirstOrDefault(o => o.Indicator == i.Code) is { } output
                    ? ProgrammeWords.Number(output.Quantity)
                    : null
            ),
        ];
        Spend =
        [
            .. (Return.Said?.Spend ?? []).Select(s => new SpendTyped
            {
                Line = s.Line,
                PaidOn = s.PaidOn,
                Amount = ProgrammeWords.Number(s.Amount.Amount),
                Match = s.Match == Money.Zero ? null : ProgrammeWords.Number(s.Match.Amount),
                Document = s.Document,
            }),
        ];
        while (Spend.Count < AtFirst)
            Spend.Add(new SpendTyped());
        return Page();
    }

    public async Task<IActionResult> OnPostMoreAsync(Guid programme, Guid partner, string quarter, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, partner, quarter, cancel) || !Writes)
            return NotFound();
        ModelState.Clear();
        Spend.Add(new SpendTyped());
        return Page();
    }

    public async Task<IActionResult> OnPostSubmitAsync(Guid programme, Guid partner, string quarter, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, partner, quarter, cancel) || !Writes)
            return NotFound();
        List<Refusal> unread = [];
        List<ReturnedOutput> outputs = [];
        List<int> said = [];
        for (var n = 0; n < Indicators.Count; n++)
            if (Typed.Number(Outputs.ElementAtOrDefault(n), $"Outputs[{n}]", "Enter a number", unread) is { } quantity)
            {
                outputs.Add(new ReturnedOutput(Indicators[n].Code, quantity));
                said.Add(n);
            }
        List<DefrayedSpend> spend = [];
        List<int> rows = [];
        for (var n = 0; n < Spend.Count; n++)
        {
            if (Spend[n].IsEmpty)
                continue;
            rows.Add(n);
            spend.Add(
                new DefrayedSpend(
                    Spend[n].Line ?? "",
                    Spend[n].PaidOn ?? default,
                    new Money(Typed.Number(Spend[n].Amount, $"Spend[{n}].Amount", "Enter the amount in pounds", unread) ?? 0),
                    new Money(
                        Typed.Number(Spend[n].Match, $"Spend[{n}].Match", "Enter the match in pounds, or leave it empty", unread) ?? 0
                    ),
                    Spend[n].Document ?? ""
                )
            );
        }
        if (ModelState.IsValid && unread.Count > 0)
            return this.Refused(unread);
        return await DoAsync(
            new SubmitPartnerReturn(Id, partner, Period, outputs, spend, Capacity ?? ""),
            "The return is signed, and waits for the lead",
            At,
            field => FieldOf(field, said, rows)
        );
    }

    public async Task<IActionResult> OnPostDecideAsync(Guid programme, Guid partner, string quarter, CancellationToken cancel) =>
        !await OpenAsync(programme, partner, quarter, cancel) || !Leads ? NotFound()
        : ModelState.IsValid && Accepted is null ? this.Refused(NotDecided)
        : await DoAsync(
            new DecidePartnerReturn(Id, partner, Period, Accepted ?? false, Reason),
            Accepted == true ? "The return is accepted" : "The return has gone back",
            At
        );

    // The form has rows that were left empty; the command does not.
    private static string FieldOf(string field, IReadOnlyList<int> outputs, IReadOnlyList<int> rows)
    {
        if (
            field.Split('[', ']') is not [var list, var at, ..]
            || !int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        )
            return field;
        return list == "outputs"
            ? $"Outputs[{outputs[n]}]"
            : $"Spend[{rows[n]}]{field[(field.IndexOf(']', StringComparison.Ordinal) + 1)..]}";
    }

    private async Task<bool> OpenAsync(Guid programme, Guid partner, string quarter, CancellationToken cancel)
    {
        if (!await LoadAsync(programme) || Programme.Partner(partner) is not { } found || Quarter.Read(quarter) is not { } period)
            return false;
        (Partner, Period) = (found, period.ToString());
        Return = (await Rooms.Store.FetchAsync<PartnerReturn>(PartnerReturn.IdOf(programme, partner, Period), cancel)).State;
        return Speaks || Reads;
    }
}
