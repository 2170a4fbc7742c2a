using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Programmes;

/// <summary>One thing that a programme is set up with, on a page of its own.</summary>
[ForRoles("a programme manager", Roles.ProgrammeManager)]
public sealed class SetUpProgrammePage(ProgrammeDesk desk) : ProgrammePage(desk)
{
    private static readonly Dictionary<string, string> Headings = new()
    {
        ["code"] = "Add a code",
        ["strand"] = "Set a strand",
        ["partner"] = "Add a partner",
        ["target"] = "Set a target",
        ["people"] = "From which number on are people told?",
        ["evidence"] = "Until when is evidence kept?",
        ["budget"] = "Set a budget line",
        ["figure"] = "Keep a published figure",
    };

    public static readonly Refusal KindMissing = new("kind-missing", "kind", "Choose what kind of figure it is");
    public static readonly Refusal NotANumber = new("value-missing", "value", "Enter a number");

    public string Step { get; private set; } = "";
    public string Heading => Headings[Step];
    public IReadOnlyList<Choice> Found { get; private set; } = [];
    public IReadOnlyList<Choice> Partners =>
        [new("", "Nobody yet"), .. Programme.Partners.Where(p => p.Left is null).Select(p => new Choice(p.PartnerId.ToString(), p.Name))];
    public IReadOnlyList<Choice> StrandChoices => [.. Programme.Strands.Select(s => new Choice(s.StrandId.ToString(), s.Title))];

    [BindProperty]
    public Guid NewId { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? StrandId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? StrandTitle { get; set; }

    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public Guid? LeadPartnerId { get; set; }

    [BindProperty]
    public Guid? OrganisationId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public Guid[] Strands { get; set; } = [];

    [BindProperty]
    public string? Indicator { get; set; }

    [BindProperty, Display(Name = "The number")]
    public decimal? Value { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? By { get; set; }

    [BindProperty, Display(Name = "The number")]
    public int? Limit { get; set; }

    [BindProperty, Display(Name = "The last day")]
    public DateOnly? EvidenceUntil { get; set; }

    [BindProperty]
    public string? Line { get; set; }

    [BindProperty]
    public string? LineTitle { get; set; }

    [BindProperty, Display(Name = "The amount")]
    public decimal? Amount { get; set; }

    [BindProperty]
    public string? From { get; set; }

    [BindProperty]
    public string? Until { get; set; }

    [BindProperty]
    public string? Measure { get; set; }

    [BindProperty]
    public string? Said { get; set; }

    [BindProperty]
    public string? Unit { get; set; }

    [BindProperty]
    public FigureKind? Kind { get; set; }

    [BindProperty]
    public string? Definition { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? AsAt { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid programme, string step, CancellationToken cancel)
    {
        if (!ModelState.IsValid || !await OpenAsync(programme, step, cancel))
            return NotFound();
        (NewId, Limit, EvidenceUntil) = (StrandId ?? Guid.CreateVersion7(), Programme.PeopleLimit, Programme.EvidenceUntil);
        if (Programme.Strands.FirstOrDefault(s => s.StrandId == StrandId) is { } strand)
            (StrandTitle, Question, LeadPartnerId) = (strand.Title, strand.Question, strand.LeadPartnerId);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid programme, string step, CancellationToken cancel)
    {
        if (!await OpenAsync(programme, step, cancel))
            return NotFound();
        if (ModelState.IsValid && Step == "figure" && (Kind is null || Value is null))
            return this.Refused(Kind is null ? KindMissing : NotANumber);
        return await DoAsync(Asked(), "It is saved", Back, FieldOf);
    }

    private ICommand Asked() =>
        Step switch
        {
            "code" => new TakeProgrammeCode(Id, Code ?? ""),
            "strand" => new SetProgrammeStrand(Id, NewId, StrandTitle ?? "", Question ?? "", LeadPartnerId),
            "partner" => new AddProgrammePartner(Id, NewId, On ?? default, Strands, OrganisationId, Name),
            "target" => new SetProgrammeTarget(Id, Indicator ?? "", Value ?? 0, By ?? default),
            "people" => new SetPeopleLimit(Id, Limit ?? 0),
            "evidence" => new KeepEvidence(Id, EvidenceUntil ?? default),
            "budget" => new SetProgrammeBudget(Id, Line ?? "", LineTitle ?? "", new Money(Amount ?? 0), From ?? "", Until ?? ""),
            _ => new RecordPublishedFigure(
                Id,
                NewId,
                Measure ?? "",
                Said ?? "",
                Value ?? 0,
                Unit ?? "",
                Kind ?? FigureKind.Actual,
                Definition ?? "",
                AsAt ?? default,
                Source ?? ""
            ),
        };

    private string FieldOf(string field) =>
        Step == "evidence" ? nameof(EvidenceUntil)
        : field != "title" ? field
        : Step == "budget" ? nameof(LineTitle)
        : nameof(StrandTitle);

    private async Task<bool> OpenAsync(Guid programme, string step, CancellationToken cancel)
    {
        if (!Headings.ContainsKey(step) || !await LoadAsync(programme) || !Leads)
            return false;
        Step = step;
        if (step == "partner")
            Found = await Rooms.FindAsync(Q, [], [], cancel);
        return true;
    }
}
