using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>What counts for an indicator now, what its evidence lacks, and what does not count and why.</summary>
[ForPeople]
public sealed class ProgrammeOutputsPage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    private const int Usual = 50;

    [BindProperty(SupportsGet = true)]
    public string? Indicator { get; set; }

    [BindProperty(SupportsGet = true)]
    public int PageNumber { get; set; } = 1;

    public Indicator? Shown { get; private set; }
    public decimal Total { get; private set; }
    public int Complete { get; private set; }
    public bool More { get; private set; }
    public IReadOnlyList<OutputNow> Outputs { get; private set; } = [];
    public IReadOnlyList<Choice> Shows => [.. Programme.Rules?.Indicators.Select(i => new Choice(i.Code, $"{i.Code}: {i.Title}")) ?? []];

    public string At(int page) => $"/programmes/{Id}/outputs?Indicator={Uri.EscapeDataString(Shown!.Code)}&PageNumber={page}";

    public async Task<IActionResult> OnGetAsync(Guid programme, CancellationToken cancel)
    {
        if (!ModelState.IsValid || PageNumber is < 1 or > 1000 || !await LoadAsync(programme) || !Reads)
            return NotFound();
        Shown = Programme.Rules?.Find(Indicator ?? "") ?? Programme.Rules?.Indicators.FirstOrDefault();
        if (Shown is null || await Rooms.Programmes.NowAsync(programme, cancel) is not { } facts)
            return Page();
        Indicator = Shown.Code;
        OutputNow[] all = [.. ProgrammeRooms.Outputs(facts).Where(o => o.Indicator == Shown.Code)];
        (Total, Complete) = (all.Count(o => o.Since is not null), all.Count(o => o.Since is not null && o.Missing.Count == 0));
        Outputs = [.. all.Skip((PageNumber - 1) * Usual).Take(Usual)];
        More = all.Length > PageNumber * Usual;
        return Page();
    }
}
